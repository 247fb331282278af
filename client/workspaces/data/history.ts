import type { ImportSummary } from '../../../api/imports/contract.ts'
import * as words from '../../i18n/data.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { text } from '../../i18n/text.ts'

/** Who uploaded, confirmed and undid an import, and when; a step a line. */
export function historyOf(item: ImportSummary): string[] {
  const t = text(words)
  const steps: [string, string | null, string | null][] = [
    [t.steps.uploaded, item.createdAt, item.createdBy],
    [t.steps.confirmed, item.confirmedAt, item.confirmedBy],
    [t.steps.undone, item.undoneAt, item.undoneBy],
  ]
  return steps.flatMap(([step, when, who]) =>
    when === null ? [] : [t.step(step, who ?? '', formatDateTime(when))],
  )
}
