import type { z } from 'zod'
import type { Bilingual } from '../http/contract.ts'
import { invalidInput, type Problem } from '../http/problem.ts'

type Issue = z.core.$ZodIssue

/** How a value has to be, in words of an administrator rather than of the schema. */
function ruleOf(issue: Issue): Bilingual {
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'array') return { zh: '至少要有一个值', en: 'at least one value is needed' }
      return issue.inclusive
        ? { zh: `须不小于 ${issue.minimum}`, en: `it must be at least ${issue.minimum}` }
        : { zh: `须大于 ${issue.minimum}`, en: `it must be more than ${issue.minimum}` }
    case 'too_big':
      return { zh: `须不大于 ${issue.maximum}`, en: `it must be at most ${issue.maximum}` }
    case 'invalid_type':
      if (issue.expected === 'int') return { zh: '须为整数', en: 'it must be a whole number' }
      if (issue.expected === 'number') return { zh: '须为数字', en: 'it must be a number' }
      return { zh: '形式与默认值不同', en: 'it does not have the form of the default' }
    default:
      return { zh: '形式与默认值不同', en: 'it does not have the form of the default' }
  }
}

/** The refusal of a setting's value: names the field (`value`, `value.1.yuan`) and how it has to be. */
export function refusedValue(error: z.ZodError): Problem {
  const rules = error.issues.map((issue) => ruleOf(issue))
  return invalidInput(
    ['value', ...(error.issues[0]?.path ?? [])].join('.'),
    { zh: '这个值不在允许范围内', en: 'This value is not in the allowed range' },
    {
      zh: `请改正：${rules.map(({ zh }) => zh).join('；')}。`,
      en: `Please correct: ${rules.map(({ en }) => en).join('; ')}.`,
    },
  )
}
