import { z } from 'zod'
import { idParams, operation } from '../http/contract.ts'

const savedAnalysis = z.object({
  id: z.number().int(),
  name: z.string(),
  /** What the link of the analysis desk says after its question mark: question, window, filters, settings and view. */
  search: z.string(),
  createdAt: z.string(),
  /** The post that saved it. */
  createdBy: z.string(),
})
export type SavedAnalysis = z.infer<typeof savedAnalysis>

export const listSavedAnalyses = operation({
  method: 'get',
  path: '/saved-analyses',
  summary: 'The analyses that the own unit keeps under a name, newest first',
  tag: 'analyses',
  response: z.object({ savedAnalyses: z.array(savedAnalysis) }),
})

export const saveAnalysis = operation({
  method: 'post',
  path: '/saved-analyses',
  summary: 'Keeps an analysis under a name; one of the same name in the own unit is replaced',
  tag: 'analyses',
  body: z.strictObject({
    name: z.string().trim().min(1).max(60),
    search: z
      .string()
      .max(2000)
      .regex(/^([\w.~%,:;@!$'()*+-]+=[\w.~%,:;@!$'()*+/-]*(&|$))*$/),
  }),
  response: savedAnalysis,
  status: 201,
})

export const forgetAnalysis = operation({
  method: 'delete',
  path: '/saved-analyses/{id}',
  summary: 'Forgets a saved analysis of the own unit',
  tag: 'analyses',
  params: idParams,
  status: 204,
})
