import type { Point } from './plane.ts'
import { distance } from './polygons.ts'
import type { Road } from './roads.ts'

export interface NearestStreet {
  road: number
  name: string
  meters: number
  /** Metres from the start of the segment to the foot of the perpendicular. */
  alongMeters: number
  foot: Point
  houseNumber: number
}

const CELL_METERS = 150

/** Finds the street nearest to a place through a coarse grid of segments. */
export class StreetFinder {
  readonly #cells = new Map<number, [road: number, piece: number][]>()
  readonly #roads: readonly Road[]
  /** Metres of the whole street before each segment, so that house numbers run on. */
  readonly #before: number[] = []

  constructor(roads: readonly Road[]) {
    this.#roads = roads
    const lengths = new Map<string, number>()
    roads.forEach((road, index) => {
      const before = lengths.get(road.name ?? '') ?? 0
      this.#before.push(before)
      lengths.set(road.name ?? '', before + road.lengthMeters)
      for (let i = 1; i < road.points.length; i++) {
        const a = road.points[i - 1]!
        const b = road.points[i]!
        for (let cx = cell(Math.min(a.x, b.x)); cx <= cell(Math.max(a.x, b.x)); cx++)
          for (let cy = cell(Math.min(a.y, b.y)); cy <= cell(Math.max(a.y, b.y)); cy++) {
            const key = cx * 100_000 + cy
            const list = this.#cells.get(key)
            if (list) list.push([index, i])
            else this.#cells.set(key, [[index, i]])
          }
      }
    })
  }

  nearestNamed(
    place: Point,
    accept: (road: Road) => boolean = (road) => road.kind !== 'footway',
  ): NearestStreet | undefined {
    let best: NearestStreet | undefined
    for (let reach = 1; reach <= 12; reach++) {
      for (let cx = cell(place.x) - reach; cx <= cell(place.x) + reach; cx++)
        for (let cy = cell(place.y) - reach; cy <= cell(place.y) + reach; cy++) {
          const onRim =
            reach === 1 || Math.abs(cx - cell(place.x)) === reach || Math.abs(cy - cell(place.y)) === reach
          if (!onRim) continue
          for (const [index, piece] of this.#cells.get(cx * 100_000 + cy) ?? []) {
            const road = this.#roads[index]!
            if (!road.name || !accept(road)) continue
            const found = this.#measure(index, piece, place)
            if (!best || found.meters < best.meters) best = found
          }
        }
      if (best && best.meters < reach * CELL_METERS) return best
    }
    return best
  }

  #measure(index: number, piece: number, place: Point): NearestStreet {
    const road = this.#roads[index]!
    const a = road.points[piece - 1]!
    const b = road.points[piece]!
    const length = distance(a, b) || 1
    const share = Math.max(
      0,
      Math.min(1, ((place.x - a.x) * (b.x - a.x) + (place.y - a.y) * (b.y - a.y)) / length ** 2),
    )
    const foot = { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
    let alongMeters = share * length
    for (let i = 1; i < piece; i++) alongMeters += distance(road.points[i - 1]!, road.points[i]!)
    const side = (b.x - a.x) * (place.y - a.y) - (b.y - a.y) * (place.x - a.x) > 0 ? 0 : 1
    const houseNumber = 2 * (1 + Math.floor((this.#before[index]! + alongMeters) / 22)) - side
    return { road: index, name: road.name!, meters: distance(place, foot), alongMeters, foot, houseNumber }
  }
}

const cell = (value: number): number => Math.floor(value / CELL_METERS) + 1000
