import { personalDataIn } from '../imports/personal-data.ts'
import { invalidInput } from '../http/problem.ts'

/** No text someone types may hold an identity number or a mobile number. @throws invalid-input with the field, never the value */
export function requireNoPersonalText(values: Record<string, unknown>): void {
  for (const [field, value] of Object.entries(values)) {
    if (typeof value !== 'string' || personalDataIn(value) === null) continue
    throw invalidInput(
      field,
      { zh: '文字中含有身份证号或手机号', en: 'The text holds an identity number or a mobile number' },
      {
        zh: '本系统不保存个人信息，请删去号码后再保存。',
        en: 'No personal data is kept here; remove the number and save again.',
      },
    )
  }
}
