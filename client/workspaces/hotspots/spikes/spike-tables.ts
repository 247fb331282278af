import type { ControlChart, Spikes } from '../../../../api/analyses/spikes/contract.ts'
import * as area from '../../../i18n/spikes.ts'
import { text } from '../../../i18n/text.ts'
import type { ShownAnswer } from '../desk/shown-answer.svelte.ts'
import { categoryWords, weekWords } from './spike-words.ts'

const rounded = (value: number): number => Math.round(value * 100) / 100

/** The spikes of the week, and the chart that is open week by week, for Word and Excel. */
export function spikeTables({ spikes }: Spikes, chart: ControlChart | null): ShownAnswer['tables'] {
  const t = text(area)
  return [
    ...(spikes.length > 0
      ? [
          {
            title: t.list,
            rows: [
              [t.area, t.category, t.counts, t.expected, t.limit, 'p'],
              ...spikes.map(({ area: { name }, category, count, expected, alarmFrom, pValue }) => [
                name,
                categoryWords(category),
                count,
                rounded(expected),
                alarmFrom,
                Number(pValue.toPrecision(3)),
              ]),
            ],
          },
        ]
      : []),
    ...(chart && chart.points.length > 0
      ? [
          {
            title: t.chartOf(chart.area.name, categoryWords(chart.category)),
            rows: [
              [t.week, t.counts, t.expected, t.limit],
              ...chart.points.map((point) => [
                weekWords(point),
                point.count,
                rounded(point.expected),
                point.alarmFrom,
              ]),
            ],
          },
        ]
      : []),
  ]
}
