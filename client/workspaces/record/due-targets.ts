import { readCoverage } from '../../../api/coverage/contract.ts'
import { list as listLines } from '../../../api/patrol-lines/contract.ts'
import { list as listPoints } from '../../../api/patrol-points/contract.ts'
import { call } from '../../api.ts'
import { readAll } from '../../read-all.ts'
import { addDays, dayStart } from '../../state/days.ts'
import { session } from '../../state/session.svelte.ts'
import { recordTargets, type RecordTarget } from './targets.ts'

/** What is required from last night to tomorrow: of the own grid, or of the whole area of those who have none. @throws {ApiError} */
export async function dueTargets(): Promise<RecordTarget[]> {
  const { district, account } = session.viewer
  const [{ targets }, points, lines] = await Promise.all([
    call(readCoverage, {
      query: {
        from: dayStart(addDays(session.today, -1), district.timeZone),
        to: dayStart(addDays(session.today, 2), district.timeZone),
        grid: account.homeGrid?.code,
      },
    }),
    readAll(listPoints),
    readAll(listLines),
  ])
  return recordTargets(targets, points, lines)
}
