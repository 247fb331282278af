import type { Viewer } from '../../auth/viewer.ts'
import { serviceBalance, defaults, tercileLimits, tercileOf } from '../../hotspots/service-balance.ts'
import type { ApiContext } from '../../http/context.ts'
import { gridPresence } from '../../presence/grid-presence.ts'
import { presenceMatrix } from '../../presence/presence-matrix.ts'
import type { PatrolAgainstCases, PatrolQuery, ServedGrid } from './contract.ts'

/** Patrol time of the grids in scope against their cases, which are all the viewer's own; and the same by hour of the week. */
export async function patrolAgainstCases(
  context: ApiContext,
  viewer: Viewer,
  query: PatrolQuery,
): Promise<PatrolAgainstCases> {
  const { settings } = context
  const { grids, window, hours, tracksThrough, breaks } = await gridPresence(context, viewer, query)
  const { leastPatrolled, shortHours } = await presenceMatrix(context, viewer, {
    from: query.from,
    to: query.to,
  })
  const falseDiscoveryShare = await settings.get('hotspots.falseDiscoveryShare')
  const minimumCases = await settings.get('hotspots.minimumCases')
  const cases = Float64Array.from(grids, ({ count }) => count ?? 0)
  const minutes = Float64Array.from(grids, ({ unitMinutes }) => unitMinutes)
  const caseTotal = sumOf(cases)
  const tooFewCases = caseTotal < minimumCases
  const { caseShares, patrolShares, balances, displacedShare } = serviceBalance(cases, minutes, {
    falseDiscoveryShare,
    fewestCases: await settings.get('hotspots.fewestCasesOfPlace'),
  })
  const perKilometer = grids.map(({ minutesPerKilometerHour, streetMeters }, index) =>
    minutesPerKilometerHour === null ? null : cases[index]! / (streetMeters / 1000),
  )
  const limits = {
    casesPerKilometer: tercileLimits(perKilometer.filter((rate) => rate !== null)),
    minutesPerKilometerHour: tercileLimits(
      grids.flatMap(({ minutesPerKilometerHour: rate }) => (rate === null ? [] : [rate])),
    ),
  }
  const served = grids.map((grid, index): ServedGrid => {
    const { id, code, name, bbox, middle, count, countText, suppressed } = grid
    const { unitMinutes, effectiveStays, minutesPerKilometerHour } = grid
    const casesPerKilometer = perKilometer[index]!
    const isClassed = !tooFewCases && casesPerKilometer !== null && minutesPerKilometerHour !== null
    return {
      id,
      code,
      name,
      bbox,
      middle,
      count,
      countText,
      suppressed,
      unitMinutes,
      effectiveStays,
      casesPerKilometer,
      minutesPerKilometerHour,
      caseLevel: isClassed ? tercileOf(casesPerKilometer, limits.casesPerKilometer) : null,
      patrolLevel: isClassed ? tercileOf(minutesPerKilometerHour, limits.minutesPerKilometerHour) : null,
      caseShare: caseShares[index]!,
      patrolShare: patrolShares[index]!,
      balance: tooFewCases ? null : balances[index]!,
    }
  })
  return {
    window,
    hours,
    tracksThrough,
    caseTotal,
    minimumCases,
    tooFewCases,
    unitMinutes: sumOf(minutes),
    limits,
    breaks,
    falseDiscoveryShare,
    leastRatio: defaults.leastRatio,
    displacedShare,
    grids: served.sort((a, b) => b.caseShare - b.patrolShare - (a.caseShare - a.patrolShare) || a.id - b.id),
    leastPatrolled,
    shortHours: shortHours.map(({ weekday, hour, caseShare, presenceShare }) => ({
      weekday,
      hour,
      caseShare,
      presenceShare,
    })),
  }
}

const sumOf = (values: Float64Array): number =>
  Math.round(values.reduce((sum, value) => sum + value, 0) * 100) / 100
