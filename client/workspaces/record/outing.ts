import type { GivenReason } from '../../../api/patrols/contract.ts'
import type { PositionBatch, PositionRules } from '../../../api/positions/contract.ts'
import type { LeftOut, RecordTarget } from './targets.ts'

export type Mode = PositionBatch['mode']
export type Attire = PositionBatch['attire']

/** A planned route as an outing follows it. */
export interface PlannedRoute {
  code: string
  name: string
  positions: [lon: number, lat: number][]
}

/** One outing as this device keeps it, until the server has everything of it. It belongs to a unit, never to an account. */
export interface Outing {
  /** The random number it is sent under. */
  key: string
  unit: string
  mode: Mode
  attire: Attire
  /** The route it follows; null for a free patrol, and where the server no longer knows the route. */
  route: PlannedRoute | null
  /** Milliseconds since 1970 by the server's clock, as all times of the outing. */
  startedAt: number
  endedAt: number | null
  state: 'recording' | 'paused' | 'ended'
  /** How far the server's clock was ahead of the device's when the outing began. */
  clockOffset: number
  /** Of the district, so that times read right before anybody has signed in. */
  timeZone: string
  rules: PositionRules
  /** About where it is, as the middle of the plane it is measured in. */
  origin: { lon: number; lat: number }
  /** What was required around its start, so that it ticks without network. */
  targets: RecordTarget[]
  /** Whose requirements they are: of the own grid, or of the whole station where only what the outing came near is asked of it. */
  area: 'grid' | 'station'
  /** Time with the screen off or the page hidden in which nothing was seen. */
  hiddenSeconds: number
  /** Whether the server knows its start and its end; `undeclared` where it would not take them. */
  declared: 'nothing' | 'start' | 'end' | 'undeclared'
  /** Positions the server would not store, by reason. */
  refused: Record<string, number>
  /** What was required of it and not done when it ended. */
  left: LeftOut[]
  /** Why something was left out; null until the person was asked. */
  reasons: GivenReason[] | null
}

/** A position on the device. */
export interface DeviceFix {
  /** Milliseconds since 1970. */
  time: number
  lon: number
  lat: number
  /** Metres. */
  accuracy: number | null
  /** Metres per second. */
  speed: number | null
  /** Degrees from north. */
  bearing: number | null
  /** The first after a pause. */
  resumed: boolean
}
