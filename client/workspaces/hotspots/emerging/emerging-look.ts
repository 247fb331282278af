import type { Emerging, EmergingKind } from '../../../../api/analyses/emerging/contract.ts'
import { emergingKinds } from '../../../../api/analyses/emerging/contract.ts'
import * as area from '../../../i18n/emerging.ts'
import { text } from '../../../i18n/text.ts'
import type { LegendBlock } from '../../../map/scene.svelte.ts'
import { type DrawnPlace, legendPattern, type PlacePattern } from '../desk/drawn-places.ts'
import type { ShownAnswer } from '../desk/shown-answer.svelte.ts'

type Theme = 'light' | 'dark'

/** Hot now in warm colours, what cools down in blues; hatched or dotted where colours are close. */
const looks: Record<EmergingKind, { light: string; dark: string; pattern?: PlacePattern }> = {
  new: { light: '#d7191c', dark: '#ff4d4d' },
  consecutive: { light: '#f46d43', dark: '#ff8a5c' },
  intensifying: { light: '#8c0d25', dark: '#ff2e63', pattern: 'outlier' },
  persistent: { light: '#b2182b', dark: '#d6604d' },
  sporadic: { light: '#fdae61', dark: '#fdae61' },
  oscillating: { light: '#fdd49e', dark: '#e8c07d', pattern: 'outlier' },
  diminishing: { light: '#2166ac', dark: '#67a9e0', pattern: 'fewer' },
  historical: { light: '#92c5de', dark: '#92c5de', pattern: 'fewer' },
}
const opacity = 0.66
const mostRows = 1000

export function emergingLook(kind: EmergingKind, theme: Theme): Omit<DrawnPlace, 'outline'> {
  const { [theme]: color, pattern } = looks[kind]
  return { color, opacity, edge: color, pattern, width: 4 }
}

/** The classes that are on the map. */
export function emergingLegend(
  { places, unit }: Emerging,
  note: string,
  theme: Theme,
  onGround: (color: string, opacity: number) => string,
  line: string,
): LegendBlock {
  const t = text(area)
  const shown = emergingKinds.filter((kind) => places.some((place) => place.kind === kind))
  return {
    title: t.legendTitle,
    note,
    entries: shown.map((kind) => {
      const { color, pattern } = emergingLook(kind, theme)
      const label = t.kinds[kind]
      if (unit === 'segments') {
        return { label, color, shape: 'line' as const, ...(pattern ? { dash: [1.4, 0.8] } : {}) }
      }
      return {
        label,
        color: onGround(color, opacity),
        shape: 'area' as const,
        ...(pattern ? { pattern: legendPattern[pattern], line } : {}),
      }
    }),
  }
}

/** The hot spots with their months, for Word and Excel; what is withheld stays empty. */
export function emergingTables({ places, steps }: Emerging): ShownAnswer['tables'] {
  const t = text(area)
  return [
    {
      title: t.list,
      rows: [
        [...Object.values(t.table), ...steps.map(({ from }) => from.slice(0, 10))],
        ...places
          .slice(0, mostRows)
          .map(({ code, name, kind, counts }) => [
            code,
            name ?? t.unnamedStreet,
            t.kinds[kind],
            ...steps.map((_, step) => counts?.[step] ?? ''),
          ]),
      ],
    },
  ]
}
