import type { Snippet } from 'svelte'

export interface Column<Row> {
  key: string
  label: string
  /** What is shown, and what is sorted by where `sortValue` is absent. */
  text: (row: Row) => string
  sortValue?: (row: Row) => number | string | null
  /** Figures stand right. */
  align?: 'start' | 'end'
  /** A CSS grid track, `1fr` when absent: `72px`, `minmax(120px, 2fr)`. */
  width?: string
  sortable?: boolean
  /** What the figures mean, in a line: shown above the table while the header has the pointer or the focus. */
  help?: string
  /** Draws the cell in place of its text. */
  cell?: Snippet<[Row]>
}

export interface Sorting {
  key: string
  descending: boolean
}

/** Rows in the order of a column; rows without a value come last either way. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | null,
): Row[] {
  const column = columns.find(({ key }) => key === sorting?.key)
  if (!column || !sorting) return [...rows]
  const valueOf = column.sortValue ?? column.text
  const collator = new Intl.Collator('zh-CN', { numeric: true })
  return rows.toSorted((first, second) => {
    const a = valueOf(first)
    const b = valueOf(second)
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    const order =
      typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
    return sorting.descending ? -order : order
  })
}
