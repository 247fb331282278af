/** What an analysis is made of: regular cells, grids, communities or street segments. */
export const testedUnits = ['squares', 'hexagons', 'grids', 'communities', 'segments'] as const
export type TestedUnit = (typeof testedUnits)[number]
