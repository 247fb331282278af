import { maySeeRestricted } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import { invalidInput } from '../http/problem.ts'

/** Every category, retired ones too since old cases keep them, in the order of the tree. */
export async function readCategories(database: Database) {
  return database.read
    .selectFrom('caseCategories')
    .select(['id', 'code', 'name', 'nameEn', 'parentId', 'path', 'keyCase', 'restricted'])
    .orderBy('sortOrder')
    .orderBy('id')
    .execute()
}
export type Category = Awaited<ReturnType<typeof readCategories>>[number]

/**
 * The categories a query covers: the chosen ones with their descendants, cut to what the viewer may see; null when that is all of them.
 *
 * An analysis leaves restricted categories out for everyone unless one is chosen by name, so that leadership and stations read the same figure
 * for the same cell.
 *
 * @throws invalid-input for a code that does not exist or that the viewer may not see.
 */
export function coveredCategoryIds(
  categories: readonly Category[],
  viewer: Viewer,
  codes: readonly string[] | undefined,
  purpose: 'cases' | 'analysis',
): number[] | null {
  const visible = categories.filter((category) => !category.restricted || maySeeRestricted(viewer))
  const usual = purpose === 'analysis' ? visible.filter((category) => !category.restricted) : visible
  if (codes === undefined) {
    return usual.length === categories.length ? null : usual.map((category) => category.id)
  }
  const covered = new Set<number>()
  for (const code of codes) {
    const root = visible.find((category) => category.code === code)
    if (!root) {
      throw invalidInput(
        'category',
        { zh: `没有案件类别“${code}”`, en: `There is no case category "${code}"` },
        { zh: '请从类别列表中选择。', en: 'Choose one from the list of categories.' },
      )
    }
    const below = (root.restricted ? visible : usual).filter((category) =>
      category.path.startsWith(root.path),
    )
    for (const category of below) covered.add(category.id)
  }
  return [...covered]
}
