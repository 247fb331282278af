import type { CoverageStatus } from '../../../api/coverage/contract.ts'
import type { Palette } from '../../map/palette.ts'

/** What the map tells apart: besides the statuses of a window, what is required later today. */
export type MapStatus = CoverageStatus | 'later'

export interface Look {
  color: string
  /** Line width in px at zoom 15. */
  width: number
  /** In line widths; absent = solid. */
  dash?: number[]
  radius: number
  /** Drawn in a point, so that it reads without colour. */
  mark?: string
}

/** Status by colour, by width and by dash or mark: it must read without colour too. */
export function statusLook(palette: Palette): Record<MapStatus, Look> {
  return {
    not_required: { color: palette.notRequired, width: 2, radius: 4 },
    done: { color: palette.done, width: 2.8, radius: 5 },
    later: { color: palette.line, width: 3, dash: [0.6, 1.4], radius: 5.5, mark: '·' },
    due: { color: palette.line, width: 2.8, radius: 5.5 },
    partly: { color: palette.partly, width: 6, dash: [3, 0.8], radius: 8, mark: '–' },
    missed: { color: palette.missed, width: 7, dash: [1.1, 0.7], radius: 9.5, mark: '×' },
  }
}
