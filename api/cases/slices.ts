import type { Database } from '../database/connect.ts'
import type { WindowFilter } from './filter.ts'

const dayMilliseconds = 86_400_000
/** On the embedded engine one query holds up every other client: about 10,000 cases of a busy district at a time. */
const embeddedSliceDays = 61

/** `[from, to)` in equal slices, in the order of time. */
export function timeSlices(from: Date, to: Date, count: number): { from: Date; to: Date }[] {
  const length = to.getTime() - from.getTime()
  const edges = Array.from(
    { length: count + 1 },
    (_, index) => from.getTime() + Math.round((length * index) / count),
  )
  return edges.slice(1).flatMap((end, index) => {
    const start = edges[index]!
    return end > start ? [{ from: new Date(start), to: new Date(end) }] : []
  })
}

/**
 * Runs an aggregate over a window and gives all its rows; the caller adds up rows of the same key. Embedded: in short slices of time, one after the
 * other, so that other clients get their turn.
 */
export async function inSlices<Row>(
  database: Database,
  filter: WindowFilter,
  query: (slice: WindowFilter) => Promise<Row[]>,
): Promise<Row[]> {
  const { from, to } = filter
  const days = (to.getTime() - from.getTime()) / dayMilliseconds
  if (database.engine === 'native') return query(filter)
  const rows: Row[] = []
  for (const slice of timeSlices(from, to, Math.max(1, Math.ceil(days / embeddedSliceDays)))) {
    for (const row of await query({ ...filter, ...slice })) rows.push(row)
  }
  return rows
}
