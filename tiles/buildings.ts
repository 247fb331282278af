import { baseSurface } from './base-surface.ts'

export const buildings = baseSurface('buildings', 13, 1.5)
