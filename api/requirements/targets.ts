import { type RawBuilder, sql } from 'kysely'
import { placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import { invalidInput } from '../http/problem.ts'
import type { targetLayers } from './contract.ts'

export type TargetLayer = (typeof targetLayers)[number]

/** The column and table of each kind of target. */
export const targets = {
  'patrol-lines': { column: 'patrolLineId', table: 'patrolLines' },
  'patrol-points': { column: 'patrolPointId', table: 'patrolPoints' },
  'key-sections': { column: 'keySectionId', table: 'keySections' },
  'control-areas': { column: 'controlAreaId', table: 'controlAreas' },
} as const satisfies Record<TargetLayer, { column: string; table: keyof Tables }>

const targetList = Object.entries(targets) as [TargetLayer, (typeof targets)[TargetLayer]][]

/** One of them names the target, the others are null. */
export const targetColumnNames = targetList.map(([, { column }]) => column)

/** Each target not retired and in scope, as `(layer, id, code, name)`. */
export function targetsInScope(viewer: Viewer): RawBuilder<unknown> {
  return sql.join(
    targetList.map(
      ([layer, { table }]) => sql`
        SELECT ${layer} AS layer, p.id, p.code, p.name FROM ${sql.table(table)} p
        WHERE p.retired_at IS NULL AND ${placeInScope(viewer, 'p')}`,
    ),
    sql` UNION ALL `,
  )
}

/** The target `t` is the one a row names. @param alias of a table with a column for each kind of target */
export function isTargetOf(alias: string): RawBuilder<boolean> {
  const columnOf = (column: string) => sql.ref(`${alias}.${column}`)
  const layer = sql.join(
    targetList.map(([name, { column }]) => sql`WHEN ${columnOf(column)} IS NOT NULL THEN ${name}`),
    sql` `,
  )
  const ids = sql.join(targetColumnNames.map(columnOf))
  return sql<boolean>`t.layer = (CASE ${layer} END) AND t.id = coalesce(${ids})`
}

/** The target of a form as the column that names it; the rest as it is. */
export function targetColumns({ target, ...others }: Record<string, unknown>): Record<string, unknown> {
  if (target === undefined) return others
  const { layer, id } = target as { layer: TargetLayer; id: number }
  return { ...others, [targets[layer].column]: id }
}

/** @throws invalid-input for a target without its layer */
export function requireLayerOfTarget({ target, layer }: { target?: number; layer?: string }): void {
  if (target === undefined || layer !== undefined) return
  throw invalidInput('layer', {
    zh: '按目标查询时需要同时给出图层',
    en: 'Give the layer together with the target',
  })
}
