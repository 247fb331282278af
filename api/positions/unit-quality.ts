import { DateTime } from 'luxon'
import { maySeePlainClothes } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import { notFound } from '../http/problem.ts'
import { positionToStored } from '../imports/coordinates.ts'
import type { SettingsReader } from '../settings/reader.ts'
import type { UnitQuality } from './contract.ts'
import {
  fixDays,
  lastSeenAt,
  metersToStreets,
  receivedDays,
  refusedDays,
  sampledFixes,
  unitInScope,
} from './quality-queries.ts'
import { isShiftSuspected } from './shift.ts'

const sampledPerDay = 40

/**
 * How good the positions of a unit are, by day of the district.
 *
 * @param fromDay the first day; undefined takes the last `days` up to today
 * @throws Problem 404 when the unit is not in the viewer's scope
 */
export async function unitQuality(
  { database, settings }: { database: Database; settings: SettingsReader },
  viewer: Viewer,
  unitId: number,
  asked: { from?: string | undefined; days: number },
): Promise<UnitQuality> {
  const db = database.read
  const unit = await unitInScope(db, viewer, unitId)
  if (!unit) throw notFound()
  const { code: districtCode, timeZone } = await settings.district()
  const today = DateTime.now().setZone(timeZone).startOf('day')
  const from = asked.from
    ? DateTime.fromISO(asked.from, { zone: timeZone })
    : today.minus({ days: asked.days - 1 })
  const to = from.plus({ days: asked.days })
  const question = { viewer, districtCode, timeZone, unitId, from: from.toJSDate(), to: to.toJSDate() }
  const shifted = await shiftedDays(database, question)
  const days = await fixDays(db, question, await settings.get('coverage.maximumFixGapSeconds'))
  const [fromDay, toDay] = [from.toISODate()!, to.toISODate()!]
  return {
    unit: unit.code,
    lastSeenAt: (await lastSeenAt(db, question))?.toISOString() ?? null,
    days: days.map((day) => ({ ...day, shiftSuspected: shifted.has(day.day) })),
    // Counted as they come in, whatever the attire.
    ...(maySeePlainClothes(viewer)
      ? {
          received: await receivedDays(db, unitId, fromDay, toDay),
          refused: await refusedDays(db, unitId, fromDay, toDay),
        }
      : { received: [], refused: [] }),
  }
}

/** The days whose fixes lie on streets only once turned back from GCJ-02. */
async function shiftedDays(
  database: Database,
  question: Parameters<typeof sampledFixes>[1],
): Promise<Set<string>> {
  const sample = await sampledFixes(database.read, question, sampledPerDay)
  const shifted = new Set<string>()
  for (const day of new Set(sample.map((fix) => fix.day))) {
    const fixes = sample.filter((fix) => fix.day === day)
    const turnedBack = fixes.map(({ lon, lat }) => {
      const turned = positionToStored(lon, lat, 'GCJ02')
      return turned.valid ? { lon: turned.value[0], lat: turned.value[1] } : { lon, lat }
    })
    const asSentMeters = await metersToStreets(database.read, fixes)
    const turnedBackMeters = await metersToStreets(database.read, turnedBack)
    if (isShiftSuspected(asSentMeters, turnedBackMeters)) shifted.add(day)
  }
  return shifted
}
