import { invalidInput } from '../http/problem.ts'
import { place } from '../places/place.ts'

export const premises = place({
  layer: 'premises',
  table: 'premises',
  codePrefix: 'PR',
  attributes: ['kind', 'address', 'letterSignedOn', 'letterExpiresOn', 'inspectionIntervalDays'],
  measured: [],
  geometries: ['Point'],
  requireSound: requireLetterDays,
})

/** A responsibility letter expires after it was signed. @throws invalid-input */
function requireLetterDays(record: Record<string, unknown>): void {
  const { letterSignedOn, letterExpiresOn } = record as Record<string, string | null | undefined>
  if (letterSignedOn && letterExpiresOn && letterSignedOn > letterExpiresOn) {
    throw invalidInput('letterExpiresOn', {
      zh: '责任书的到期日不能早于签订日',
      en: 'The letter must not expire before it was signed',
    })
  }
}
