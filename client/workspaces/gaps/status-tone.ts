import type { CoverageStatus } from '../../../api/coverage/contract.ts'

const TONES = {
  missed: 'missed',
  partly: 'partly',
  due: 'accent',
  done: 'done',
  not_required: 'not-required',
} as const satisfies Record<CoverageStatus, string>

/** The chip of a status. */
export function statusTone(status: CoverageStatus): (typeof TONES)[CoverageStatus] {
  return TONES[status]
}
