import type { Repeats } from '../../../../api/analyses/repeats/contract.ts'
import { formatDay } from '../../../i18n/format.ts'
import * as area from '../../../i18n/repeats.ts'
import { text } from '../../../i18n/text.ts'
import type { ShownAnswer } from '../desk/shown-answer.svelte.ts'

const four = (value: number | null) => (value === null ? '' : Number(value.toPrecision(4)))

/** Streets, the table of ratios and the places at risk, for Word and Excel. */
export function repeatsTables({ concentration, nearRepeat }: Repeats): ShownAnswer['tables'] {
  const t = text(area)
  const { place, cases, share, until, ratio, meters, days, pairs, expected } = t.columns
  return [
    ...(concentration
      ? [
          {
            title: t.segments,
            rows: [
              [place, cases, share],
              ...concentration.places.map((segment) => [
                segment.name ?? t.unnamedStreet,
                segment.cases,
                four(segment.cumulativeShare),
              ]),
            ],
          },
        ]
      : []),
    {
      title: t.table,
      rows: [
        [meters, days, pairs, expected, ratio, 'p'],
        ...nearRepeat.table.map((cell) => [
          `${cell.metersAbove}–${cell.metersUpTo}`,
          `${cell.daysAbove}–${cell.daysUpTo}`,
          cell.pairs.count ?? cell.pairs.countText,
          four(cell.expected),
          four(cell.ratio),
          four(cell.pValue),
        ]),
      ],
    },
    {
      title: t.risks,
      rows: [
        [place, meters, cases, until, ratio],
        ...nearRepeat.places.map((risk) => [
          risk.name ?? t.noGrid,
          risk.meters ?? '',
          risk.cases,
          formatDay(risk.until),
          four(risk.ratio),
        ]),
      ],
    },
  ]
}
