import { casePlacing } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import { countsByGrid } from '../cases/count-queries.ts'
import { caseStoreOf } from '../cases/columns.ts'
import { forEachCase } from '../cases/columns-filter.ts'
import type { WindowFilter } from '../cases/filter.ts'
import type { Database } from '../database/connect.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import { invalidInput, Problem } from '../http/problem.ts'
import type { Heat } from './contract.ts'
import { densityBreaks } from './density-breaks.ts'
import { type Kernel, kernelDensityFromBins } from './kernel-density.ts'
import { heatVersions, outlinesOf } from './queries.ts'
import { cellsTouched, padded, type PolygonMeters, type Raster, rasterOver } from './raster.ts'

export interface HeatRequest {
  filter: WindowFilter
  bandwidthMeters: number
  cellMeters: number
  /** Nobody asked for this very size: in a large district the cells may be larger. */
  mayCoarsen: boolean
  kernel: Kernel
  /** Below this many cases a density is little more than circles around addresses. */
  minimumCases: number
}

/** The whole district's densities; what a viewer gets is cut from it. */
interface DistrictHeat {
  raster: Raster
  density: Float32Array
  counts: Float32Array
  breaks: number[]
}

/** West, south, east, north in metres. */
type Box = readonly [number, number, number, number]

const maximumCells = 4_000_000
/** More than a screen can show, and slow to send. */
const comfortableCells = 1_000_000
const cacheSize = 64
const yearMilliseconds = 365.25 * 86_400_000
/** How far a kernel reaches, in bandwidths. */
const reach: Record<Kernel, number> = { quartic: 1, gaussian: 8 }

/**
 * Heat maps of the district, remembered by filter and by the version of the data they come from. One computation serves every viewer,
 * so that nobody reads another figure for the same cell.
 */
export class HeatMaps {
  readonly #database: Database
  readonly #districts = new Map<string, Promise<DistrictHeat>>()
  readonly #areas = new Map<string, Promise<PolygonMeters[]>>()
  readonly #masks = new Map<string, Promise<Uint8Array>>()
  readonly #ownCounts = new Map<string, Promise<number>>()

  constructor(database: Database) {
    this.#database = database
  }

  /** The densities in the viewer's scope. @throws invalid-input for sizes that make no map, no-areas where nothing is drawn yet. */
  async heat(viewer: Viewer, request: HeatRequest): Promise<Heat> {
    const versions = await heatVersions(this.#database)
    const { filter, bandwidthMeters, kernel, minimumCases } = request
    const { metricCrs } = filter
    const outlines = await this.#outlines(null, metricCrs, versions.areas)
    const box = boxAround(outlines)
    const cellMeters = request.mayCoarsen ? fittingCell(box, request) : request.cellMeters
    const raster = rasterOver(box, cellMeters)
    requireFittingSizes(box, raster, bandwidthMeters)
    const maskOf = (areas: Viewer | null): Promise<Uint8Array> =>
      remembered(
        this.#masks,
        JSON.stringify([
          areas && !areas.districtWide && areas.orgPath,
          versions.areas,
          metricCrs,
          cellMeters,
        ]),
        async () => cellsTouched(await this.#outlines(areas, metricCrs, versions.areas), raster),
      )
    const district = await remembered(
      this.#districts,
      JSON.stringify([filter, bandwidthMeters, cellMeters, kernel, versions]),
      async () => this.#compute({ filter, bandwidthMeters, kernel }, raster, await maskOf(null)),
    )
    const mask = await maskOf(viewer)
    const cut = cutTo(district, mask, metricCrs, minimumCases)
    return {
      ...(cut.tooFewCases && casePlacing(viewer) !== 'point' ? withoutValues(cut) : cut),
      ...(!viewer.districtWide && {
        caseCount: await remembered(this.#ownCounts, JSON.stringify([viewer.orgPath, filter, versions]), () =>
          this.#ownCount(viewer, filter),
        ),
      }),
      minimumCases,
      bandwidthMeters,
      cellMeters,
      kernel,
      unit: 'cases/km²/year',
      window: { from: filter.from.toISOString(), to: filter.to.toISOString() },
    }
  }

  /** Cells along the border also hold cases of the neighbours; the viewer's own are theirs to read exactly. */
  async #ownCount(viewer: Viewer, filter: WindowFilter): Promise<number> {
    let count = 0
    for (const cases of (await countsByGrid(this.#database, { ...filter, scope: viewer })).values()) {
      count += cases
    }
    return Math.round(count * 100) / 100
  }

  async #compute(
    { filter, bandwidthMeters, kernel }: Pick<HeatRequest, 'filter' | 'bandwidthMeters' | 'kernel'>,
    raster: Raster,
    inDistrict: Uint8Array,
  ): Promise<DistrictHeat> {
    const { cellMeters } = raster
    const frame = padded(raster, Math.ceil((reach[kernel] * bandwidthMeters) / cellMeters))
    const counts = new Float64Array(frame.columns * frame.rows)
    forEachCase(await caseStoreOf(this.#database).columns(filter), filter, ({ x, y }, index, weight) => {
      const column = Math.floor(x[index]! / cellMeters) - frame.firstColumn
      const row = Math.floor(y[index]! / cellMeters) - frame.firstRow
      if (column < 0 || row < 0 || column >= frame.columns || row >= frame.rows) return
      counts[row * frame.columns + column]! += weight
    })
    const years = (filter.to.getTime() - filter.from.getTime()) / yearMilliseconds
    const density = kernelDensityFromBins({ counts, ...frame, bandwidthMeters, kernel, years })
    const inner = part(density, frame, raster)
    let largest = 0
    for (let i = 0; i < inner.length; i += 1) if (inDistrict[i]) largest = Math.max(largest, inner[i]!)
    return { raster, density: inner, counts: part(counts, frame, raster), breaks: densityBreaks(largest) }
  }

  /** Of the viewer's scope; of the district for null and whoever sees all of it. */
  async #outlines(viewer: Viewer | null, metricCrs: number, version: string): Promise<PolygonMeters[]> {
    const cut = viewer?.districtWide ? null : viewer
    const outlines = await remembered(this.#areas, JSON.stringify([cut?.orgPath, version, metricCrs]), () =>
      outlinesOf(this.#database, cut, metricCrs),
    )
    if (outlines.length === 0) {
      throw new Problem({
        status: 409,
        name: 'no-areas',
        title: {
          zh: '还没有辖区边界，无法生成热力图',
          en: 'No area has been drawn yet, so there is no heat map',
        },
        detail: { zh: '请先导入网格或辖区边界。', en: 'Import the grids or the district boundary first.' },
      })
    }
    return outlines
  }
}

/** The oldest entries give way; a failed computation is forgotten. */
function remembered<Value>(
  cache: Map<string, Promise<Value>>,
  key: string,
  compute: () => Promise<Value>,
): Promise<Value> {
  const known = cache.get(key)
  cache.delete(key)
  const value = known ?? compute()
  cache.set(key, value)
  if (!known) value.catch(() => cache.delete(key))
  for (const oldest of cache.keys()) {
    if (cache.size <= cacheSize) break
    cache.delete(oldest)
  }
  return value
}

/** The asked size, doubled until the district has a comfortable number of cells, but never more than the bandwidth. */
function fittingCell(box: Box, { cellMeters, bandwidthMeters }: HeatRequest): number {
  let fitting = cellMeters
  for (;;) {
    const { columns, rows } = rasterOver(box, fitting)
    if (columns * rows <= comfortableCells || 2 * fitting > bandwidthMeters) return fitting
    fitting *= 2
  }
}

function requireFittingSizes([west, south, east, north]: Box, raster: Raster, bandwidthMeters: number): void {
  const shorterSide = Math.round(Math.min(east - west, north - south))
  if (bandwidthMeters > shorterSide) {
    throw invalidInput(
      'bandwidth',
      { zh: '带宽比辖区还大', en: 'The bandwidth is larger than the district' },
      { zh: `请小于 ${shorterSide} 米。`, en: `Choose less than ${shorterSide} m.` },
    )
  }
  if (raster.columns * raster.rows > maximumCells) {
    throw invalidInput(
      'cell',
      { zh: '格子太小，辖区放不下', en: 'The cells are too small for a district of this size' },
      { zh: '请放大格子。', en: 'Choose larger cells.' },
    )
  }
}

function boxAround(polygons: readonly PolygonMeters[]): Box {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const polygon of polygons) {
    for (const [x, y] of polygon[0] ?? []) {
      box[0] = Math.min(box[0], x)
      box[1] = Math.min(box[1], y)
      box[2] = Math.max(box[2], x)
      box[3] = Math.max(box[3], y)
    }
  }
  return box
}

/** The peaks of a few kernels are the very points a branch is not shown. */
function withoutValues(cut: ReturnType<typeof cutTo>): ReturnType<typeof cutTo> {
  const nothing = new Float32Array(cut.columns * cut.rows).fill(NaN)
  return { ...cut, values: Buffer.from(nothing.buffer).toString('base64'), maximum: 0 }
}

/** The values of `raster`'s cells out of those of a larger frame. */
function part(values: Float64Array, frame: Raster, raster: Raster): Float32Array {
  const result = new Float32Array(raster.columns * raster.rows)
  const left = raster.firstColumn - frame.firstColumn
  const below = raster.firstRow - frame.firstRow
  for (let row = 0; row < raster.rows; row += 1) {
    const start = (row + below) * frame.columns + left
    result.set(values.subarray(start, start + raster.columns), row * raster.columns)
  }
  return result
}

/** The part of the district that the mask covers, in the smallest box around it. */
function cutTo(
  { raster, density, counts, breaks }: DistrictHeat,
  mask: Uint8Array,
  metricCrs: number,
  minimumCases: number,
) {
  let [left, right, bottom, top] = [raster.columns, -1, raster.rows, -1]
  mask.forEach((inside, index) => {
    if (!inside) return
    const column = index % raster.columns
    const row = (index - column) / raster.columns
    left = Math.min(left, column)
    right = Math.max(right, column)
    bottom = Math.min(bottom, row)
    top = Math.max(top, row)
  })
  const columns = Math.max(0, right - left + 1)
  const rows = Math.max(0, top - bottom + 1)
  const values = new Float32Array(columns * rows).fill(NaN)
  let maximum = 0
  let caseCount = 0
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const from = (row + bottom) * raster.columns + column + left
      if (!mask[from]) continue
      values[row * columns + column] = density[from]!
      maximum = Math.max(maximum, density[from]!)
      caseCount += counts[from]!
    }
  }
  const originX = (raster.firstColumn + left) * raster.cellMeters
  const originY = (raster.firstRow + bottom) * raster.cellMeters
  const { inverse } = metricProjection(metricCrs)
  const east = originX + columns * raster.cellMeters
  const north = originY + rows * raster.cellMeters
  const corners: Heat['corners'] = [
    inverse(originX, originY),
    inverse(originX, north),
    inverse(east, north),
    inverse(east, originY),
  ]
  const count = Math.round(caseCount * 100) / 100
  return {
    crs: metricCrs,
    originX,
    originY,
    columns,
    rows,
    values: Buffer.from(values.buffer).toString('base64'),
    corners,
    breaks,
    maximum,
    caseCount: count,
    tooFewCases: count < minimumCases,
  }
}
