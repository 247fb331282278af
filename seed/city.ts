import { drawBaseMap, type BaseMap } from './base-map.ts'
import { sizes, type CityRequest } from './city-sizes.ts'
import { placeCourtyards, type Courtyard } from './courtyards.ts'
import { divide, type Division } from './grids.ts'
import { drawBuildings, drawLots, type Building, type Lot } from './lots.ts'
import { buildOrgTree, DISTRICT_CODE, DISTRICT_NAME, type OrgTree } from './org-units.ts'
import { METRIC_CRS, toLonLat } from './plane.ts'
import { bounds } from './polygons.ts'
import { Random } from './random.ts'
import { buildStreets, type StreetNetwork } from './roads.ts'
import { StreetFinder } from './street-finder.ts'
import { buildTerrain, type Terrain } from './terrain.ts'

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
