import { forbidden } from '../http/problem.ts'
import { mayAdminister } from './permissions.ts'
import type { Viewer } from './viewer.ts'

/** @throws forbidden unless the viewer administers the installation */
export function requireAdministrator(viewer: Viewer): void {
  if (!mayAdminister(viewer)) throw forbidden()
}
