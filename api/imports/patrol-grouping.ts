/** A hole this long ends an outing when the file does not number them. */
const outingGapSeconds = 30 * 60

export interface GroupedFix {
  rowNumber: number
  unitCode: string
  /** The file's own number of the outing, where it has one. */
  patrolKey: string | null
  timeSeconds: number
}

/**
 * Groups fixes into outings: by the file's own number within a unit, else by unit with a hole of 30 minutes between two.
 * Each group is in order of time.
 */
export function groupIntoPatrols<Fix extends GroupedFix>(fixes: Fix[]): Fix[][] {
  const byKey = new Map<string, Fix[]>()
  for (const fix of fixes) {
    const key = JSON.stringify([fix.unitCode, fix.patrolKey])
    const group = byKey.get(key)
    if (group) group.push(fix)
    else byKey.set(key, [fix])
  }
  const patrols: Fix[][] = []
  for (const group of byKey.values()) {
    group.sort((a, b) => a.timeSeconds - b.timeSeconds)
    let start = 0
    for (let i = 1; i <= group.length; i++) {
      const ends =
        i === group.length ||
        (group[i]!.patrolKey === null && group[i]!.timeSeconds - group[i - 1]!.timeSeconds > outingGapSeconds)
      if (!ends) continue
      patrols.push(group.slice(start, i))
      start = i
    }
  }
  return patrols.sort((a, b) => a[0]!.timeSeconds - b[0]!.timeSeconds)
}
