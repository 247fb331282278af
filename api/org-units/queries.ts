import { type Kysely, sql, type Transaction } from 'kysely'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import { invalidInput } from '../http/problem.ts'
import { given, oneOf, updatedSince, withinBox } from '../places/filters.ts'
import { featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import { orgUnitReference } from '../places/place.ts'
import type { RecordKind } from '../places/records.ts'
import { stillInUse } from '../places/refusals.ts'
import type { OrgUnitProperties, OrgUnitQuery } from './contract.ts'

/** Every viewer sees the whole tree. Paths of the units below begin with the unit's own, which ends in '/': '0' is the next character. */
const orgUnitSource: FeatureSource<OrgUnitProperties> = {
  id: sql<number>`o.id`,
  select: sql`
    SELECT o.id, ST_AsGeoJSON(o.geom, 7, 0)::jsonb AS geometry, o.code, o.name, o.level, ${orgUnitReference('parent')} AS parent,
      o.officer_count, o.community_officer_count, o.security_member_count,
      below.grid_count, below.household_count, below.resident_count,
      o.version, o.updated_at, o.updated_by, o.confirmed_at
    FROM org_units o
    LEFT JOIN org_units parent ON parent.id = o.parent_id
    CROSS JOIN LATERAL (
      SELECT count(*) AS grid_count, coalesce(sum(g.household_count), 0) AS household_count,
        coalesce(sum(g.resident_count), 0) AS resident_count
      FROM grids g
      WHERE g.retired_at IS NULL AND g.org_path ~>=~ o.path AND g.org_path ~<~ (left(o.path, -1) || '0')
    ) below`,
}

const notRetired = sql`o.retired_at IS NULL`

export function listOrgUnits(db: Kysely<Tables>, query: OrgUnitQuery) {
  return pageOf(
    db,
    orgUnitSource,
    [
      notRetired,
      ...given(query.bbox, (box) => withinBox('o.geom', box)),
      ...given(query.grid, (code) => above(code)),
      ...given(query.level, (levels) => oneOf('o.level', levels)),
      ...given(query.parent, (parent) => sql`o.parent_id = ${parent}`),
      ...given(query.updatedSince, (instant) => updatedSince('o.updated_at', instant)),
    ],
    query,
  )
}

/** The units a grid belongs to, up to the district. */
function above(gridCode: string) {
  return sql`EXISTS (SELECT FROM grids g WHERE g.code = ${gridCode} AND g.retired_at IS NULL AND starts_with(g.org_path, o.path))`
}

/** Org units as records the administrator keeps, within the administrator's own unit. */
export const orgUnitRecords: RecordKind<OrgUnitProperties> = {
  concept: 'org-units',
  table: 'orgUnits',
  columns: [
    'code',
    'name',
    'level',
    'parentId',
    'officerCount',
    'communityOfficerCount',
    'securityMemberCount',
  ],
  hasGeometry: false,
  read: (db, _viewer, id) => featureOf(db, orgUnitSource, [notRetired], id),
  requireSound: (unit) => {
    if (Number(unit['communityOfficerCount'] ?? 0) > Number(unit['officerCount'] ?? 0)) {
      throw invalidInput('communityOfficerCount', {
        zh: '社区民警数不能多于民警总数',
        en: 'There cannot be more community officers than officers',
      })
    }
  },
  requireAllowed: async (trx, viewer, id) => {
    await requireInTree(trx, viewer, id)
  },
  whenRetired: async (trx, { viewer }, id) => {
    await requireInTree(trx, viewer, id)
    await requireEmpty(trx, id)
  },
}

/** The unit and its parent are in use and in the administrator's tree, and the parent is not below the unit. */
async function requireInTree(trx: Transaction<Tables>, viewer: Viewer, id: number): Promise<void> {
  const unit = await trx
    .selectFrom('orgUnits as o')
    .leftJoin('orgUnits as parent', 'parent.id', 'o.parentId')
    .select(['o.path', 'parent.path as parentPath', 'parent.retiredAt as parentRetiredAt'])
    .where('o.id', '=', id)
    .executeTakeFirstOrThrow()
  const parentFits =
    unit.parentPath === null || (unit.parentRetiredAt === null && unit.parentPath.startsWith(viewer.orgPath))
  if (unit.path.startsWith(viewer.orgPath) && (parentFits || unit.path === viewer.orgPath)) return
  throw invalidInput('parentId', {
    zh: '上级单位已停用或不在您的管理范围内',
    en: 'The parent is retired or not in your area',
  })
}

/** A unit that still has units, grids, accounts, patrol units or places cannot retire: nobody would look after them. */
async function requireEmpty(trx: Transaction<Tables>, id: number): Promise<void> {
  const owned = sql.join(
    (
      [
        'courtyards',
        'keySections',
        'patrolLines',
        'patrolPoints',
        'controlAreas',
        'facilities',
        'premises',
        'patrolUnits',
      ] as const
    ).map((table) => sql`SELECT FROM ${sql.table(table)} WHERE org_unit_id = ${id} AND retired_at IS NULL`),
    sql` UNION ALL `,
  )
  const { rows } = await sql<{ inUse: boolean }>`
    SELECT EXISTS (
      SELECT FROM org_units WHERE parent_id = ${id} AND retired_at IS NULL
      UNION ALL SELECT FROM grids WHERE (branch_id = ${id} OR community_id = ${id}) AND retired_at IS NULL
      UNION ALL SELECT FROM accounts WHERE org_unit_id = ${id} AND disabled_at IS NULL
      UNION ALL ${owned}
    ) AS in_use`.execute(trx)
  if (!rows[0]?.inUse) return
  throw stillInUse({
    zh: '请先移走它的下级单位、网格、账号、巡逻力量和地点。',
    en: 'Move its units, grids, accounts, patrol units and places elsewhere first.',
  })
}
