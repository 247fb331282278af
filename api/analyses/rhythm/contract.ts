import { z } from 'zod'
import { areaQuery, caseWindowQuery } from '../../cases/contract.ts'
import { operation } from '../../http/contract.ts'

/** As in `api/hotspots/special-days.ts`, which the client cannot import. */
export const holidayNames = [
  'newYear',
  'beforeSpringFestival',
  'springFestival',
  'lanternFestival',
  'qingming',
  'labourDay',
  'dragonBoat',
  'ghostFestival',
  'midAutumn',
  'nationalDay',
] as const
export type HolidayName = (typeof holidayNames)[number]

const week = z.array(z.array(z.number()).length(24)).length(7)

export const readRhythm = operation({
  method: 'get',
  path: '/analyses/rhythm',
  summary:
    'When it happens: hour and weekday with uncertain times spread evenly, months and course of the year, and holidays of the Chinese calendar against ordinary days; public reports of the own scope or of one area',
  tag: 'analyses',
  query: caseWindowQuery.omit({ source: true, hours: true, weekdays: true }).extend(areaQuery),
  response: z.object({
    window: z.object({ from: z.string(), to: z.string() }),
    /** The area reaches past the viewer's scope: every figure is of the cases in scope alone. */
    ownPartOnly: z.boolean(),
    total: z.number(),
    minimumCases: z.number(),
    /** Nothing is said of the rhythm: there are fewer cases than `minimumCases`. */
    tooFewCases: z.boolean(),
    /** Expected cases by `[weekday - 1][hour]`, Monday first; they add up to `total`. */
    cases: week,
    /** How often each hour of the week is in the window. */
    occurrences: week,
    /** Cases whose time is known to a longer span than three hours, and to a longer one than a day: their hour is a guess, or none. */
    uncertainCount: z.number(),
    vagueCount: z.number(),
    /** The shortest run of hours that holds half of the cases; round midnight too. Equal hours: the whole day. */
    busiest: z.object({ fromHour: z.number(), toHour: z.number(), share: z.number() }).nullable(),
    /** What months, year and holidays are from: up to five years before the window's end. */
    record: z.object({ from: z.string(), to: z.string(), days: z.number().int(), cases: z.number() }),
    months: z.array(
      z.object({
        month: z.number().int(),
        years: z.number().int(),
        cases: z.number(),
        casesPerDay: z.number(),
        latest: z.object({ year: z.number().int(), cases: z.number(), casesPerDay: z.number() }),
      }),
    ),
    /** Cases per day along the year, 365 values, smoothed; null for a record of less than a year. */
    year: z.array(z.number()).nullable(),
    holidays: z.array(
      z.object({
        name: z.enum(holidayNames),
        days: z.number().int(),
        cases: z.number(),
        /** In as many ordinary days within four weeks. */
        expected: z.number(),
        /** With its 99 % confidence limits; null: too few cases. */
        ratio: z.object({ ratio: z.number(), low: z.number(), high: z.number() }).nullable(),
      }),
    ),
  }),
})
export type Rhythm = z.infer<typeof readRhythm.response>
