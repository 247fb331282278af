import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { staysInAreas } from '../../api/coverage/area-stays.ts'
import { assessTarget, type RequiredOccurrence } from '../../api/coverage/assessment.ts'
import { type CleanedTrack, cleanTrack, type StreetPath } from '../../api/coverage/cleaned-track.ts'
import { byTime, type Evidence, evidenceOfStays } from '../../api/coverage/evidence.ts'
import { foundIn } from '../../api/coverage/found.ts'
import { passesAlongLine, preparePatrolLine } from '../../api/coverage/passes.ts'
import { staysAlongSection } from '../../api/coverage/section-stays.ts'
import { defaults as visitDefaults, visitsAtPoint } from '../../api/coverage/visits.ts'
import { buildPolygonSet } from '../../api/geometry/polygon-set.ts'
import { readWay, storedWay } from '../../api/summaries/stored-way.ts'
import { ring, track, wildTrack } from './presence-scene.ts'

const line = preparePatrolLine({ x: [-200, 0, 200], y: [0, 30, 0] })
const point = { x: 20, y: 10, radiusMeters: 60, requiredDwellSeconds: 60 }
const section = { line: { x: [-100, 100], y: [0, 0] }, toleranceMeters: 30, streetToleranceMeters: 30 }
const nowSeconds = 1_700_100_000

const alongStreet = (of: CleanedTrack): StreetPath => ({
  ...of,
  onStreet: new Uint8Array(of.connected.length),
})

/** What these outings show at the line and at the point; outings are numbered in the order given. */
function evidenceOf(tracks: readonly CleanedTrack[]): Evidence {
  const evidence: Evidence = { passes: [], visits: [], rejected: [] }
  tracks.forEach((walked, index) => {
    const by = { patrolId: index, unitId: 1, plainClothes: false }
    const { passes, rejected } = passesAlongLine(walked, line)
    evidence.passes.push(...passes.map((pass) => ({ ...pass, by })))
    evidence.rejected.push(...rejected.map((touch) => ({ ...touch, by })))
    const stays = visitsAtPoint(walked, point, visitDefaults).map((stay) => ({ ...stay, by }))
    const counted = evidenceOfStays(stays, 60)
    evidence.visits.push(...counted.visits)
    evidence.rejected.push(...counted.rejected)
  })
  for (const events of [evidence.passes, evidence.visits, evidence.rejected]) events.sort(byTime)
  return evidence
}

/** Half hours from the time at which every outing of these tests begins, each asking for one measure. */
const required: RequiredOccurrence[] = ['passes', 'visits', 'presenceMinutes', 'dwellMinutes'].flatMap(
  (measure) =>
    [0, 1, 2].map((half) => ({
      day: '2023-11-14',
      slotCode: 'evening',
      fromSeconds: 1_700_000_000 + half * 1800,
      toSeconds: 1_700_000_000 + (half + 1) * 1800,
      measure,
      required: 4,
    })),
)
const assess = (tracks: readonly CleanedTrack[]) =>
  assessTarget(required, foundIn(evidenceOf(tracks)), nowSeconds)
const doneIn = (tracks: readonly CleanedTrack[]) => assess(tracks).occurrences.map(({ done }) => done)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('coverage of any outings', () => {
  it('is never lowered by one more', () => {
    fc.assert(
      fc.property(fc.array(wildTrack, { maxLength: 4 }), wildTrack, (tracks, another) => {
        const before = doneIn(tracks)
        doneIn([...tracks, another]).forEach((done, i) =>
          expect(done).toBeGreaterThanOrEqual(before[i]! - 1e-9),
        )
        const { coverage } = assess([...tracks, another])
        expect(coverage).toBeGreaterThanOrEqual(assess(tracks).coverage! - 1e-12)
        expect(coverage).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('does not depend on the order in which they come', () => {
    fc.assert(
      fc.property(fc.array(wildTrack, { minLength: 2, maxLength: 5 }), fc.nat(), (tracks, turn) => {
        const shift = turn % tracks.length
        const turned = [...tracks.slice(shift), ...tracks.slice(0, shift)].reverse()
        const [one, other] = [doneIn(tracks), doneIn(turned)]
        one.forEach((done, i) => expect(other[i]).toBeCloseTo(done, 9))
      }),
    )
  })

  it('is the same when an outing is cut in two where its track breaks anyhow', () => {
    const brokenAfter = (walked: CleanedTrack, i: number) => walked.connected[i] === 0
    fc.assert(
      fc.property(wildTrack, (walked) => {
        const rows = Array.from(walked.timeSeconds, (t, i) => [t, walked.x[i]!, walked.y[i]!] as const)
        const at = rows.findIndex((_, i) => i + 1 < rows.length && brokenAfter(walked, i))
        fc.pre(at >= 0)
        const parts = [track(rows.slice(0, at + 1)), track(rows.slice(at + 1))]
        const passes = (tracks: CleanedTrack[]) =>
          evidenceOf(tracks).passes.map(({ fromSeconds, toSeconds, coveredShare }) => [
            fromSeconds,
            toSeconds,
            coveredShare,
          ])
        expect(passes(parts)).toEqual(passes([walked]))
        const dwell = (tracks: CleanedTrack[]) =>
          sum(
            tracks.flatMap((part) =>
              visitsAtPoint(part, point, visitDefaults).map((visit) => visit.insideSeconds),
            ),
          )
        expect(dwell(parts)).toBeCloseTo(dwell([walked]), 6)
      }),
    )
  })
})

describe('stays', () => {
  it('along a section last as long backwards as forwards', () => {
    fc.assert(
      fc.property(wildTrack, (walked) => {
        const end = walked.timeSeconds.at(-1)! + walked.timeSeconds[0]!
        const backwards = cleanTrack({
          timeSeconds: walked.timeSeconds.map((t) => end - t).reverse(),
          x: walked.x.slice().reverse(),
          y: walked.y.slice().reverse(),
        })
        const seconds = (of: CleanedTrack) =>
          sum(
            staysAlongSection(alongStreet(of), section, visitDefaults).map(
              ({ dwellSeconds }) => dwellSeconds,
            ),
          )
        expect(seconds(backwards)).toBeCloseTo(seconds(walked), 5)
      }),
    )
  })

  it('in areas side by side share every second of the time inside', () => {
    const left = ring([-400, -400], [0, -400], [0, 400], [-400, 400])
    const right = ring([0, -400], [400, -400], [400, 400], [0, 400])
    const areas = buildPolygonSet([[left], [right]])
    fc.assert(
      fc.property(wildTrack, (walked) => {
        const stays = [...staysInAreas(walked, areas, visitDefaults.stillMetersPerSecond).values()].flat()
        expect(sum(stays.map(({ dwellSeconds }) => dwellSeconds))).toBeCloseTo(walked.observedSeconds, 5)
        expect(sum(stays.map(({ lengthMeters }) => lengthMeters))).toBeCloseTo(walked.lengthMeters, 5)
      }),
    )
  })

  it('along a section count a guard who stands there, go on over half a minute away and end after a minute', () => {
    const stay = (secondsAway: number) =>
      staysAlongSection(
        alongStreet(
          track([
            [0, 0, 5],
            [100, 0, 5],
            [105, 0, 200],
            [100 + secondsAway, 0, 200],
            [105 + secondsAway, 0, 5],
            [205 + secondsAway, 0, 5],
          ]),
        ),
        section,
        visitDefaults,
      )
    expect(stay(30)).toHaveLength(1)
    expect(stay(30)[0]!.stillSeconds).toBeGreaterThan(200)
    expect(stay(90).map(({ dwellSeconds }) => Math.round(dwellSeconds))).toEqual([101, 101])
  })
})

describe('a way that is stored', () => {
  it('is read as it was, to the bit', () => {
    fc.assert(
      fc.property(wildTrack, fc.infiniteStream(fc.boolean()), (walked, flags) => {
        const way: StreetPath = {
          ...walked,
          onStreet: walked.connected.map(() => Number(flags.next().value)),
        }
        expect(readWay(storedWay(way))).toEqual(way)
      }),
    )
  })
})
