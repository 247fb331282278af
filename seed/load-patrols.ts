import { sql, type Transaction } from 'kysely'
import { cleanTrack, type CleanedTrack } from '../api/coverage/cleaned-track.ts'
import type { Database, Tables } from '../api/database/connect.ts'
import { ensurePartitions } from '../api/database/partitions.ts'
import { summariseOutings } from '../api/summaries/summarise.ts'
import { bulkInsert } from './bulk-insert.ts'
import type { City } from './city.ts'
import type { Outing } from './patrols.ts'
import { toLonLat, type LonLat } from './plane.ts'
import { Random } from './random.ts'
import { recordTrack, type Track } from './tracks.ts'

type Trx = Transaction<Tables>

export async function loadPatrolUnits(trx: Trx, { patrolUnits, orgTree }: City): Promise<void> {
  await bulkInsert(trx, 'patrol_units', patrolUnits, [
    { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
    { name: 'code', type: 'text', value: (row) => row.code },
    { name: 'force_type', type: 'text', value: (row) => row.forceType },
    { name: 'org_unit_id', type: 'bigint', value: (row) => orgTree.ofStation[row.station]! + 1 },
    { name: 'strength', type: 'integer', value: (row) => row.strength },
  ])
}

interface Recorded {
  outing: Outing
  patrolId: number
  track: Track
  cleaned: CleanedTrack
}

const OUTINGS_PER_PART = 120

/** The recorded track of the outing with the given index: the same however often it is asked for. */
export function trackOf(city: City, index: number): Track {
  return recordTrack(
    city.outings[index]!,
    city.network.roads,
    new Random(`xunge ${city.request.seed}/track ${index}`),
  )
}

/** Writes every outing that had ended by `until`, with its fixes, its cleaned track and what is derived from it, part by part. */
export async function loadPatrols(trx: Trx, database: Database, city: City, until: Date): Promise<void> {
  // Of this load alone: nothing of it may be remembered if it fails.
  const within: Database = { ...database, read: trx, write: trx }
  let part: Recorded[] = []
  for (let index = 0; index < city.outings.length; index++) {
    const track = trackOf(city, index)
    if (track.timeSeconds[track.timeSeconds.length - 1]! <= until.getTime() / 1000)
      part.push({ outing: city.outings[index]!, patrolId: index + 1, track, cleaned: cleanTrack(track) })
    if (part.length < OUTINGS_PER_PART && index < city.outings.length - 1) continue
    if (part.length > 0) await loadPart(trx, within, city.district.code, part)
    part = []
  }
}

const first = ({ track }: Recorded): Date => new Date(track.timeSeconds[0]! * 1000)
const last = ({ track }: Recorded): Date => new Date(track.timeSeconds[track.timeSeconds.length - 1]! * 1000)

async function loadPart(
  trx: Trx,
  within: Database,
  districtCode: string,
  part: readonly Recorded[],
): Promise<void> {
  const from = new Date(Math.min(...part.map((row) => first(row).getTime())))
  const to = new Date(Math.max(...part.map((row) => last(row).getTime())) + 1)
  for (const table of ['patrols', 'tracks', 'track_fixes'] as const)
    await ensurePartitions(trx, table, from, to)
  await bulkInsert(trx, 'patrols', part, [
    { name: 'district_code', type: 'text', value: () => districtCode },
    { name: 'id', type: 'bigint', value: (row) => row.patrolId },
    { name: 'unit_id', type: 'bigint', value: (row) => row.outing.unit + 1 },
    { name: 'mode', type: 'text', value: (row) => row.outing.mode },
    { name: 'attire', type: 'text', value: (row) => row.outing.attire },
    { name: 'started_at', type: 'timestamptz', value: first },
    { name: 'ended_at', type: 'timestamptz', value: last },
    {
      name: 'route_id',
      type: 'bigint',
      value: ({ outing }) => (outing.route === undefined ? null : outing.route + 1),
    },
  ])
  await bulkInsert(trx, 'tracks', part, [
    { name: 'district_code', type: 'text', value: () => districtCode },
    { name: 'patrol_id', type: 'bigint', value: (row) => row.patrolId },
    { name: 'unit_id', type: 'bigint', value: (row) => row.outing.unit + 1 },
    { name: 'started_at', type: 'timestamptz', value: first },
    { name: 'ended_at', type: 'timestamptz', value: last },
    { name: 'fix_count', type: 'integer', value: (row) => row.cleaned.timeSeconds.length },
    { name: 'observed_seconds', type: 'double precision', value: (row) => row.cleaned.observedSeconds },
    { name: 'unobserved_seconds', type: 'double precision', value: (row) => row.cleaned.unobservedSeconds },
    { name: 'length_meters', type: 'double precision', value: (row) => row.cleaned.lengthMeters },
    { name: 'geom', type: 'wkt', value: (row) => cleanedTrackWkt(row.cleaned) },
  ])
  await loadFixes(trx, districtCode, part)
  await summariseOutings(
    trx,
    within,
    districtCode,
    part.map((row) => ({ patrolId: row.patrolId, from: first(row), to: last(row), removed: false })),
  )
}

/** One line per unbroken run, M = seconds since 1970. */
function cleanedTrackWkt(track: CleanedTrack): string {
  const runs: string[][] = []
  for (let i = 0; i + 1 < track.timeSeconds.length; i++) {
    if (!track.connected[i]) continue
    if (i === 0 || !track.connected[i - 1]) runs.push([vertex(track, i)])
    runs[runs.length - 1]!.push(vertex(track, i + 1))
  }
  return runs.length === 0
    ? 'MULTILINESTRING M EMPTY'
    : `MULTILINESTRING M (${runs.map((run) => `(${run.join(',')})`).join(',')})`
}

function vertex(track: CleanedTrack, i: number): string {
  const [longitude, latitude] = toLonLat({ x: track.x[i]!, y: track.y[i]! })
  return `${longitude} ${latitude} ${track.timeSeconds[i]!}`
}

async function loadFixes(trx: Trx, districtCode: string, part: readonly Recorded[]): Promise<void> {
  const units: number[] = []
  const patrols: number[] = []
  const times: number[] = []
  const places: LonLat[] = []
  const accuracies: number[] = []
  const speeds: number[] = []
  for (const { outing, patrolId, track } of part)
    for (let i = 0; i < track.timeSeconds.length; i++) {
      units.push(outing.unit + 1)
      patrols.push(patrolId)
      times.push(track.timeSeconds[i]!)
      places.push(toLonLat({ x: track.x[i]!, y: track.y[i]! }))
      accuracies.push(Math.round(track.accuracyMeters[i]! * 10) / 10)
      speeds.push(Math.round(track.speedMetersPerSecond[i]! * 100) / 100)
    }
  await sql`
    INSERT INTO track_fixes (district_code, unit_id, fixed_at, patrol_id, accuracy_meters, speed_meters_per_second, geom)
    SELECT ${districtCode}, unit_id, to_timestamp(fixed_at), patrol_id, accuracy, speed, ST_SetSRID(ST_MakePoint(longitude, latitude), 4490)
    FROM unnest(
      ${units}::bigint[], ${patrols}::bigint[], ${times}::double precision[], ${accuracies}::real[], ${speeds}::real[],
      ${places.map(([longitude]) => longitude)}::double precision[], ${places.map(([, latitude]) => latitude)}::double precision[]
    ) AS fixes (unit_id, patrol_id, fixed_at, accuracy, speed, longitude, latitude)`.execute(trx)
}
