import { sql } from 'kysely'
import type { BoundingBox } from '../http/contract.ts'
import { invalidInput } from '../http/problem.ts'
import type { Condition } from './page.ts'

/**
 * The geometry meets the box, half open: what only touches its east or north edge belongs to the next box.
 * @param column for example `p.geom`
 * @throws invalid-input when the box is upside down
 */
export function withinBox(column: string, [west, south, east, north]: BoundingBox): Condition {
  if (west >= east || south >= north) {
    throw invalidInput('bbox', {
      zh: '范围应为“西,南,东,北”,西小于东、南小于北',
      en: 'The box is west,south,east,north with west below east and south below north',
    })
  }
  const geom = sql.ref(column)
  const box = sql`ST_MakeEnvelope(${west}, ${south}, ${east}, ${north}, 4490)`
  return sql`(${geom} && ${box} AND ST_Intersects(${geom}, ${box}) AND ST_XMin(${geom}) < ${east} AND ST_YMin(${geom}) < ${north})`
}

/** The place touches the grid of this code. @param column a `grid_ids` */
export function touchingGrid(column: string, gridCode: string): Condition {
  return sql`${sql.ref(column)} && ARRAY(SELECT id FROM grids WHERE code = ${gridCode} AND retired_at IS NULL)`
}

/** The geometry meets the grid of this code, for tables that keep no grids. */
export function meetingGrid(column: string, gridCode: string): Condition {
  const geom = sql.ref(column)
  return sql`EXISTS (SELECT FROM grids
    WHERE grids.code = ${gridCode} AND grids.retired_at IS NULL AND grids.geom && ${geom} AND ST_Intersects(grids.geom, ${geom}))`
}

export function oneOf(column: string, words: string[]): Condition {
  return sql`${sql.ref(column)} = ANY(${words}::text[])`
}

export function updatedSince(column: string, instant: string): Condition {
  return sql`${sql.ref(column)} >= ${instant}::timestamptz`
}

/** The conditions for the filters that were given. */
export function given<T>(value: T | undefined, condition: (value: T) => Condition): Condition[] {
  return value === undefined ? [] : [condition(value)]
}
