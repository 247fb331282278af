/** What the time bar lets through; null and seven days are everything. */
interface HoursOfWeek {
  hours: readonly number[] | null
  /** 1 = Monday to 7. */
  weekdays: readonly number[]
}

interface Cell {
  /** 0 = Monday. */
  weekday: number
  hour: number
  count: number
}

/** Whether an hour of the week counts. The hours after midnight belong to their own day, as in every figure of cases. */
export function isCounted(weekday: number, hour: number, { hours, weekdays }: HoursOfWeek): boolean {
  return weekdays.includes(weekday + 1) && (hours?.includes(hour) ?? true)
}

/** The cell with most cases among those that count; null where none has any. */
export function busiestCell(matrix: readonly (readonly number[])[], filter: HoursOfWeek): Cell | null {
  let best: Cell | null = null
  matrix.forEach((row, weekday) =>
    row.forEach((count, hour) => {
      if (count > (best?.count ?? 0) && isCounted(weekday, hour, filter)) best = { weekday, hour, count }
    }),
  )
  return best
}
