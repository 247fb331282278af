import { maySeeLayer } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import { forbidden } from '../http/problem.ts'
import type { SettingsReader } from '../settings/reader.ts'

/** The code of the district whose outings and tracks are asked for. @throws forbidden for those who may not see any */
export async function districtFor(settings: SettingsReader, viewer: Viewer): Promise<string> {
  if (!maySeeLayer(viewer, 'tracks')) throw forbidden()
  return (await settings.district()).code
}
