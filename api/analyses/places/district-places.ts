import { Remembered } from '../../coverage/remembered.ts'
import type { Database } from '../../database/connect.ts'
import { sizeOf } from '../../hotspots/contiguity.ts'
import { heatVersions } from '../../hotspots/queries.ts'
import { invalidInput, Problem } from '../../http/problem.ts'
import { streetsOf } from '../../streets/network.ts'
import { roadsVersion } from '../../streets/queries.ts'
import type { TestedUnit } from '../contract.ts'
import { communityPlaces, gridPlaces } from './area-places.ts'
import { boxOfGrids, cellPlaces } from './cell-places.ts'
import { districtGrids } from './queries.ts'
import { segmentPlaces } from './segment-places.ts'
import type { TestedPlaces } from './tested-places.ts'

/** Quick to test and to send, and more than a screen can show. */
const comfortablePlaces = 40_000
const mostPlaces = 150_000

export interface AskedPlaces {
  unit: TestedUnit
  /** Of squares and hexagons. */
  cellMeters: number
  /** Nobody asked for this very size: in a large district the cells may be larger. */
  mayCoarsen: boolean
  /** EPSG number. */
  metricCrs: number
}

/** The places of a district that analyses are made of, remembered until grids, communities or streets change. */
export class DistrictPlaces {
  readonly #database: Database
  readonly #remembered = new Remembered<TestedPlaces>(8)

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * The places with a name for what they and the cases now are: whatever is computed from them may be remembered under it.
   * @throws invalid-input for sizes that make no places, no-areas where nothing is drawn yet
   */
  async of(asked: AskedPlaces): Promise<{ places: TestedPlaces; version: string }> {
    const versions = await heatVersions(this.#database)
    const streets = asked.unit === 'segments' ? await roadsVersion(this.#database.read) : ''
    const key = JSON.stringify([asked, versions.areas, streets])
    const places = await this.#remembered.get(key, () => this.#read(asked))
    return { places, version: JSON.stringify([asked, streets, versions]) }
  }

  async #read({ unit, cellMeters, mayCoarsen, metricCrs }: AskedPlaces): Promise<TestedPlaces> {
    if (unit === 'segments') {
      const { graph } = await streetsOf(this.#database, metricCrs)
      if (graph.edgeCount === 0) throw nothingDrawn()
      return fewEnough(segmentPlaces(this.#database, graph))
    }
    const grids = await districtGrids(this.#database, metricCrs)
    if (grids.length === 0) throw nothingDrawn()
    if (unit === 'grids') return fewEnough(gridPlaces(this.#database, grids))
    if (unit === 'communities') return fewEnough(await communityPlaces(this.#database, grids, metricCrs))
    const [west, south, east, north] = boxOfGrids(grids)
    const shorterSide = Math.min(east - west, north - south)
    const cellsOf = (meters: number): number => ((east - west) * (north - south)) / meters ** 2
    let meters = cellMeters
    while (mayCoarsen && cellsOf(meters) > comfortablePlaces) meters *= 2
    if (cellsOf(meters) > mostPlaces) throw tooManyPlaces()
    if (meters > shorterSide) {
      throw invalidInput(
        'cell',
        { zh: '格子比辖区还大', en: 'The cells are larger than the district' },
        {
          zh: `请小于 ${Math.floor(shorterSide)} 米。`,
          en: `Choose less than ${Math.floor(shorterSide)} m.`,
        },
      )
    }
    return cellPlaces(this.#database, grids, { shape: unit, cellMeters: meters })
  }
}

const ofDatabase = new WeakMap<Database, DistrictPlaces>()

/** One for all analyses of a database, so that the places are made once. */
export function districtPlacesOf(database: Database): DistrictPlaces {
  const known = ofDatabase.get(database) ?? new DistrictPlaces(database)
  ofDatabase.set(database, known)
  return known
}

function fewEnough(places: TestedPlaces): TestedPlaces {
  if (sizeOf(places.contiguity) > mostPlaces) throw tooManyPlaces()
  return places
}

function tooManyPlaces(): Problem {
  return invalidInput(
    'unit',
    { zh: '辖区太大,单元太多', en: 'The district has too many places of this kind' },
    { zh: '请放大格子，或改用网格、社区。', en: 'Choose larger cells, grids or communities.' },
  )
}

function nothingDrawn(): Problem {
  return new Problem({
    status: 409,
    name: 'no-areas',
    title: {
      zh: '还没有网格或道路,无法检验显著性',
      en: 'There are no grids or streets yet, so nothing can be tested',
    },
    detail: { zh: '请先导入网格和道路。', en: 'Import grids and streets first.' },
  })
}
