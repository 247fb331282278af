import { z } from 'zod'
import { boundingBox, operation, position } from '../http/contract.ts'
import { courtyardKinds } from '../courtyards/contract.ts'

const staleCourtyard = z.object({
  id: z.number().int(),
  code: z.string(),
  name: z.string().nullable(),
  kind: z.enum(courtyardKinds),
  scattered: z.boolean(),
  address: z.string().nullable(),
  householdCount: z.number(),
  /** Null when it never was. */
  confirmedAt: z.string().nullable(),
  center: position,
})
export type StaleCourtyard = z.infer<typeof staleCourtyard>

export const readMyGrid = operation({
  method: 'get',
  path: '/my-grid',
  summary:
    'The cards of a grid party branch: courtyards to confirm, cases of the last 7 days against the 7 before; bordering grids under the small-number rule',
  tag: 'my-grid',
  response: z.object({
    grid: z.object({
      id: z.number().int(),
      code: z.string(),
      name: z.string(),
      bbox: boundingBox,
      householdCount: z.number(),
      residentCount: z.number(),
    }),
    courtyards: z.object({
      total: z.number().int(),
      /** After so many days without confirmation a courtyard is on the list. */
      staleDays: z.number().int(),
      /** Longest unconfirmed first. */
      stale: z.array(staleCourtyard),
    }),
    cases: z.object({
      /** Seven whole days that end with the day of the latest data in scope. */
      window: z.object({ from: z.string(), to: z.string() }),
      count: z.number(),
      /** The seven days before; null when the record does not reach back so far. */
      before: z.number().nullable(),
      neighbours: z.array(
        z.object({
          id: z.number().int(),
          code: z.string(),
          name: z.string(),
          /** "<3" where the count is hidden. */
          countText: z.string(),
        }),
      ),
    }),
  }),
})
export type MyGrid = z.infer<typeof readMyGrid.response>
