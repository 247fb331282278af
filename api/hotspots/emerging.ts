import type { EmergingKind } from '../analyses/emerging/contract.ts'
import { mannKendall } from './mann-kendall.ts'

/** Share of the steps that makes a place hot all along. */
const mostSteps = 0.9
/** A place that was hot so long and then declined is told as diminishing although it was not hot all along. */
const someSteps = 0.25
/** The largest p of a trend. */
const trendLevel = 0.05

/**
 * The class of a place, after the emerging hot spot analysis of ArcGIS Pro (Esri, How Emerging Hot Spot Analysis works), by Getis-Ord Gi* per step and the
 * Mann-Kendall trend of its z:
 *
 * - new: hot now, and never before the last `recentSteps`
 * - consecutive: hot without a break up to now for longer, never before that, less than 90 % of all steps
 * - intensifying, persistent, diminishing: hot in 90 % of the steps and now, with a rising, no or a falling trend
 * - historical: hot in 90 % of the steps, but not now
 * - sporadic: hot now, on and off before, never cold
 * - oscillating: hot now, cold at some time
 *
 * Two things differ from Esri, both because a step here is a month: new covers the last few steps and not the last one alone; and a place that was hot for a quarter
 * of the steps with a falling trend and is not hot any more is diminishing, where Esri says nothing.
 *
 * @param states per step, the oldest first: 1 hot, -1 cold, 0 neither
 * @param z Gi* per step
 * @returns null for a place that is no hot spot of any class
 */
export function emergingKind(
  states: ArrayLike<number>,
  z: ArrayLike<number>,
  recentSteps: number,
): EmergingKind | null {
  const steps = states.length
  const hot = Array.from(states).filter((state) => state === 1).length
  if (hot === 0) return null
  const hotNow = states[steps - 1] === 1
  let run = 0
  while (run < steps && states[steps - 1 - run] === 1) run += 1
  const isMost = hot >= mostSteps * steps
  const trend = mannKendall(z)
  const falls = trend.s < 0 && trend.pValue <= trendLevel
  if (isMost) {
    if (!hotNow) return 'historical'
    if (trend.pValue > trendLevel) return 'persistent'
    return trend.s > 0 ? 'intensifying' : 'diminishing'
  }
  if (!hotNow) return falls && hot >= someSteps * steps ? 'diminishing' : null
  const firstHot = Array.from(states).indexOf(1)
  if (firstHot >= steps - recentSteps) return 'new'
  if (run === hot) return 'consecutive'
  return Array.from(states).includes(-1) ? 'oscillating' : 'sporadic'
}
