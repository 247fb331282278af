import { z } from 'zod'
import {
  changeProperties,
  collectionOperations,
  pageQuery,
  recordCode,
  recordName,
  writeOperations,
} from '../places/contract.ts'

/** Wall clock in the district; an end at or before the start is on the next day. */
const startTime = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/)
const endTime = z.string().regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/)
/** 1 = Monday to 7 = Sunday. */
const weekdays = z.array(z.number().int().min(1).max(7)).min(1).max(7)
const dayKind = z.enum(['any', 'workday', 'holiday'])

const slotForm = {
  code: recordCode,
  name: recordName,
  startTime,
  endTime,
  weekdays: weekdays.transform((days) => [...new Set(days)].sort((left, right) => left - right)),
  dayKind,
}

export const timeSlotProperties = changeProperties.extend({
  code: z.string(),
  name: z.string(),
  startTime: z.string(),
  endTime: z.string(),
  weekdays,
  dayKind,
})
export type TimeSlotProperties = z.infer<typeof timeSlotProperties>

export const { list, read } = collectionOperations('time-slots', timeSlotProperties, pageQuery)
export const { create, change, retire, history } = writeOperations('time-slots', timeSlotProperties, slotForm)
