import type { Viewer } from '../auth/viewer.ts'
import type { CoverageLayer } from '../coverage/contract.ts'
import { coverageTargets, targetIdsInScope } from '../coverage/queries.ts'
import { type CoverageRules, coverageRules } from '../coverage/rules.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput, notFound } from '../http/problem.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { nearEdgesOf } from '../streets/edge-grid.ts'
import { streetsOf } from '../streets/network.ts'
import { attemptAt } from './attempt.ts'
import { attemptFeatures } from './attempt-features.ts'
import type { AttemptAnswer } from './contract.ts'
import { type NearMiss, nearMiss } from './near-misses.ts'
import { recordedTrack, wayFinder } from './outing-forms.ts'
import { trackOfOuting, tracksNear } from './queries.ts'
import { formOf, isHeldAlongStreets, requiredSecondsOf, toleranceOf } from './target-form.ts'

/** What is shown of an own outing before and after the attempt, so that one sees where it came from. */
const marginSeconds = 90
const mostNearMisses = 30

interface Target {
  layer: CoverageLayer
  id: number
}

interface Span {
  fromSeconds: number
  toSeconds: number
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

/** A target in metres with the streets around it. @throws not-found */
async function targetOf(
  { database }: ApiContext,
  { layer, id }: Target,
  toleranceMeters: number | undefined,
  rules: CoverageRules,
  district: DistrictSettings,
) {
  const row = (await coverageTargets(database.read, layer, district.metricCrs)).find((each) => each.id === id)
  if (!row) throw notFound()
  const streets = await streetsOf(database, district.metricCrs)
  const form = formOf(layer, row, toleranceMeters, rules, streets, nearEdgesOf(streets.graph))
  const outline = layer === 'control-areas' ? row.rings[0]! : { x: row.xs, y: row.ys }
  return { row, streets, form, outline }
}

/**
 * What one outing did at one target in `[from, to]`, computed from its track.
 *
 * @throws not-found outside the viewer's scope, where the outing is not theirs to know of, and where it has nothing to do with the target;
 * invalid-input where the track has lost its times
 */
export async function readAttempt(
  context: ApiContext,
  viewer: Viewer,
  { patrolId, ...target }: Target & { patrolId: number },
  asked: { from: Date; to: Date; toleranceMeters: number | undefined },
): Promise<AttemptAnswer> {
  const { database, settings } = context
  const district = await settings.district()
  const rules = await coverageRules(settings)
  if (!(await targetIdsInScope(database, target.layer, viewer)).has(target.id)) throw notFound()
  const stored = await trackOfOuting(database.read, viewer, {
    districtCode: district.code,
    metricCrs: district.metricCrs,
    patrolId,
    ...asked,
  })
  if (!stored) throw notFound()
  if (!stored.hasTimes) throw timesRemoved(await settings.get('patrols.fixRetentionDays'))
  const { row, streets, form, outline } = await targetOf(
    context,
    target,
    asked.toleranceMeters,
    rules,
    district,
  )
  const track = recordedTrack(stored.wkb, rules.track)
  const path = wayFinder(streets)(track, stored.mode)
  const span = { fromSeconds: asked.from.getTime() / 1000, toSeconds: asked.to.getTime() / 1000 }
  const attempt = attemptAt(form, outline, { track, path }, span, rules.visit)
  const reach = await settings.get('coverage.nearMissMeters')
  // Of units of other stations nothing is shown but what they did at the target.
  const isShown = attempt && (stored.isOwn ? attempt.nearestMeters <= reach : attempt.verdict !== 'tooFar')
  if (!attempt || !isShown) throw notFound()
  const margin = stored.isOwn ? marginSeconds : 0
  const isLine = 'line' in form
  const { fromSeconds, toSeconds, covered, ...judged } = attempt
  return {
    type: 'FeatureCollection',
    features: attemptFeatures(
      {
        layer: target.layer,
        outline,
        covered,
        track,
        path: isHeldAlongStreets(form) ? path : null,
        fromSeconds: fromSeconds - margin,
        toSeconds: toSeconds + margin,
      },
      metricProjection(district.metricCrs),
    ),
    attempt: {
      ...target,
      ...judged,
      name: row.name,
      unitCode: stored.isOwn ? stored.unitCode : null,
      from: iso(fromSeconds),
      to: iso(toSeconds),
      completeShare: isLine ? rules.line.completeShare : null,
      lengthMeters: row.lengthMeters,
      toleranceMeters: toleranceOf(form),
      requiredDwellSeconds: requiredSecondsOf(form),
    },
  }
}

export interface NearMissOfOuting extends NearMiss {
  patrolId: number
  unitCode: string
}

/**
 * Own outings that were within reach of a target in hours in which it was missed, but not at it: nearest first.
 *
 * @param known outings that did something at the target, with when: they are no near miss then
 */
export async function nearMisses(
  context: ApiContext,
  viewer: Viewer,
  target: Target,
  missed: readonly Span[],
  known: readonly (Span & { patrolId: number | null })[],
  toleranceMeters: number | undefined,
): Promise<NearMissOfOuting[]> {
  if (missed.length === 0) return []
  const { database, settings } = context
  const district = await settings.district()
  const rules = await coverageRules(settings)
  const withinMeters = await settings.get('coverage.nearMissMeters')
  const from = Math.min(...missed.map(({ fromSeconds }) => fromSeconds))
  const to = Math.max(...missed.map(({ toSeconds }) => toSeconds))
  const tracks = await tracksNear(database.read, viewer, {
    ...target,
    districtCode: district.code,
    metricCrs: district.metricCrs,
    from: new Date(from * 1000),
    to: new Date(to * 1000),
    withinMeters,
  })
  if (tracks.length === 0) return []
  const { streets, form, outline } = await targetOf(context, target, toleranceMeters, rules, district)
  const wayOf = wayFinder(streets)
  const found: NearMissOfOuting[] = []
  for (const { patrolId, unitCode, mode, wkb } of tracks) {
    const track = recordedTrack(wkb, rules.track)
    const hours = missed.filter(
      (span) =>
        nearMiss(track, outline, span, withinMeters) !== null &&
        !known.some((event) => event.patrolId === patrolId && overlaps(event, span)),
    )
    if (hours.length === 0) continue
    // A line is held against the way along the streets: how far that was is what counts.
    const held = isHeldAlongStreets(form) ? wayOf(track, mode) : track
    for (const span of hours) {
      const miss = nearMiss(held, outline, span, withinMeters)
      if (miss) found.push({ ...miss, patrolId, unitCode })
    }
  }
  return found.sort((a, b) => a.nearestMeters - b.nearestMeters).slice(0, mostNearMisses)
}

function overlaps(a: Span, b: Span): boolean {
  return a.fromSeconds < b.toSeconds && b.fromSeconds < a.toSeconds
}

function timesRemoved(retentionDays: number): Error {
  return invalidInput(
    'from',
    {
      zh: '这次巡逻的定位时间已按保存期限删除,无法再逐段核对',
      en: 'The times of this outing were deleted at the end of their retention: it can no longer be checked piece by piece',
    },
    {
      zh: `原始定位只保存 ${retentionDays} 天;长度和是否巡过的汇总仍在。`,
      en: `Raw fixes are kept for ${retentionDays} days; its length and the totals remain.`,
    },
  )
}
