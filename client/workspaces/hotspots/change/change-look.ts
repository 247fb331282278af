import type { Change, ChangedPlace } from '../../../../api/analyses/change/contract.ts'
import * as area from '../../../i18n/change.ts'
import { text } from '../../../i18n/text.ts'
import { changeColors } from '../../../layers/heat/ramp.ts'
import type { LegendBlock } from '../../../map/scene.svelte.ts'
import type { DrawnPlace } from '../desk/drawn-places.ts'
import type { ShownAnswer } from '../desk/shown-answer.svelte.ts'

type Theme = 'light' | 'dark'

/** What is significant stands out; what may be chance is a tint, so that nobody takes it for a finding. */
const opacityOf = { significant: 0.7, chance: 0.28 }
const mostRows = 1000

/** RdBu: a rise is red and full, a fall blue and hatched, the deeper the larger; what may be chance is pale and has no edge. */
export function changeLook(
  { kind, significant, strength }: Pick<ChangedPlace, 'kind' | 'significant' | 'strength'>,
  theme: Theme,
): Omit<DrawnPlace, 'outline'> {
  const side = kind === 'rise' ? 1 : -1
  const ramp = changeColors(theme)
  const color = ramp[3 + side * (significant ? strength : 1)]!
  return {
    color,
    opacity: significant ? opacityOf.significant : opacityOf.chance,
    edge: significant ? ramp[3 + side * 3]! : color,
    pattern: significant && kind === 'fall' ? 'fewer' : undefined,
    width: significant ? 2 + strength : 1.5,
  }
}

/** The classes that are on the map: significant ones by size, and apart from them what may be chance. */
export function changeLegend(
  { places, unit }: Change,
  note: string,
  theme: Theme,
  onGround: (color: string, opacity: number) => string,
  line: string,
): LegendBlock {
  const t = text(area)
  const classes = [
    ...[3, 2, 1].map((strength) => ({ kind: 'rise' as const, significant: true, strength })),
    ...[1, 2, 3].map((strength) => ({ kind: 'fall' as const, significant: true, strength })),
    { kind: 'rise' as const, significant: false, strength: 1 },
    { kind: 'fall' as const, significant: false, strength: 1 },
  ]
  const shown = classes.filter(({ kind, significant, strength }) =>
    places.some(
      (place) =>
        place.kind === kind &&
        place.significant === significant &&
        (!significant || place.strength === strength),
    ),
  )
  return {
    title: t.legendTitle,
    note,
    entries: shown.map((one) => {
      const { color, opacity, pattern, edge } = changeLook(one, theme)
      const label = one.significant
        ? t[one.kind === 'rise' ? 'rises' : 'falls'][one.strength - 1]!
        : one.kind === 'rise'
          ? t.chanceRise
          : t.chanceFall
      if (unit === 'segments') {
        return { label, color: edge, shape: 'line' as const, ...(pattern ? { dash: [1.4, 0.8] } : {}) }
      }
      return {
        label,
        color: onGround(color, opacity),
        shape: 'area' as const,
        ...(pattern ? { pattern: 'hatch' as const, line } : {}),
      }
    }),
  }
}

/** The changed places with their figures, for Word and Excel; what is withheld stays empty. */
export function changeTables({ places }: Change): ShownAnswer['tables'] {
  const t = text(area)
  const four = (value: number | null) => (value === null ? '' : Number(value.toPrecision(4)))
  return [
    {
      title: t.list,
      rows: [
        [...Object.values(t.table), 'p', 'q'],
        ...places
          .slice(0, mostRows)
          .map((place) => [
            place.code,
            place.name ?? t.unnamedStreet,
            t.kinds[place.kind],
            place.significant ? t.significant : t.chanceOnly,
            place.before.count ?? place.before.countText,
            place.now.count ?? place.now.countText,
            four(place.ratio),
            four(place.pValue),
            four(place.qValue),
          ]),
      ],
    },
  ]
}
