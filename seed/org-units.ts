import type { Courtyard } from './courtyards.ts'
import { apportion, ringsOf, type Division } from './grids.ts'
import { communityNames } from './names.ts'
import type { Point } from './plane.ts'
import { ringArea, ringContains } from './polygons.ts'
import type { StreetNetwork } from './roads.ts'
import { PEOPLES_SQUARE } from './terrain.ts'

export const DISTRICT_CODE = '229901'
export const DISTRICT_NAME = '云河区'

export interface OrgUnit {
  code: string
  name: string
  level: 'district' | 'street' | 'community' | 'branch' | 'building_group'
  /** Index of the parent in the same array. */
  parent: number | null
  rings: Point[][] | null
  officerCount: number
  communityOfficerCount: number
  securityMemberCount: number
}

export interface OrgTree {
  units: OrgUnit[]
  /** Index of each station's, community's and grid's unit. */
  ofStation: number[]
  ofCommunity: number[]
  ofGrid: number[]
  gridCodes: string[]
  gridNames: string[]
  /** The station in whose area the People's Square lies: the demo planner's. */
  plannerStation: number
}

export interface Staffing {
  officers: number
  communityOfficers: number
  securityMembers: number
}

const STATION_NAMES = ['人民广场派出所', '滨江派出所', '老城派出所', '站前派出所', '东湖派出所', '铁西派出所']
const ORDINALS = '一二三四五六七八九十'

function ordinal(n: number): string {
  if (n <= 10) return ORDINALS[n - 1]!
  return `${n < 20 ? '' : ORDINALS[Math.floor(n / 10) - 1]!}十${n % 10 === 0 ? '' : ORDINALS[(n % 10) - 1]!}`
}

/** The tree district > station > community > grid party branch > building party group, with codes, names, areas and staff. */
export function buildOrgTree(
  network: StreetNetwork,
  division: Division,
  courtyards: readonly Courtyard[],
  staff: Staffing,
): OrgTree {
  const blocksOf = (accept: (grid: Division['grids'][number]) => boolean): number[] =>
    division.grids.filter(accept).flatMap((grid) => grid.blocks)
  const rings = (blocks: number[]): Point[][] => ringsOf(network, blocks)
  const units: OrgUnit[] = []
  const add = (
    unit: Omit<OrgUnit, 'officerCount' | 'communityOfficerCount' | 'securityMemberCount'>,
  ): number => units.push({ ...unit, officerCount: 0, communityOfficerCount: 0, securityMemberCount: 0 }) - 1

  const district = add({
    code: `${DISTRICT_CODE}000000`,
    name: DISTRICT_NAME,
    level: 'district',
    parent: null,
    rings: rings(blocksOf(() => true)),
  })
  const plannerStation =
    division.grids.find((grid) => ringContains(grid.rings[0]!, PEOPLES_SQUARE))?.station ?? 0
  const order = Array.from({ length: division.stationCount }, (_, i) => i).sort(
    (a, b) => Number(b === plannerStation) - Number(a === plannerStation) || a - b,
  )
  const ofStation: number[] = []
  order.forEach((station, i) => {
    const area = rings(blocksOf((grid) => grid.station === station))
    ofStation[station] = add({
      code: `${DISTRICT_CODE}${String(i + 1).padStart(3, '0')}000`,
      name: STATION_NAMES[i % STATION_NAMES.length]!,
      level: 'street',
      parent: district,
      rings: area,
    })
  })
  const ofCommunity: number[] = []
  const countIn = new Map<number, number>()
  for (const station of order)
    division.stationOfCommunity.forEach((own, community) => {
      if (own !== station) return
      const number = (countIn.get(station) ?? 0) + 1
      countIn.set(station, number)
      const name =
        communityNames[ofCommunity.filter((unit) => unit !== undefined).length % communityNames.length]!
      ofCommunity[community] = add({
        code: units[ofStation[station]!]!.code.slice(0, 9) + String(number).padStart(3, '0'),
        name: `${name}社区`,
        level: 'community',
        parent: ofStation[station]!,
        rings: rings(blocksOf((grid) => grid.community === community)),
      })
    })
  const ofGrid: number[] = []
  const gridCodes: string[] = []
  const gridNames: string[] = []
  const gridsIn = new Map<number, number>()
  division.grids.forEach((grid, index) => {
    const parent = ofCommunity[grid.community]!
    const number = (gridsIn.get(parent) ?? 0) + 1
    gridsIn.set(parent, number)
    const code = units[parent]!.code + String(number).padStart(3, '0')
    gridCodes[index] = code
    gridNames[index] = `${units[parent]!.name}第${ordinal(number)}网格`
    ofGrid[index] = add({
      code,
      name: `${gridNames[index]}党支部`,
      level: 'branch',
      parent,
      rings: grid.rings,
    })
  })
  addBuildingGroups(courtyards, ofGrid, gridCodes, add)
  assignStaff(units, staff)
  return { units, ofStation, ofCommunity, ofGrid, gridCodes, gridNames, plannerStation }
}

/** The two largest compounds of every third grid have a building party group. */
function addBuildingGroups(
  courtyards: readonly Courtyard[],
  ofGrid: readonly number[],
  gridCodes: readonly string[],
  add: (unit: Omit<OrgUnit, 'officerCount' | 'communityOfficerCount' | 'securityMemberCount'>) => number,
): void {
  ofGrid.forEach((parent, grid) => {
    if (grid % 3 !== 0) return
    const largest = courtyards
      .filter((yard) => yard.grid === grid && !yard.scattered)
      .sort((a, b) => b.householdCount - a.householdCount || a.code.localeCompare(b.code))
      .slice(0, 2)
    largest.forEach((yard, i) =>
      add({
        code: `${gridCodes[grid]!}-${String(i + 1).padStart(2, '0')}`,
        name: `${yard.name}楼栋党小组`,
        level: 'building_group',
        parent,
        rings: yard.shape.length > 2 ? [yard.shape] : null,
      }),
    )
  })
}

/** Counts are each unit's own, without the units below it. */
function assignStaff(units: OrgUnit[], staff: Staffing): void {
  const communities = units.filter((unit) => unit.level === 'community')
  const stations = units.filter((unit) => unit.level === 'street')
  const even = (items: readonly unknown[]): number[] => items.map(() => 1)
  const officers = apportion(even(communities), staff.communityOfficers)
  const guards = apportion(even(communities), Math.round(staff.securityMembers * 0.8))
  communities.forEach((unit, i) => {
    unit.officerCount = unit.communityOfficerCount = officers[i]!
    unit.securityMemberCount = guards[i]!
  })
  const atDistrict = Math.round((staff.officers - staff.communityOfficers) * 0.27)
  const posts = apportion(
    stations.map((unit) => Math.sqrt(ringArea(unit.rings![0]!))),
    staff.officers - staff.communityOfficers - atDistrict,
  )
  const reserves = apportion(even(stations), staff.securityMembers - Math.round(staff.securityMembers * 0.8))
  stations.forEach((unit, i) => {
    unit.officerCount = posts[i]!
    unit.securityMemberCount = reserves[i]!
  })
  units[0]!.officerCount = atDistrict
}
