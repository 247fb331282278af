import { type Kysely, sql } from 'kysely'
import { mayAdminister, maySeeRestricted } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import { type Condition, featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import type { RecordKind } from '../places/records.ts'
import { stillInUse } from '../places/refusals.ts'
import type { CaseCategoryProperties } from './contract.ts'

const categorySource: FeatureSource<CaseCategoryProperties> = {
  id: sql<number>`c.id`,
  select: sql`
    SELECT c.id, NULL AS geometry, c.code, c.name, c.name_en, length(c.path) - length(replace(c.path, '/', '')) - 1 AS depth,
      CASE WHEN parent.id IS NULL THEN NULL ELSE jsonb_build_object('id', parent.id, 'code', parent.code, 'name', parent.name,
        'nameEn', parent.name_en) END AS parent,
      c.severity_weight, c.key_case, c.restricted, c.sort_order, c.version, c.updated_at, c.updated_by
    FROM case_categories c
    LEFT JOIN case_categories parent ON parent.id = c.parent_id`,
}

/** Restricted categories are known to those who may see their cases, and to the administrator who keeps the tree. */
function visible(viewer: Viewer): Condition[] {
  const notRetired = sql`c.retired_at IS NULL`
  return maySeeRestricted(viewer, 'cases') || mayAdminister(viewer)
    ? [notRetired]
    : [notRetired, sql`NOT c.restricted`]
}

export function listCaseCategories(
  db: Kysely<Tables>,
  viewer: Viewer,
  page: { limit: number; cursor?: string | undefined },
) {
  return pageOf(db, categorySource, visible(viewer), page)
}

export const caseCategoryRecords: RecordKind<CaseCategoryProperties> = {
  concept: 'case-categories',
  table: 'caseCategories',
  columns: ['code', 'name', 'nameEn', 'parentId', 'severityWeight', 'keyCase', 'restricted', 'sortOrder'],
  hasGeometry: false,
  read: (db, viewer, id) => featureOf(db, categorySource, visible(viewer), id),
  whenRetired: async (trx, _writer, id) => {
    const below = await trx
      .selectFrom('caseCategories')
      .select('id')
      .where('parentId', '=', id)
      .where('retiredAt', 'is', null)
      .limit(1)
      .executeTakeFirst()
    if (!below) return
    throw stillInUse({
      zh: '请先停用或移走它下面的类别。',
      en: 'Retire or move the categories below it first.',
    })
  },
}
