import { z } from 'zod'
import { shownCountAnswer } from '../cases/contract.ts'
import { slotQuery } from '../coverage/contract.ts'
import {
  boundingBox,
  boundingBoxQuery,
  idParams,
  instant,
  integerListQuery,
  operation,
  position,
} from '../http/contract.ts'

/** The window holds the hours that begin in `[from, to)` and not after the latest track. */
const presenceWindow = z.object({ from: instant, to: instant })

/** Hours of the week to look at; what is given holds together. */
const presenceQuery = presenceWindow.extend({
  hours: integerListQuery(0, 23).optional(),
  weekdays: integerListQuery(1, 7).optional(),
  slot: slotQuery.optional(),
})
export type PresenceQuery = z.infer<typeof presenceQuery>

/** What every answer says of the time it looked at. */
const lookedAt = {
  window: z.object({ from: z.string(), to: z.string() }),
  /** Hours that were looked at: those asked for, up to the latest track. */
  hours: z.number().int(),
  /** The end of the latest track in the district: nothing later can be known. */
  tracksThrough: z.string().nullable(),
}

const week = z.array(z.array(z.number()).length(24)).length(7)

export const readPresenceMatrix = operation({
  method: 'get',
  path: '/presence/matrix',
  summary:
    'Patrol time and cases reported by the public by local weekday and hour, for the scope or one area, and the hours where cases have more than their share',
  tag: 'presence',
  query: presenceWindow.extend({
    grid: z.string().max(40).optional(),
    orgUnit: z.string().max(40).optional(),
    controlArea: z.string().max(40).optional(),
  }),
  response: z.object({
    ...lookedAt,
    /** The area reaches past the viewer's scope: its cases are those in scope alone. */
    ownPartOnly: z.boolean(),
    /** `[weekday - 1][hour]`, Monday first: unit minutes, all units added up. */
    minutes: week,
    /** How often each hour of the week is in the window. */
    occurrences: week,
    /** Expected cases (windows of time spread evenly). */
    cases: week,
    caseTotal: z.number(),
    /** Below this many cases shares say nothing, and `shortHours` and `leastPatrolled` are not given. */
    minimumCases: z.number(),
    /** Hours whose share of cases most exceeds their share of patrol time, largest first. */
    shortHours: z.array(
      z.object({
        weekday: z.number().int(),
        hour: z.number().int(),
        caseShare: z.number(),
        presenceShare: z.number(),
        cases: z.number(),
        minutes: z.number(),
      }),
    ),
    /** The quarter of the window's hours of the week with least patrol, with those that have as little, and what falls into it. */
    leastPatrolled: z
      .object({ hours: z.number().int(), caseShare: z.number(), presenceShare: z.number() })
      .nullable(),
  }),
})
export type PresenceMatrix = z.infer<typeof readPresenceMatrix.response>

const gridPresence = shownCountAnswer.extend({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  bbox: boundingBox,
  middle: position,
  unitMinutes: z.number(),
  lengthMeters: z.number(),
  /** Times a unit came in. */
  visits: z.number().int(),
  /** Visits long enough to have an effect. */
  effectiveStays: z.number().int(),
  /** Streets inside; one along the border counts half. */
  streetMeters: z.number(),
  /** Police visibility: unit minutes per kilometre of street and hour; null where there is no street or no hour. */
  minutesPerKilometerHour: z.number().nullable(),
})
export type GridPresence = z.infer<typeof gridPresence>

export const readGridPresence = operation({
  method: 'get',
  path: '/presence/grids',
  summary:
    'Police visibility per grid in scope: unit minutes, visits, effective stays, minutes per kilometre of street and hour, and cases reported by the public',
  tag: 'presence',
  query: presenceQuery,
  response: z.object({
    ...lookedAt,
    /** Ascending class limits of `minutesPerKilometerHour`, the first 0. */
    breaks: z.array(z.number()),
    effectiveStaySeconds: z.number(),
    grids: z.array(gridPresence),
  }),
})
export type GridPresenceAnswer = z.infer<typeof readGridPresence.response>

export const readCellPresence = operation({
  method: 'get',
  path: '/presence/cells',
  summary: 'Cells of 100 m in a box that patrols were in, longest first, as parallel arrays',
  tag: 'presence',
  query: presenceQuery.extend({
    bbox: boundingBoxQuery,
    limit: z.coerce.number().int().min(1).max(5000).default(2000),
  }),
  response: z.object({
    ...lookedAt,
    cellMeters: z.number(),
    /** Whether the box holds more cells than the limit. */
    truncated: z.boolean(),
    /** Four corners of each cell as longitude, latitude, longitude, …, counter-clockwise from the south-west. */
    corners: z.array(z.array(z.number()).length(8)),
    unitMinutes: z.array(z.number()),
    visits: z.array(z.number()),
  }),
})
export type CellPresence = z.infer<typeof readCellPresence.response>

const emptyRun = z.object({ from: z.string(), to: z.string(), hours: z.number().int() })

export const readPresenceHours = operation({
  method: 'get',
  path: '/presence/hours',
  summary:
    'The window hour by hour: unit minutes and units on, and the hours without any unit, in the scope and per station',
  tag: 'presence',
  query: presenceQuery,
  response: z.object({
    ...lookedAt,
    /** The hours looked at, in the order of time: where each begins. */
    begins: z.array(z.string()),
    unitMinutes: z.array(z.number()),
    /** Different units in the hour. */
    units: z.array(z.number().int()),
    /** Hours in which no unit was anywhere in the scope. */
    empty: z.array(emptyRun),
    stations: z.array(
      z.object({
        id: z.number(),
        code: z.string(),
        name: z.string(),
        unitMinutes: z.number(),
        emptyHours: z.number().int(),
        empty: z.array(emptyRun),
      }),
    ),
  }),
})
export type PresenceHours = z.infer<typeof readPresenceHours.response>

const passings = z.object({ patrols: z.number().int(), volunteers: z.number().int() })

export const readCourtyardPresence = operation({
  method: 'get',
  path: '/presence/courtyards/{id}',
  summary: 'How often patrols and volunteers passed a courtyard in the last 7 and 28 days, and when last',
  tag: 'presence',
  params: idParams,
  response: z.object({
    /** The days count back from the end of the latest track; null: there is none. */
    tracksThrough: z.string().nullable(),
    /** Passing is being this near, or inside. */
    withinMeters: z.number(),
    last7Days: passings,
    last28Days: passings,
    /** Where the hour begins in which it was last passed; null: never in 28 days. */
    lastPassedHour: z.string().nullable(),
  }),
})
export type CourtyardPresence = z.infer<typeof readCourtyardPresence.response>
