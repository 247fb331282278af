import { cleanTrack } from '../coverage/cleaned-track.ts'
import { CoverageDesk } from '../coverage/desk.ts'
import type { TargetCoverage } from '../coverage/contract.ts'
import { coverageTargets } from '../coverage/queries.ts'
import { type CoverageRules, coverageRules } from '../coverage/rules.ts'
import { visitsAtPoint, type VisitTarget } from '../coverage/visits.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import type { ApiContext } from '../http/context.ts'
import type { LivePoint } from './contract.ts'
import { type LiveVisit, pointTicks } from './point-ticks.ts'
import type { TrackedUnit } from './tracked-units.ts'

const hourMilliseconds = 3_600_000
const refreshMilliseconds = 60_000
/** The coverage is asked again only after so many times the time its answer took. */
const restShare = 20
/** Visits of outings under way are kept until the coverage surely has them. */
const keptSeconds = 6 * 3600
const nearMeters = 100

export interface PointsTurn {
  /** Counted for the first time. */
  isFirst: boolean
  changed: LivePoint[]
  gone: string[]
}

interface KnownVisits {
  patrolId: number
  visits: (LiveVisit & { toSeconds: number })[]
}

/** The must-arrive points of the district as they tick. */
export class LivePoints {
  readonly #context: ApiContext
  readonly #desk: CoverageDesk
  #coverage: { targets: TargetCoverage[]; slotNames: Map<string, string>; rules: CoverageRules } | null = null
  #places: (VisitTarget & { id: number })[] = []
  #crs = 0
  #visits = new Map<number, KnownVisits[]>()
  #nextRefreshAt = 0
  #refreshing: Promise<void> | null = null
  #shown = new Map<string, LivePoint>()
  #isCounted = false

  constructor(context: ApiContext) {
    this.#context = context
    this.#desk = new CoverageDesk(context)
  }

  /** Null while what was done is being counted. */
  get shown(): LivePoint[] | null {
    return this.#isCounted ? [...this.#shown.values()] : null
  }

  forget(): void {
    this.#shown.clear()
    this.#visits.clear()
    this.#isCounted = false
    this.#nextRefreshAt = 0
  }

  /** Holds the units of which something came in against the points, and asks for the coverage anew now and then, without waiting for it. */
  turn(touched: readonly TrackedUnit[], now: Date): PointsTurn {
    if (now.getTime() >= this.#nextRefreshAt) this.#refresh(now)
    if (!this.#coverage) return { isFirst: false, changed: [], gone: [] }
    const isFirst = !this.#isCounted
    this.#isCounted = true
    for (const unit of touched) this.#visit(unit, this.#coverage.rules)
    return { isFirst, ...this.#tick(now) }
  }

  /** Once the coverage that is being asked for is here. */
  async refreshed(): Promise<void> {
    await this.#refreshing
  }

  #refresh(now: Date): void {
    this.#nextRefreshAt = Infinity
    this.#refreshing = this.#read(now)
      .catch((error: unknown) => this.#context.log.error({ err: error }, 'points could not be read'))
      .then(() => {
        const took = Date.now() - now.getTime()
        this.#nextRefreshAt = now.getTime() + Math.max(refreshMilliseconds, took * restShare)
      })
  }

  async #read(now: Date): Promise<void> {
    const { database, settings } = this.#context
    const { metricCrs } = await settings.district()
    const hour = Math.floor(now.getTime() / hourMilliseconds)
    const question = {
      from: new Date((hour - 24) * hourMilliseconds),
      to: new Date((hour + 1) * hourMilliseconds),
      slots: undefined,
      toleranceMeters: undefined,
    }
    const { targets, slots } = await this.#desk.answer(question, now)
    const rows = await coverageTargets(database.read, 'patrol-points', metricCrs)
    this.#crs = metricCrs
    this.#places = rows.map((row) => ({
      id: row.id,
      x: row.xs[0]!,
      y: row.ys[0]!,
      radiusMeters: row.radiusMeters ?? 0,
      requiredDwellSeconds: row.dwellSeconds ?? 0,
    }))
    this.#coverage = {
      targets: targets.map(({ coverage }) => coverage),
      slotNames: new Map(slots.map(({ code, name }) => [code, name])),
      rules: await coverageRules(settings),
    }
  }

  #visit({ row, trail }: TrackedUnit, rules: CoverageRules): void {
    const { forward } = metricProjection(this.#crs)
    const [lastX, lastY] = forward(row.lon, row.lat)
    const near = this.#places.filter(
      ({ x, y, radiusMeters }) => Math.hypot(x - lastX, y - lastY) <= radiusMeters + nearMeters,
    )
    if (near.length === 0) return
    const places = trail.lon.map((lon, i) => forward(lon, trail.lat[i]!))
    const track = cleanTrack(
      {
        timeSeconds: Float64Array.from(trail.timeSeconds),
        x: Float64Array.from(places, ([x]) => x),
        y: Float64Array.from(places, ([, y]) => y),
      },
      rules.track,
    )
    for (const place of near) {
      const visits = visitsAtPoint(track, place, rules.visit)
      const known = (this.#visits.get(place.id) ?? []).filter(({ patrolId }) => patrolId !== row.patrolId)
      const earlier = this.#earlier(place.id, row.patrolId, visits[0]?.fromSeconds ?? Infinity)
      this.#visits.set(place.id, [...known, { patrolId: row.patrolId, visits: [...earlier, ...visits] }])
    }
  }

  /** Visits of the same outing that the trail has forgotten. */
  #earlier(pointId: number, patrolId: number, beforeSeconds: number): KnownVisits['visits'] {
    const known = this.#visits.get(pointId)?.find((one) => one.patrolId === patrolId)
    return (known?.visits ?? []).filter(({ toSeconds }) => toSeconds < beforeSeconds)
  }

  #tick(now: Date): { changed: LivePoint[]; gone: string[] } {
    const { targets, slotNames } = this.#coverage!
    const nowSeconds = now.getTime() / 1000
    for (const [id, known] of this.#visits) {
      const recent = known.filter(({ visits }) =>
        visits.some(({ toSeconds }) => toSeconds > nowSeconds - keptSeconds),
      )
      this.#visits.set(id, recent)
    }
    const visitsOf = (id: number) => (this.#visits.get(id) ?? []).flatMap(({ visits }) => visits)
    const points = new Map(
      pointTicks(targets, slotNames, visitsOf, nowSeconds).map((point) => [point.key, point]),
    )
    const changed = [...points.values()].filter((point) => isOther(this.#shown.get(point.key), point))
    const gone = [...this.#shown.keys()].filter((key) => !points.has(key))
    this.#shown = points
    return { changed, gone }
  }
}

function isOther(before: LivePoint | undefined, { state, done, from, required, name }: LivePoint): boolean {
  return (
    before?.state !== state ||
    before.done !== done ||
    before.from !== from ||
    before.required !== required ||
    before.name !== name
  )
}
