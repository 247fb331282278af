import { recordAudit } from '../audit/record.ts'
import type { Viewer } from '../auth/viewer.ts'
import { targetIdsInScope, timeSlots } from '../coverage/queries.ts'
import { coverageLayers } from '../coverage/contract.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput, Problem } from '../http/problem.ts'
import { personalDataIn } from '../imports/personal-data.ts'
import type { Sender } from '../positions/receive.ts'
import type { GivenReason } from './contract.ts'
import { outingSpan, storeMissedReasons } from './missed-reason-queries.ts'

/** Occurrences a little before the outing are its to explain too: a slot of last night may end while it begins. */
const marginMilliseconds = 2 * 86_400_000

/**
 * Stores why an outing left something out, with an audit row that names the unit and no account.
 *
 * @throws Problem 404 when no outing has the number, 400 when a reason names what the viewer does not see, another day, or a person
 */
export async function takeMissedReasons(
  { database, settings }: ApiContext,
  viewer: Viewer,
  sender: Sender,
  patrolKey: string,
  reasons: readonly GivenReason[],
  requestId: string,
): Promise<void> {
  const district = await settings.district()
  const outing = { districtCode: district.code, unitId: sender.unitId, patrolKey }
  const days = reasons.map(({ day }) => noonOf(day))
  const span = await outingSpan(
    database.write,
    outing,
    new Date(Math.min(...days) - marginMilliseconds),
    new Date(Math.max(...days) + marginMilliseconds),
  )
  if (!span) throw unknownOuting()
  const slots = new Set((await timeSlots(database.read)).map(({ code }) => code))
  const visible = new Map<string, Set<number>>()
  for (const layer of coverageLayers) visible.set(layer, await targetIdsInScope(database, layer, viewer))
  reasons.forEach((given, index) => {
    const field = (name: string) => `reasons.${index}.${name}`
    const at = noonOf(given.day)
    if (!visible.get(given.layer)?.has(given.targetId)) {
      throw invalidInput(field('targetId'), {
        zh: '没有这条必巡线或必到点,或不在您的管辖范围内',
        en: 'There is no such line or point, or it is outside your area',
      })
    }
    if (!slots.has(given.slotCode)) {
      throw invalidInput(field('slotCode'), { zh: '没有这个时段', en: 'There is no such time slot' })
    }
    if (at < span.from.getTime() - marginMilliseconds || at > span.to.getTime() + marginMilliseconds) {
      throw invalidInput(field('day'), {
        zh: '这一天不在本次巡逻期间',
        en: 'The outing was on another day',
      })
    }
    if (given.note && personalDataIn(given.note)) {
      throw invalidInput(
        field('note'),
        {
          zh: '说明里有身份证号或手机号,不予保存',
          en: 'The note holds an identity or mobile number and is not stored',
        },
        { zh: '请去掉号码,也不要写姓名。', en: 'Take the number out, and name nobody.' },
      )
    }
  })
  await database.write.transaction().execute(async (trx) => {
    await storeMissedReasons(trx, outing, lastOfEach(reasons))
    await recordAudit(trx, {
      actor: sender.actor,
      requestId,
      action: 'missed-reasons-given',
      concept: 'patrol-units',
      recordId: sender.unitId,
      recordCode: sender.unitCode,
      detail: { count: reasons.length },
    })
  })
}

function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`)
}

/** Of two reasons for one occurrence the later. */
function lastOfEach(reasons: readonly GivenReason[]): GivenReason[] {
  const byOccurrence = new Map(
    reasons.map((given) => [`${given.layer} ${given.targetId} ${given.day} ${given.slotCode}`, given]),
  )
  return [...byOccurrence.values()]
}

function unknownOuting(): Problem {
  return new Problem({
    status: 404,
    name: 'unknown-outing',
    title: { zh: '没有这次巡逻', en: 'There is no such outing' },
    detail: {
      zh: '请先上报这次巡逻的定位,再说明原因。',
      en: 'Send the positions of the outing first, then the reasons.',
    },
    field: 'patrolKey',
  })
}
