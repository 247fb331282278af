import type { z } from 'zod'
import type { BoundingBox } from '../../api/http/contract.ts'
import type { Me } from '../../api/me/contract.ts'
import type { sessionOptions } from '../../api/sessions/contract.ts'

export type Viewer = Me
export type Role = Me['account']['role']
export type SessionOptions = z.infer<typeof sessionOptions.response>
export type { BoundingBox }
