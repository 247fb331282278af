import { invalidInput } from '../http/problem.ts'

/** Passes are counted on lines, visits at points, and nobody dwells along a line; the last day is not before the first. @throws invalid-input */
export function requireFittingMeasure(requirement: Record<string, unknown>): void {
  const { measure, patrolLineId, patrolPointId, validFrom, validTo } = requirement
  if (measure === 'passes' && !patrolLineId) {
    throw invalidInput('measure', {
      zh: '只有必巡线可以要求巡过次数',
      en: 'Passes can only be required of a must-patrol line',
    })
  }
  if (measure === 'visits' && !patrolPointId) {
    throw invalidInput('measure', {
      zh: '只有必到点可以要求到点次数',
      en: 'Visits can only be required of a must-arrive point',
    })
  }
  if (measure === 'dwellMinutes' && patrolLineId) {
    throw invalidInput('measure', {
      zh: '必巡线不能要求停留时间，请改为巡过次数或在场时间',
      en: 'Dwell cannot be required of a must-patrol line; ask for passes or presence',
    })
  }
  if (typeof validFrom === 'string' && typeof validTo === 'string' && validTo < validFrom) {
    throw invalidInput('validTo', {
      zh: '截止日期不能早于起始日期',
      en: 'The last day must not be before the first',
    })
  }
}
