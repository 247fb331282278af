import type { Logger } from 'pino'
import type { Database } from '../database/connect.ts'
import type { SessionStore } from '../sessions/store.ts'
import type { Environment } from '../settings/environment.ts'
import type { SettingsReader } from '../settings/reader.ts'

/** What every part of the server works with; made once at start. */
export interface ApiContext {
  database: Database
  environment: Environment
  settings: SettingsReader
  sessions: SessionStore
  log: Logger
  /** Aborted when the server stops: what never ends by itself ends then. */
  stopping?: AbortSignal
}
