import { describe, expect, it } from 'vitest'
import { generateCity, type City } from '../../seed/city.ts'
import { trackOf } from '../../seed/load-patrols.ts'
import type { Point } from '../../seed/plane.ts'
import { distance, distanceToLine, interpolate, pointAlong, ringContains } from '../../seed/polygons.ts'
import type { Requirement } from '../../seed/requirements.ts'
import type { Track } from '../../seed/tracks.ts'
import { addDays, slotOn } from '../../seed/time-slots.ts'

const cellOf = (place: Point, i: number, j: number): number =>
  (Math.floor(place.x / 25) + i + 1000) * 10_000 + Math.floor(place.y / 25) + j + 1000

/** A track's positions every few metres, by cell, so that "is it within 25 m" is quick: a check independent of the application's. */
class Trail {
  readonly #cells = new Map<number, Point[]>()

  constructor({ timeSeconds, x, y }: Track) {
    for (let i = 1; i < timeSeconds.length; i++) {
      if (timeSeconds[i]! - timeSeconds[i - 1]! > 120) continue
      const a = { x: x[i - 1]!, y: y[i - 1]! }
      const b = { x: x[i]!, y: y[i]! }
      const steps = Math.max(1, Math.ceil(distance(a, b) / 10))
      for (let step = 0; step <= steps; step++) this.#add(interpolate(a, b, step / steps))
    }
  }

  #add(place: Point): void {
    const key = cellOf(place, 0, 0)
    const cell = this.#cells.get(key)
    if (cell) cell.push(place)
    else this.#cells.set(key, [place])
  }

  passesWithin(place: Point, meters: number): boolean {
    for (let i = -1; i <= 1; i++)
      for (let j = -1; j <= 1; j++)
        for (const other of this.#cells.get(cellOf(place, i, j)) ?? [])
          if (distance(other, place) <= meters) return true
    return false
  }
}

/** Whether the track comes within 25 m of at least `share` of the line. */
function coversLine(trail: Trail, line: City['patrolLines'][number], share: number): boolean {
  const samples = Math.floor(line.lengthMeters / 10)
  let missed = 0
  for (let i = 0; i < samples && missed <= samples * (1 - share); i++)
    if (!trail.passesWithin(pointAlong(line.points, i * 10 + 5), 25)) missed++
  return missed <= samples * (1 - share)
}

/** The longest stay inside the radius, exits under a minute not counted. */
function longestStaySeconds({ timeSeconds, x, y }: Track, point: City['patrolPoints'][number]): number {
  let longest = 0
  let entered: number | undefined
  let lastInside = 0
  timeSeconds.forEach((time, i) => {
    if (distance({ x: x[i]!, y: y[i]! }, point.place) > point.radiusMeters) return
    if (entered === undefined || time - lastInside > 60) entered = time
    lastInside = time
    longest = Math.max(longest, lastInside - entered)
  })
  return longest
}

/** The time between neighbouring fixes that are both at the place. */
function secondsAt({ timeSeconds, x, y }: Track, isThere: (place: Point) => boolean): number {
  const there = Array.from(timeSeconds, (_, i) => isThere({ x: x[i]!, y: y[i]! }))
  return timeSeconds.reduce(
    (sum, time, i) => (i > 0 && there[i] && there[i - 1] ? sum + time - timeSeconds[i - 1]! : sum),
    0,
  )
}

const localDay = (seconds: number): string => new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 10)

function checkTracks(city: City): { met: number; gaps: number; wrong: string[] } {
  const { anchorDay } = city.request
  const tracks = city.outings.map((_, i) => trackOf(city, i))
  const trails = tracks.map((track) => new Trail(track))
  const firstDay = [localDay(city.outings[0]!.startSeconds), addDays(anchorDay, -35)].sort()[1]!
  const omitted = new Set(
    city.truth.gaps.flatMap((gap) =>
      gap.occurrenceDates.map((day) => `${gap.targetCode} ${gap.slotCode} ${day}`),
    ),
  )
  const byDay = new Map<string, number[]>()
  city.outings.forEach(({ startSeconds }, i) => {
    const day = localDay(startSeconds)
    byDay.set(day, [...(byDay.get(day) ?? []), i])
  })
  const isDone = (requirement: Requirement, from: number, to: number): boolean =>
    [...(byDay.get(localDay(from)) ?? []), ...(byDay.get(localDay(to)) ?? [])].some((i) => {
      const track = tracks[i]!
      const starts = track.timeSeconds[0]!
      const ends = track.timeSeconds[track.timeSeconds.length - 1]!
      if (ends < from || starts >= to) return false
      if (requirement.target.kind === 'line')
        return coversLine(trails[i]!, city.patrolLines[requirement.target.index]!, 0.8)
      const { kind, index } = requirement.target
      if (kind === 'section') {
        const { points, toleranceMeters } = city.keySections[index]!
        return (
          secondsAt(track, (place) => distanceToLine(place, points) <= toleranceMeters) >=
          requirement.amount * 60
        )
      }
      if (kind === 'area') {
        const { ring } = city.controlAreas[index]!
        return secondsAt(track, (place) => ringContains(ring, place)) >= requirement.amount * 60
      }
      const point = city.patrolPoints[index]!
      return longestStaySeconds(track, point) >= point.dwellSeconds
    })
  const result = { met: 0, gaps: 0, wrong: [] as string[] }
  for (const requirement of city.requirements)
    for (let day = firstDay; day < anchorDay; day = addDays(day, 1)) {
      const hours = slotOn(requirement.slot, day)
      if (!hours) continue
      const { kind, index } = requirement.target
      const targets = {
        line: city.patrolLines,
        point: city.patrolPoints,
        section: city.keySections,
        area: city.controlAreas,
      }
      const { code } = targets[kind][index]!
      const occurrence = `${code} ${requirement.slot} ${day}`
      const done = isDone(requirement, hours.from / 1000, hours.to / 1000)
      if (done === omitted.has(occurrence)) result.wrong.push(occurrence)
      else if (done) result.met++
      else result.gaps++
    }
  return result
}

describe('recorded tracks', () => {
  it.each(['small', 'demo'] as const)(
    'meet every requirement of the %s city but the planted gaps',
    (size) => {
      const { met, gaps, wrong } = checkTracks(generateCity({ seed: 1, anchorDay: '2026-11-21', size }))
      expect(wrong).toEqual([])
      expect(met).toBeGreaterThan(60)
      expect(gaps).toBeGreaterThan(5)
    },
    180_000,
  )

  it('stay within the budget of fixes', () => {
    const city = generateCity({ seed: 3, anchorDay: '2026-02-28', size: 'demo' })
    const fixes = city.outings.reduce((sum, _, i) => sum + trackOf(city, i).timeSeconds.length, 0)
    expect(fixes).toBeGreaterThan(300_000)
    expect(fixes).toBeLessThanOrEqual(500_000)
  })

  it('never has one unit in two places at once', () => {
    const city = generateCity({ seed: 2, anchorDay: '2026-06-30', size: 'small' })
    const busyUntil = new Map<number, number>()
    city.outings.forEach((outing, i) => {
      const { timeSeconds } = trackOf(city, i)
      expect(outing.startSeconds).toBeGreaterThanOrEqual(busyUntil.get(outing.unit) ?? 0)
      busyUntil.set(outing.unit, timeSeconds[timeSeconds.length - 1]!)
    })
  })
})
