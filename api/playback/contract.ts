import { z } from 'zod'
import { instant, operation } from '../http/contract.ts'
import { compactLine } from '../live/contract.ts'
import { patrolProperties } from '../patrols/contract.ts'

export const longestPlaybackHours = 24

const playedOuting = patrolProperties.omit({ startedAt: true, endedAt: true }).extend({
  patrolId: z.number().int(),
  startedAt: instant,
  endedAt: instant,
  /** Unbroken runs of the cleaned track inside the window. */
  runs: z.array(compactLine),
})
export type PlayedOuting = z.infer<typeof playedOuting>

export const readPlayback = operation({
  method: 'get',
  path: '/playback',
  summary:
    'The outings of a window of at most 24 hours with their tracks, to be played back; leaves an audit row',
  tag: 'patrols',
  query: z.object({ from: instant, to: instant }),
  response: z.object({
    window: z.object({ from: instant, to: instant }),
    /** Of two places of a run at least so far apart; more than the fixes where the window holds very many. */
    everySeconds: z.number(),
    /** By start. */
    outings: z.array(playedOuting),
  }),
})
export type Playback = z.infer<typeof readPlayback.response>
