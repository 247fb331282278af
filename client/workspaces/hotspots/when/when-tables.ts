import type { Rhythm } from '../../../../api/analyses/rhythm/contract.ts'
import { t as shared } from '../../../i18n/index.ts'
import { text } from '../../../i18n/text.ts'
import * as area from '../../../i18n/when.ts'
import type { ShownAnswer } from '../desk/shown-answer.svelte.ts'

const rounded = (value: number): number => Math.round(value * 100) / 100

/** Week by hour, months, holidays, for Word and Excel. */
export function whenTables({ tooFewCases, cases, months, holidays }: Rhythm): ShownAnswer['tables'] {
  const t = text(area)
  if (tooFewCases) return []
  return [
    {
      title: t.week,
      rows: [
        ['', ...shared.time.weekdayNames],
        ...Array.from({ length: 24 }, (_, hour) => [hour, ...cases.map((day) => rounded(day[hour]!))]),
      ],
    },
    ...(months.length > 0
      ? [
          {
            title: `${t.year} · ${t.perDay}`,
            rows: [
              [t.month2, t.mean, t.latest],
              ...months.map(({ month, casesPerDay, latest }) => [
                t.months[month - 1]!,
                rounded(casesPerDay),
                rounded(latest.casesPerDay),
              ]),
            ],
          },
        ]
      : []),
    ...(holidays.length > 0
      ? [
          {
            title: t.holidays,
            rows: [
              [
                t.columns.holiday,
                t.columns.days,
                t.columns.count,
                t.columns.expected,
                t.columns.ratio,
                '99 %',
              ],
              ...holidays.map(({ name, days, cases, expected, ratio }) => [
                t.names[name],
                days,
                rounded(cases),
                rounded(expected),
                ratio ? rounded(ratio.ratio) : '',
                ratio ? `${rounded(ratio.low)} – ${rounded(ratio.high)}` : t.fewCases,
              ]),
            ],
          },
        ]
      : []),
  ]
}
