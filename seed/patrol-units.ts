import type { OrgTree } from './org-units.ts'

export type ForceType =
  'police' | 'traffic' | 'auxiliary' | 'joint_defence' | 'security' | 'red_armband' | 'property_guard'
export type PatrolMode = 'foot' | 'bike' | 'vehicle'

export interface PatrolUnit {
  code: string
  forceType: ForceType
  station: number
  strength: number
  /** How it moves when its track is recorded; null for units without a recorder. */
  mode: PatrolMode | null
}

const PLANNER_UNITS: [ForceType, number, PatrolMode | null][] = [
  ['police', 4, 'vehicle'], ['police', 3, 'bike'], ['auxiliary', 6, 'bike'], ['joint_defence', 8, 'bike'], ['security', 6, 'bike'],
  ['traffic', 4, 'vehicle'], ['red_armband', 12, null], ['property_guard', 2, null],
] // prettier-ignore
const OTHER_UNITS: [ForceType, number, PatrolMode | null][] = [
  ['police', 4, 'vehicle'], ['auxiliary', 6, 'bike'], ['joint_defence', 8, null], ['security', 5, null],
] // prettier-ignore

/** Eight units at the planner's station and four at each other; twelve of twenty record their tracks. */
export function formPatrolUnits(orgTree: OrgTree): PatrolUnit[] {
  return orgTree.ofStation.flatMap((unit, station) => {
    const number = Number(orgTree.units[unit]!.code.slice(6, 9))
    const own = station === orgTree.plannerStation ? PLANNER_UNITS : OTHER_UNITS
    return own.map(([forceType, strength, mode], i) => ({
      code: `XL${number}${String(i + 1).padStart(2, '0')}`,
      forceType,
      station,
      strength,
      mode,
    }))
  })
}
