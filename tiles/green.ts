import { baseSurface } from './base-surface.ts'

export const green = baseSurface('green', 8, 2)
