import type { Kysely } from 'kysely'
import { type CasePurpose, maySeeRestricted } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'

/** Every category, retired ones too since old cases keep them, in the order of the tree. */
export async function readCategories(db: Kysely<Tables>) {
  return db
    .selectFrom('caseCategories')
    .select(['id', 'code', 'name', 'nameEn', 'parentId', 'path', 'keyCase', 'restricted'])
    .orderBy('sortOrder')
    .orderBy('id')
    .execute()
}
export type Category = Awaited<ReturnType<typeof readCategories>>[number]

/** A category was asked for that is not there, or not for this viewer and purpose. */
export class UnknownCategory extends Error {
  readonly code: string
  /** It is there, and the viewer may know: it only takes no part in figures. */
  readonly leftOut: boolean

  constructor(code: string, leftOut: boolean) {
    super(`no case category "${code}"`)
    this.name = 'UnknownCategory'
    this.code = code
    this.leftOut = leftOut
  }
}

/**
 * The categories a query covers: the chosen ones with their descendants, cut to what the viewer may see for the purpose; null when that is all.
 *
 * @throws UnknownCategory
 */
export function coveredCategoryIds(
  categories: readonly Pick<Category, 'id' | 'code' | 'path' | 'restricted'>[],
  viewer: Viewer,
  codes: readonly string[] | null | undefined,
  purpose: CasePurpose,
): number[] | null {
  const visible = categories.filter(({ restricted }) => !restricted || maySeeRestricted(viewer, purpose))
  if (!codes) return visible.length === categories.length ? null : visible.map(({ id }) => id)
  const paths = codes.map((code) => {
    const root = visible.find((category) => category.code === code)
    if (root) return root.path
    const exists = categories.some((category) => category.code === code)
    throw new UnknownCategory(code, exists && maySeeRestricted(viewer, 'cases'))
  })
  return visible.filter(({ path }) => paths.some((root) => path.startsWith(root))).map(({ id }) => id)
}
