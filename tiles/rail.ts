import { baseSurface } from './base-surface.ts'

export const rail = baseSurface('rail', 8, 1.5)
