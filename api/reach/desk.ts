import { DateTime } from 'luxon'
import type { Viewer } from '../auth/viewer.ts'
import { inAnswer, shownCount } from '../cases/small-numbers.ts'
import { cleanTrack } from '../coverage/cleaned-track.ts'
import { Remembered } from '../coverage/remembered.ts'
import { coverageRules } from '../coverage/rules.ts'
import { fixesOfTrackWkb } from '../geometry/track-wkb.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import type { ApiContext } from '../http/context.ts'
import type { PatrolProperties } from '../patrols/contract.ts'
import { secondsPerMeter, vehicleKilometersPerHour } from '../streets/travel-speeds.ts'
import type { TravelMode } from '../streets/travel-modes.ts'
import type { ReachAnswer, ReachFigures } from './contract.ts'
import { type PlacedCase, reachedMetersByGrid, type RingFigures, ringFigures } from './figures.ts'
import { groundVersion, type ReachGround, readGround } from './ground.ts'
import { nearestStreet } from './nearest-street.ts'
import { positionAt } from './position-at.ts'
import {
  alwaysOpenWorkstations,
  type OutingTrack,
  reportedCases,
  tracksReachingInto,
  versionOf,
} from './queries.ts'
import { type Reached, reachedWithin, type Responder } from './reached.ts'
import { responderAt, travelModeOf } from './responders.ts'
import { linesByRing } from './street-lines.ts'

const dayMilliseconds = 86_400_000
const rememberedCases = 24

export type ReachRules = Awaited<ReturnType<ReachDesk['rules']>>

interface Window {
  from: Date
  to: Date
}

/** A unit's place at a moment, and how it sets out; no responder where no street is near. */
export interface PlacedUnit {
  outing: OutingTrack
  /** Seconds since 1970. */
  moment: number
  x: number
  y: number
  ageSeconds: number
  responder: Responder | null
}

/** Answers what is reached from where units are, for one viewer: everything in it is cut to the viewer's scope. */
export class ReachDesk {
  readonly #context: ApiContext
  readonly #grounds = new Remembered<ReachGround>(1)
  readonly #cases = new Remembered<PlacedCase[]>(rememberedCases)

  constructor(context: ApiContext) {
    this.#context = context
  }

  /** Streets, grids and numbers, of which every answer is made. */
  async rules() {
    const { database, settings } = this.#context
    const district = await settings.district()
    const key = await groundVersion(database, district.metricCrs)
    const ground = await this.#grounds.get(key, () => readGround(database, district.metricCrs))
    const paces = {
      footKilometersPerHour: await settings.get('response.footKilometersPerHour'),
      bikeKilometersPerHour: await settings.get('response.bikeKilometersPerHour'),
    }
    const ringMinutes = [...new Set(await settings.get('response.ringMinutes'))].sort((a, b) => a - b)
    const pace = (mode: TravelMode) => secondsPerMeter(ground.streets.graph, mode, paces)
    return {
      district,
      ground,
      paces,
      secondsPerMeter: { foot: pace('foot'), bike: pace('bike'), vehicle: pace('vehicle') },
      ringMinutes,
      limitsSeconds: ringMinutes.map((minutes) => minutes * 60),
      positionMinutes: await settings.get('response.positionMinutes'),
      track: (await coverageRules(settings)).track,
      caseWeeks: await settings.get('severity.riskWeeks'),
      streetReachMeters: await settings.get('cases.streetReachMeters'),
      smallNumber: await settings.get('privacy.smallNumber'),
      smallestStrength: await settings.get('patrols.minimumUnitStrength'),
    }
  }

  /** @param now of the clock: an outing of the last minutes may be going on */
  async at(viewer: Viewer, moment: Date, now: Date, withWorkstations: boolean): Promise<ReachAnswer> {
    const { database } = this.#context
    const rules = await this.rules()
    const { ground, district, limitsSeconds } = rules
    const earliest = new Date(moment.getTime() - rules.positionMinutes * 60_000)
    const after = new Date(moment.getTime() + 1)
    const outings = await tracksReachingInto(
      database.read,
      viewer,
      district.code,
      earliest,
      after,
      district.metricCrs,
    )
    const units = outings.flatMap((outing) => placesAt(rules, outing, [moment.getTime() / 1000], now))
    const stations = withWorkstations ? await this.workstations(viewer, rules) : []
    const cases = await this.cases(viewer, rules, moment)
    const reached = reachedBy(
      rules,
      [...units, ...stations].flatMap(({ responder }) => responder ?? []),
    )
    const includes = gridsOf(ground, viewer.orgPath)
    const figures = figuresOf(rules, reached, cases, includes)
    const { inverse } = metricProjection(district.metricCrs)
    return {
      at: moment.toISOString(),
      ringMinutes: rules.ringMinutes,
      units: units.map(({ outing, x, y, ageSeconds, responder }) => ({
        patrolId: outing.patrolId,
        code: outing.unitCode,
        forceType: outing.forceType,
        mode: outing.mode as PatrolProperties['mode'],
        travels: responder?.mode ?? travelModeOf(outing.mode as PatrolProperties['mode']),
        position: inverse(x, y),
        ageSeconds: Math.round(ageSeconds),
        onStreet: responder !== null,
      })),
      workstations: stations.map(({ row: { id, code, name, position }, responder }) => ({
        id,
        code,
        name,
        position,
        onStreet: responder !== null,
      })),
      figures: figuresInAnswer(rules, figures, caseWindow(rules, moment)),
      lines: linesByRing(
        ground.streets.graph,
        ground.degrees,
        reached,
        limitsSeconds,
        edgesOf(ground, includes),
      ),
      speeds: { ...rules.paces, vehicleKilometersPerHour },
      positionMinutes: rules.positionMinutes,
    }
  }

  async workstations(viewer: Viewer, rules: ReachRules) {
    const { forward } = metricProjection(rules.district.metricCrs)
    const rows = await alwaysOpenWorkstations(this.#context.database.read, viewer)
    return rows.map((row) => {
      const [x, y] = forward(...row.position)
      return { row, responder: responderOf(rules, { x, y }, 'foot') }
    })
  }

  /** Cases of the weeks before a moment with the place of their street, remembered while they stay the same. */
  async cases(viewer: Viewer, rules: ReachRules, moment: Date): Promise<PlacedCase[]> {
    const { read } = this.#context.database
    const { district, ground, streetReachMeters } = rules
    const window = caseWindow(rules, moment)
    const version = await versionOf(read, ['cases', 'case-categories'])
    const key = JSON.stringify([viewer.orgPath, window, version, ground.version, streetReachMeters])
    return this.#cases.get(key, async () => {
      const rows = await reportedCases(read, viewer, district.code, window, district.metricCrs)
      return rows.flatMap(({ gridId, ...place }) => {
        const grid = ground.gridIndex.get(gridId)
        if (grid === undefined) return []
        return [{ grid, street: nearestStreet(ground.streets, ground.near, place, streetReachMeters) }]
      })
    })
  }
}

/** Where an outing was at each of some moments; moments at which that is not known are left out. */
export function placesAt(
  rules: ReachRules,
  outing: OutingTrack,
  momentsSeconds: readonly number[],
  now: Date,
): PlacedUnit[] {
  const track = cleanTrack(fixesOfTrackWkb(outing.wkb), rules.track)
  const longestAgeSeconds = rules.positionMinutes * 60
  const mode = travelModeOf(outing.mode as PatrolProperties['mode'])
  return momentsSeconds.flatMap((moment) => {
    const mayGoOn = moment >= now.getTime() / 1000 - longestAgeSeconds
    const position = positionAt(track, moment, longestAgeSeconds, mayGoOn)
    return position ? [{ outing, moment, ...position, responder: responderOf(rules, position, mode) }] : []
  })
}

export function reachedBy(rules: ReachRules, responders: readonly Responder[]): Reached {
  const farthest = rules.limitsSeconds.at(-1)!
  return reachedWithin(rules.ground.memory, responders, rules.secondsPerMeter, farthest)
}

/** @param includes whether a grid counts, by index */
export function figuresOf(
  { ground, limitsSeconds }: ReachRules,
  reached: Reached,
  cases: readonly PlacedCase[],
  includes: (grid: number) => boolean,
): RingFigures {
  const { meters, households } = ground
  const byGrid = reachedMetersByGrid(
    ground.streets.graph,
    ground.streetsOfGrids,
    reached,
    limitsSeconds,
    meters.length,
  )
  return ringFigures(reached, byGrid, { meters, households, cases }, limitsSeconds, includes)
}

/** The grids below an org unit. */
export function gridsOf({ grids }: ReachGround, orgPath: string): (grid: number) => boolean {
  const within = Uint8Array.from(grids, (grid) => (grid.orgPath.startsWith(orgPath) ? 1 : 0))
  return (grid) => within[grid] === 1
}

/** A share of what there is; null of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.min(1, part / whole) : null
}

function responderOf({ ground, paces }: ReachRules, place: { x: number; y: number }, mode: TravelMode) {
  return responderAt(ground.streets, ground.near, place, mode, paces.footKilometersPerHour)
}

/** Edges of which a piece lies in one of the grids. */
function edgesOf({ streetsOfGrids }: ReachGround, includes: (grid: number) => boolean) {
  const { pieceStart, pieceGrid } = streetsOfGrids
  return (edge: number) =>
    pieceGrid.subarray(pieceStart[edge], pieceStart[edge + 1]).some((grid) => grid !== -1 && includes(grid))
}

/** Whole days, the last one that of the moment, so that a day's answers share their cases. */
function caseWindow({ caseWeeks, district }: ReachRules, moment: Date): Window {
  const to = DateTime.fromJSDate(moment, { zone: district.timeZone })
    .plus({ days: 1 })
    .startOf('day')
    .toJSDate()
  return { from: new Date(to.getTime() - caseWeeks * 7 * dayMilliseconds), to }
}

function figuresInAnswer({ smallNumber }: ReachRules, figures: RingFigures, window: Window): ReachFigures {
  const { meters, households, cases, totalMeters, totalHouseholds, totalCases } = figures
  const shown = inAnswer(shownCount(totalCases, smallNumber))
  return {
    streets: { totalMeters, meters, shares: meters.map((part) => shareOf(part, totalMeters)) },
    households: {
      total: totalHouseholds,
      reached: households,
      shares: households.map((part) => shareOf(part, totalHouseholds)),
    },
    cases: {
      total: shown,
      from: window.from.toISOString(),
      to: window.to.toISOString(),
      shares: cases.map((part) => (shown.suppressed ? null : shareOf(part, totalCases))),
    },
  }
}
