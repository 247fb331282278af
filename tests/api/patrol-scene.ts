import { sql } from 'kysely'
import type { Database } from '../../api/database/connect.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { tracksChanged } from '../../api/tracks/changed.ts'
import { writeCleanedTracks } from '../../api/tracks/write.ts'
import { addPatrolUnit, testCity } from './server.ts'

/** A must-patrol line of 482 m from west to east, and a must-arrive point at its middle (40 m, 5 minutes): both once each night 22-02. */
export const line = { west: 126.501, east: 126.507, latitude: 43.805 }
export const middle = (line.west + line.east) / 2

export interface Fix {
  seconds: number
  longitude: number
  latitude?: number
}

/** Seconds since 1970 of `2026-11-02T22:30:00` in the district's time zone. */
export const at = (text: string) => Date.parse(`${text}+08:00`) / 1000

/** A walk between longitudes at 1.2 m/s, a fix every 15 s; 0.001 degrees are 80.4 m here. */
export function walk(from: number, to: number, startSeconds: number, latitude = line.latitude): Fix[] {
  const degreesPerSecond = (1.2 / 80.4) * 0.001
  const duration = Math.abs(to - from) / degreesPerSecond
  const steps = Math.ceil(duration / 15)
  return Array.from({ length: steps + 1 }, (_, index) => ({
    seconds: startSeconds + Math.round((duration * index) / steps),
    longitude: from + ((to - from) * index) / steps,
    latitude,
  }))
}

/** An outing of a unit with its cleaned track, written as positions are. */
export async function addOuting(
  database: Database,
  unitId: number,
  fixes: readonly Fix[],
  attire: 'uniform' | 'plain' = 'uniform',
): Promise<number> {
  const startedAt = new Date(fixes[0]!.seconds * 1000)
  const endedAt = new Date(fixes.at(-1)!.seconds * 1000)
  const { districtCode } = testCity
  return database.write.transaction().execute(async (trx) => {
    for (const table of ['patrols', 'tracks'] as const) await ensurePartitions(trx, table, startedAt, endedAt)
    const { id } = await trx
      .insertInto('patrols')
      .values({ districtCode, unitId, mode: 'foot', attire, startedAt, endedAt })
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeCleanedTracks(
      trx,
      {
        districtCode,
        metricCrs: 32652,
        trackOptions: { maximumGapSeconds: 120, maximumSpeedMetersPerSecond: 45 },
        importId: null,
      },
      [
        {
          id,
          unitId,
          fixes: fixes.map(({ seconds, longitude, latitude = line.latitude }) => ({
            timeSeconds: seconds,
            lon: longitude,
            lat: latitude,
          })),
        },
      ],
    )
    await tracksChanged(trx, database, districtCode, [
      { patrolId: id, unitId, from: startedAt, to: endedAt, removed: false },
    ])
    return id
  })
}

export interface PatrolScene {
  lineId: number
  pointId: number
  /** A section along the line, and an area around its western half; nothing is required of them. */
  sectionId: number
  areaId: number
  slotId: number
  unitId: number
  /** Of the other station. */
  otherUnitId: number
}

/** The line and the point with their requirements, and a unit of each station: `XL-1` and `XL-9`. */
export async function makePatrolScene(database: Database): Promise<PatrolScene> {
  const db = database.write
  const { id: orgUnitId } = await db
    .selectFrom('orgUnits')
    .select('id')
    .where('code', '=', testCity.station)
    .executeTakeFirstOrThrow()
  const patrolLine = await db
    .insertInto('patrolLines')
    .values({
      orgUnitId,
      name: '北山路',
      code: 'BX-1',
      geom: `SRID=4490;LINESTRING(${line.west} ${line.latitude}, ${line.east} ${line.latitude})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const patrolPoint = await db
    .insertInto('patrolPoints')
    .values({
      orgUnitId,
      name: '北山广场',
      code: 'BD-1',
      radiusMeters: 40,
      dwellSeconds: 300,
      geom: `SRID=4490;POINT(${middle} ${line.latitude})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const keySection = await db
    .insertInto('keySections')
    .values({
      orgUnitId,
      name: '北山路重点段',
      code: 'ZD-1',
      kind: 'foot_patrol',
      geom: `SRID=4490;LINESTRING(${line.west} ${line.latitude}, ${line.east} ${line.latitude})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const controlArea = await db
    .insertInto('controlAreas')
    .values({
      orgUnitId,
      name: '北山路核心区',
      code: 'GK-1',
      kind: 'core',
      geom: `SRID=4490;POLYGON((${line.west} 43.804, ${middle} 43.804, ${middle} 43.806, ${line.west} 43.806, ${line.west} 43.804))`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const slot = await db
    .insertInto('timeSlots')
    .values({ code: 'night', name: '深夜', startTime: '22:00', endTime: '02:00', dayKind: 'any' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const required = { timeSlotId: slot.id, amount: 1, validFrom: '2026-01-01' }
  await db
    .insertInto('requirements')
    .values([
      { ...required, patrolLineId: patrolLine.id, measure: 'passes' },
      { ...required, patrolPointId: patrolPoint.id, measure: 'visits' },
    ])
    .execute()
  await sql`SELECT bump_layer_version('requirements')`.execute(db)
  return {
    lineId: patrolLine.id,
    sectionId: keySection.id,
    areaId: controlArea.id,
    pointId: patrolPoint.id,
    slotId: slot.id,
    unitId: await addPatrolUnit(database, 'XL-1', 'auxiliary'),
    otherUnitId: await addPatrolUnit(database, 'XL-9', 'auxiliary', testCity.otherStation),
  }
}
