import Grid2x2 from '@lucide/svelte/icons/grid-2x2'
import { t } from '../../i18n/index.ts'
import { nameOf, referenceName } from '../describe.ts'
import type { LayerDefinition, Properties } from '../definition.ts'
import { areaHalo, byState, nameLabel } from '../symbology.ts'

/** Tiles carry the community's name, the record the community itself. */
function communityOf(properties: Properties): string {
  const { communityName, community } = properties
  if (typeof communityName === 'string') return communityName
  return referenceName(community) ?? t.layers.titles.grids
}

/** Darker than the land, so that the own grid stands out on the screen and on paper. */
const VEIL_OPACITY = 0.52

export const grids: LayerDefinition = {
  name: 'grids',
  group: 'administration',
  band: 'area',
  icon: Grid2x2,
  defaultFor: ['branch', 'planner', 'leader', 'admin'],
  minzoom: 11.5,
  maxzoom: 16,
  timed: false,
  style: ({ palette, homeGridCode }) => [
    {
      id: 'grids:area',
      type: 'fill',
      paint: {
        'fill-color': homeGridCode
          ? ['case', ['==', ['get', 'code'], homeGridCode], palette.gridHome, palette.dim]
          : palette.grid,
        'fill-opacity': homeGridCode
          ? [
              'case',
              ['==', ['get', 'code'], homeGridCode],
              byState(0.08, 0.06, 0.001),
              byState(0.3, 0.4, VEIL_OPACITY),
            ]
          : byState(0.06, 0.05, 0.001),
        'fill-antialias': false,
      },
    },
    {
      id: 'grids:line',
      type: 'line',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.grid,
        'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.5, 15, 1, 18, 1.6],
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 11.5, 0.25, 14, 0.6],
      },
    },
    {
      id: 'grids:home',
      type: 'line',
      filter: ['==', ['get', 'code'], homeGridCode ?? ''],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.gridHome, 'line-width': 2.6 },
    },
    ...areaHalo('grids', palette),
    nameLabel('grids', palette, { minzoom: 14, color: palette.label, size: 12 }),
  ],
  legend: ({ palette, homeGridCode }) => [
    ...(homeGridCode
      ? [
          {
            label: t.layers.kinds.grids.home,
            symbol: {
              type: 'area' as const,
              fill: palette.gridHome,
              fillOpacity: 0.08,
              line: palette.gridHome,
            },
          },
        ]
      : []),
    {
      label: homeGridCode ? t.layers.kinds.grids.other : t.layers.kinds.grids.grid,
      symbol: homeGridCode
        ? { type: 'area', fill: palette.dim, fillOpacity: VEIL_OPACITY, line: palette.grid }
        : { type: 'area', fill: palette.grid, fillOpacity: 0.04, line: palette.grid },
    },
  ],
  describe: (properties) => ({
    title: nameOf(properties),
    detail: communityOf(properties),
  }),
  fields: [
    { key: 'community', format: 'reference' },
    { key: 'orgUnit', format: 'reference' },
    { key: 'householdCount', format: 'number' },
    { key: 'residentCount', format: 'number' },
    { key: 'areaSquareMeters', format: 'area' },
  ],
}
