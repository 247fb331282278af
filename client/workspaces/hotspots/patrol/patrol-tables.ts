import type {
  HotspotStaysAnswer,
  PatrolAgainstCases,
} from '../../../../api/analyses/patrol-against-cases/contract.ts'
import { formatHours } from '../../../i18n/format.ts'
import * as area from '../../../i18n/patrol-against-cases.ts'
import { text } from '../../../i18n/text.ts'
import type { ShownAnswer } from '../desk/shown-answer.svelte.ts'

/** Whoever needs more takes the answer from the API. */
const mostRows = 1000
const rounded = (value: number): number => Math.round(value * 100) / 100
const percent = (share: number): number => Math.round(share * 1000) / 10

/** Every grid, and the hotspots where they were asked for, for Word and Excel. */
export function patrolTables(
  { tooFewCases, grids }: PatrolAgainstCases,
  stays: HotspotStaysAnswer | null,
): ShownAnswer['tables'] {
  const t = text(area)
  if (tooFewCases) return []
  const { columns } = t
  return [
    {
      title: t.legend.both,
      rows: [
        [
          columns.grid,
          columns.cases,
          columns.minutes,
          columns.caseShare,
          columns.patrolShare,
          columns.balance,
        ],
        ...grids
          .slice(0, mostRows)
          .map(({ name, count, countText, unitMinutes, caseShare, patrolShare, balance }) => [
            name,
            count ?? countText,
            rounded(unitMinutes),
            percent(caseShare),
            percent(patrolShare),
            balance ? t.hoverBalance[balance] : '',
          ]),
      ],
    },
    ...(stays && stays.hotspots.length > 0
      ? [
          {
            title: t.legend.stays,
            rows: [
              [columns.street, columns.cases, columns.slot, columns.blocks, columns.met, columns.minutes],
              ...stays.hotspots.map(({ name, cases, slot, blocks, met, minutes }) => [
                name ?? t.unnamedStreet,
                cases.count ?? cases.countText,
                formatHours(slot.fromHour, slot.toHour || 24),
                blocks,
                met,
                rounded(minutes),
              ]),
            ],
          },
        ]
      : []),
  ]
}
