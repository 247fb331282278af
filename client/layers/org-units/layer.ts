import Landmark from '@lucide/svelte/icons/landmark'
import { t } from '../../i18n/index.ts'
import { describePlace } from '../describe.ts'
import type { LayerDefinition } from '../definition.ts'
import { areaHalo, nameLabel } from '../symbology.ts'

export const orgUnits: LayerDefinition = {
  name: 'org-units',
  group: 'administration',
  band: 'area',
  icon: Landmark,
  defaultFor: ['planner', 'leader', 'admin'],
  minzoom: 8,
  maxzoom: 14,
  timed: false,
  style: ({ palette }) => [
    {
      id: 'org-units:area',
      type: 'fill',
      filter: ['match', ['get', 'level'], ['district', 'street', 'community'], true, false],
      paint: { 'fill-color': palette.orgUnit, 'fill-opacity': 0.001 },
    },
    {
      id: 'org-units:community',
      type: 'line',
      minzoom: 12,
      filter: ['==', ['get', 'level'], 'community'],
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.orgUnit,
        'line-width': 1,
        'line-dasharray': [4, 2.5],
        'line-opacity': 0.65,
      },
    },
    {
      id: 'org-units:street',
      type: 'line',
      filter: ['==', ['get', 'level'], 'street'],
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.orgUnit,
        'line-width': 1.8,
        'line-dasharray': [7, 2, 1.4, 2],
        'line-opacity': 0.9,
      },
    },
    {
      id: 'org-units:district',
      type: 'line',
      filter: ['==', ['get', 'level'], 'district'],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.orgUnit, 'line-width': 2.6 },
    },
    ...areaHalo('org-units', palette),
    {
      ...nameLabel('org-units', palette, {
        minzoom: 12.8,
        color: palette.orgUnit,
        size: 13,
        filter: ['==', ['get', 'level'], 'community'],
      }),
      id: 'org-units:community:label',
      maxzoom: 15.5,
    },
    {
      ...nameLabel('org-units', palette, {
        minzoom: 9,
        color: palette.orgUnit,
        size: 15,
        filter: ['==', ['get', 'level'], 'street'],
      }),
      maxzoom: 13.5,
    },
  ],
  legend: ({ palette }) => [
    {
      label: t.layers.kinds['org-units'].district,
      symbol: { type: 'line', color: palette.orgUnit, width: 2.6 },
    },
    {
      label: t.layers.kinds['org-units'].street,
      symbol: { type: 'line', color: palette.orgUnit, width: 1.8, dash: [7, 2, 1.4, 2] },
    },
    {
      label: t.layers.kinds['org-units'].community,
      symbol: { type: 'line', color: palette.orgUnit, width: 1, dash: [4, 2.5] },
    },
  ],
  describe: (properties) => describePlace('org-units', { ...properties, kind: properties['level'] }),
  fields: [
    { key: 'level', format: 'kind' },
    { key: 'parent', format: 'reference' },
    { key: 'gridCount', format: 'number' },
    { key: 'householdCount', format: 'number' },
    { key: 'residentCount', format: 'number' },
    { key: 'officerCount', format: 'number' },
    { key: 'communityOfficerCount', format: 'number' },
    { key: 'securityMemberCount', format: 'number' },
  ],
}
