import { type Kysely, sql } from 'kysely'
import { placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import type { HistoryEntry, PlaceQuery } from './contract.ts'
import { given, oneOf, touchingGrid, updatedSince, withinBox } from './filters.ts'
import { type Condition, featureOf, type FeaturePage, pageOf } from './page.ts'
import { type AnyPlace, type Place, type PlaceFeature, sourceOf } from './place.ts'

function visible(viewer: Viewer): Condition[] {
  return [sql`p.retired_at IS NULL`, placeInScope(viewer, 'p')]
}

/** A page of places in the viewer's scope. */
export async function listPlaces(
  db: Kysely<Tables>,
  viewer: Viewer,
  place: Place,
  query: PlaceQuery,
): Promise<FeaturePage<AnyPlace>> {
  return pageOf(
    db,
    sourceOf(place),
    [
      ...visible(viewer),
      ...given(query.bbox, (box) => withinBox('p.geom', box)),
      ...given(query.grid, (code) => touchingGrid('p.grid_ids', code)),
      ...given(query.kind, (kinds) => oneOf('p.kind', kinds)),
      ...given(query.updatedSince, (instant) => updatedSince('p.updated_at', instant)),
    ],
    query,
  )
}

export async function readPlace(
  db: Kysely<Tables>,
  viewer: Viewer,
  place: Place,
  id: number,
): Promise<PlaceFeature | undefined> {
  return featureOf(db, sourceOf(place), visible(viewer), id)
}

/** The latest changes of one record, newest first. The caller has checked that the viewer may see the record. */
export async function historyOf(
  db: Kysely<Tables>,
  concept: string,
  recordId: number,
): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('auditEntries')
    .leftJoin('accounts', 'accounts.username', 'auditEntries.actor')
    .select(['happenedAt', 'actor', 'accounts.post', 'action', 'detail'])
    .where('concept', '=', concept)
    .where('recordId', '=', recordId)
    .orderBy('auditEntries.id', 'desc')
    .limit(200)
    .execute()
  return rows.map(({ happenedAt, actor, post, action, detail }) => {
    const { before, after } = detail as Partial<Pick<HistoryEntry, 'before' | 'after'>>
    return {
      happenedAt: happenedAt.toISOString(),
      actor,
      post,
      action,
      before: before ?? {},
      after: after ?? {},
    }
  })
}
