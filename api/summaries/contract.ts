import { z } from 'zod'
import { operation } from '../http/contract.ts'

export const readSummaries = operation({
  method: 'get',
  path: '/summaries',
  summary:
    'Whether what tracks show is being computed again, since places, streets or rules have changed; answers are those of before until it is done',
  tag: 'coverage',
  response: z.object({
    /** Changed records that nothing was computed again for yet. */
    waiting: z.number().int(),
    /** Tracks computed so far and in all; null while nothing runs in this process. */
    done: z.number().int().nullable(),
    total: z.number().int().nullable(),
    /** 0 to 1; 1 when nothing waits. */
    share: z.number(),
  }),
})
export type SummariesAnswer = z.infer<typeof readSummaries.response>
