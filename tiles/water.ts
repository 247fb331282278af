import { baseSurface } from './base-surface.ts'

export const water = baseSurface('water', 5, 1.5)
