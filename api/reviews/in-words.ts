import { layerNames, reasonsInWords } from '../coverage/gap-table.ts'
import type { Language } from '../http/contract.ts'
import type { WeeklyReview } from './contract.ts'
import { DateTime } from 'luxon'

/** What the sentences say. */
export type Reviewed = Pick<
  WeeklyReview,
  'week' | 'area' | 'total' | 'before' | 'gaps' | 'gapTargets' | 'hotspots' | 'hours' | 'plans'
>

/** `83.2%`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

/** The change of a share in percentage points with its sign; null where one of them is not known. */
export function pointsChanged(now: number | null, before: number | null | undefined): number | null {
  if (now === null || before === null || before === undefined) return null
  const points = Math.round((now - before) * 1000) / 10
  return points === 0 ? 0 : points
}

/** `2026 年第 47 周`. */
export function weekInWords(code: string, language: Language): string {
  const [year, week] = [Number(code.slice(0, 4)), Number(code.slice(6))]
  return language === 'zh' ? `${year} 年第 ${week} 周` : `Week ${week} of ${year}`
}

/** What was done against the week before, where it was missing most, when nobody was out, and how much of the planned routes was walked. */
export function sentencesOf(review: Reviewed, timeZone: string): WeeklyReview['sentences'] {
  const saidIn = (language: Language) => [
    coverageSentence(review, language),
    gapSentence(review, language),
    hoursSentence(review, timeZone, language),
    ...planSentence(review, language),
  ]
  return { zh: saidIn('zh'), en: saidIn('en') }
}

const amount = (value: number) => String(Math.round(value * 10) / 10)

function coverageSentence({ week, area, total, before }: Reviewed, language: Language): string {
  const name = `${area.name}${language === 'zh' ? ' ' : ', '}${weekInWords(week.code, language)}`
  const days = `${week.firstDay} – ${week.lastDay}`
  if (total.coverage === null) {
    return {
      zh: `${name}（${days}）没有巡防要求。`,
      en: `${name} (${days}): nothing was required.`,
    }[language]
  }
  const points = pointsChanged(total.coverage, before?.coverage)
  const share = percent(total.coverage)
  const [required, done] = [amount(total.required), amount(total.completed)]
  const change = {
    zh:
      points === null
        ? '，前一周没有可比的数字'
        : points === 0
          ? '，与前一周持平'
          : `，比前一周${points > 0 ? '高' : '低'} ${Math.abs(points).toFixed(1)} 个百分点`,
    en:
      points === null
        ? '; the week before has no figure to compare'
        : points === 0
          ? '; the same as the week before'
          : `; ${Math.abs(points).toFixed(1)} percentage points ${points > 0 ? 'more' : 'less'} than the week before`,
  }[language]
  return {
    zh: `${name}（${days}）覆盖率 ${share}，应完成 ${required}，已完成 ${done}${change}。`,
    en: `${name} (${days}): coverage ${share}, ${required} required, ${done} done${change}.`,
  }[language]
}

function gapSentence({ gaps, gapTargets, hotspots }: Reviewed, language: Language): string {
  const [worst] = gaps
  const shortage = worst
    ? {
        zh: `${gapTargets} 个对象有缺口，最严重的是${layerNames[worst.layer].zh}“${worst.name}”（${reasonsInWords(worst.reasons, 'zh')}）`,
        en: `${gapTargets} ${gapTargets === 1 ? 'place' : 'places'} fell short, most of all “${worst.name}” (${reasonsInWords(worst.reasons, 'en')})`,
      }[language]
    : { zh: '没有缺口', en: 'Nothing fell short' }[language]
  const count = hotspots.length
  if (count === 0) return `${shortage}${language === 'zh' ? '。' : '.'}`
  return {
    zh: `${shortage}；另有 ${count} 处热点没有巡防要求。`,
    en: `${shortage}; ${count} ${count === 1 ? 'hotspot has' : 'hotspots have'} no requirement.`,
  }[language]
}

function hoursSentence({ hours }: Reviewed, timeZone: string, language: Language): string {
  const { looked, withoutPatrol, longest } = hours
  if (looked === 0) return { zh: '这一周没有轨迹。', en: 'There are no tracks of this week.' }[language]
  const [run] = longest
  if (!run) {
    return {
      zh: `${looked} 小时里每个小时都有巡逻。`,
      en: `There was a patrol in each of its ${looked} hours.`,
    }[language]
  }
  const begin = DateTime.fromISO(run.from, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm')
  return {
    zh: `${looked} 小时里有 ${withoutPatrol} 小时没有巡逻，最长一段从 ${begin} 起共 ${run.hours} 小时。`,
    en: `${withoutPatrol} of ${looked} hours were without patrol, the longest run from ${begin} for ${run.hours} h.`,
  }[language]
}

function planSentence({ plans }: Reviewed, language: Language): string[] {
  const { outings, shares } = plans.total
  if (!shares) return []
  const [done, late, missed] = [shares.done, shares.late, shares.missed].map(percent)
  return [
    {
      zh: `${outings} 次巡逻按计划路线走，按时走完 ${done}，迟到 ${late}，漏走 ${missed}。`,
      en: `${outings} ${outings === 1 ? 'outing' : 'outings'} followed a planned route: ${done} done in time, ${late} late, ${missed} missed.`,
    }[language],
  ]
}
