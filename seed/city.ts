import { generateCases, type DemoCase } from './cases.ts'
import { drawBaseMap, type BaseMap } from './base-map.ts'
import { sizes, type CityRequest } from './city-sizes.ts'
import { placeCourtyards, type Courtyard } from './courtyards.ts'
import { drawControlAreas, type ControlArea } from './control-areas.ts'
import { placeFacilities, type Facility } from './facilities.ts'
import { GridFinder } from './grid-finder.ts'
import { apportion, divide, type Division } from './grids.ts'
import { drawKeySections, type KeySection } from './key-sections.ts'
import { drawBuildings, drawLots, type Building, type Lot } from './lots.ts'
import { buildOrgTree, DISTRICT_CODE, DISTRICT_NAME, type OrgTree } from './org-units.ts'
import { drawPatrolLines, type PatrolLine } from './patrol-lines.ts'
import { choosePatrolPoints, type PatrolPoint } from './patrol-points.ts'
import { formPatrolUnits, type PatrolUnit } from './patrol-units.ts'
import { type PatrolRoute, planRoutes } from './patrol-routes.ts'
import { planOutings, type Outing } from './patrols.ts'
import { plantGaps, type GapPlan } from './planted-gaps.ts'
import { METRIC_CRS, toLonLat } from './plane.ts'
import { bounds } from './polygons.ts'
import { placePremises, type Premises } from './premises.ts'
import { Random } from './random.ts'
import { buildRequirements, type Requirement } from './requirements.ts'
import { buildStreets, type StreetNetwork } from './roads.ts'
import { areaPlaces, sectionPlaces } from './standing-places.ts'
import { StreetFinder } from './street-finder.ts'
import { buildTerrain, type Terrain } from './terrain.ts'
import { describeTruth, type CityTruth } from './truth.ts'
import { WalkingGraph } from './walking-graph.ts'

/** Everything the demo city consists of, in metres of its own plane; places refer to grids and units by index. */
export interface City {
  request: CityRequest
  district: DemoDistrict
  terrain: Terrain
  network: StreetNetwork
  streets: StreetFinder
  baseMap: BaseMap
  lots: Lot[]
  buildings: Building[]
  division: Division
  orgTree: OrgTree
  courtyards: Courtyard[]
  premises: Premises[]
  facilities: Facility[]
  controlAreas: ControlArea[]
  patrolLines: PatrolLine[]
  patrolRoutes: PatrolRoute[]
  patrolPoints: PatrolPoint[]
  keySections: KeySection[]
  requirements: Requirement[]
  patrolUnits: PatrolUnit[]
  cases: DemoCase[]
  gapPlan: GapPlan
  outings: Outing[]
  truth: CityTruth
}

export interface DemoDistrict {
  name: string
  code: string
  /** West, south, east, north in degrees. */
  extent: [number, number, number, number]
  timeZone: string
  metricCrs: number
  approvalNumber: null
}

/** Generates the city: the same for the same seed, anchor day and size. */
export function generateCity(request: CityRequest): City {
  const size = sizes[request.size]
  const random = new Random(`xunge ${request.seed}`)
  const terrain = buildTerrain(size.extent)
  const network = buildStreets(terrain, random.fork('streets'))
  const streets = new StreetFinder(network.roads)
  const division = divide(network, size)
  const lots = drawLots(network.blocks, random.fork('lots'))
  const buildings = drawBuildings(lots, random.fork('buildings'))
  const courtyards = placeCourtyards(
    network,
    division,
    lots,
    buildings,
    size.households,
    streets,
    random.fork('courtyards'),
  )
  const orgTree = buildOrgTree(network, division, courtyards, size)
  const grids = new GridFinder(division)
  const premises = placePremises(network, size.premises, streets, grids, random.fork('premises'))
  const { anchorDay } = request
  const shares = division.stationOfCommunity.reduce<number[]>((sum, station) => {
    sum[station]! += station === orgTree.plannerStation ? 2.2 : 1
    return sum
  }, new Array<number>(division.stationCount).fill(0))
  const taken = new Set<number>()
  const patrolLines = drawPatrolLines(
    network,
    division,
    grids,
    apportion(shares, size.patrolLines),
    taken,
    random.fork('lines'),
  )
  const keySections = drawKeySections(
    network,
    division,
    grids,
    apportion(shares, size.keySections),
    taken,
    random.fork('sections'),
  )
  const patrolPoints = choosePatrolPoints(
    premises,
    network.roads,
    division,
    streets,
    grids,
    apportion(shares, size.patrolPoints),
    random.fork('points'),
  )
  const controlAreas = drawControlAreas(
    network,
    division,
    orgTree,
    premises,
    streets,
    size.areas,
    anchorDay,
    random.fork('areas'),
  )
  const held = {
    sections: sectionPlaces(keySections, patrolPoints, network.roads),
    areas: areaPlaces(controlAreas, keySections, patrolLines, patrolPoints, network.roads, orgTree),
  }
  const requirements = buildRequirements(patrolLines, patrolPoints, held, random.fork('requirements'))
  const patrolUnits = formPatrolUnits(orgTree)
  const gapPlan = plantGaps(
    requirements,
    patrolLines,
    patrolPoints,
    held,
    orgTree.plannerStation,
    anchorDay,
    size.trackWeeks,
  )
  const { cases, hotspots } = generateCases(
    { roads: network.roads, division, grids, streets, anchorDay, months: size.caseMonths, count: size.cases },
    random.fork('cases'),
  )
  const planned = planOutings(
    {
      roads: network.roads,
      lines: patrolLines,
      points: patrolPoints,
      sections: keySections,
      held,
      requirements,
      units: patrolUnits,
      graph: new WalkingGraph(network.roads),
      plan: gapPlan,
      anchorDay,
      weeks: size.trackWeeks,
    },
    random.fork('patrols'),
  )
  const { routes: patrolRoutes, outings } = planRoutes(
    planned,
    patrolUnits,
    network.roads,
    random.fork('patrol routes'),
  )
  return {
    request,
    district: describeDistrict(terrain),
    terrain,
    network,
    streets,
    baseMap: drawBaseMap(terrain, network, DISTRICT_NAME),
    lots,
    buildings,
    division,
    orgTree,
    courtyards,
    premises,
    facilities: placeFacilities(
      network,
      division,
      orgTree,
      premises,
      streets,
      grids,
      random.fork('facilities'),
    ),
    controlAreas,
    patrolLines,
    patrolPoints,
    keySections,
    requirements,
    patrolUnits,
    patrolRoutes,
    cases,
    gapPlan,
    outings,
    truth: describeTruth(
      request,
      gapPlan,
      { line: patrolLines, point: patrolPoints, section: keySections, area: controlAreas },
      hotspots,
    ),
  }
}

function describeDistrict(terrain: Terrain): DemoDistrict {
  const { minX, minY, maxX, maxY } = bounds(terrain.boundary)
  const corners = [
    { x: minX, y: minY },
    { x: minX, y: maxY },
    { x: maxX, y: minY },
    { x: maxX, y: maxY },
  ].map(toLonLat)
  const longitudes = corners.map(([longitude]) => longitude)
  const latitudes = corners.map(([, latitude]) => latitude)
  return {
    name: DISTRICT_NAME,
    code: DISTRICT_CODE,
    extent: [
      Math.min(...longitudes),
      Math.min(...latitudes),
      Math.max(...longitudes),
      Math.max(...latitudes),
    ],
    timeZone: 'Asia/Shanghai',
    metricCrs: METRIC_CRS,
    approvalNumber: null,
  }
}
