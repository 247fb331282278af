/** The staffing standard: households and residents one community officer looks after. */
interface StaffingStandard {
  households: number
  residents: number
}

/** Community officers the standard asks for: the larger of the two shares, rounded up. */
export function communityOfficersNeeded(
  { householdCount, residentCount }: { householdCount: number; residentCount: number },
  { households, residents }: StaffingStandard,
): number {
  return Math.ceil(Math.max(householdCount / households, residentCount / residents))
}

interface StaffedUnit {
  id: number
  properties: { communityOfficerCount: number; parent: { id: number } | null }
}

/** Community officers of each unit and everything below it, by the unit's id. */
export function communityOfficersAbove(units: readonly StaffedUnit[]): Record<number, number> {
  const parents = Object.fromEntries(units.map(({ id, properties }) => [id, properties.parent?.id ?? null]))
  const total: Record<number, number> = {}
  for (const { id, properties } of units) {
    let at: number | null = id
    for (let steps = 0; at !== null && steps < 10; steps++) {
      total[at] = (total[at] ?? 0) + properties.communityOfficerCount
      at = parents[at] ?? null
    }
  }
  return total
}
