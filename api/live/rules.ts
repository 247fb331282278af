import { coverageRules } from '../coverage/rules.ts'
import type { SettingsReader } from '../settings/reader.ts'

/** The numbers of the live picture, from settings. */
export async function liveRules(settings: SettingsReader) {
  const { track } = await coverageRules(settings)
  return {
    ...track,
    staySeconds: (await settings.get('live.stayMinutes')) * 60,
    stayRadiusMeters: await settings.get('live.stayRadiusMeters'),
    silentSeconds: (await settings.get('live.silentMinutes')) * 60,
    trailSeconds: (await settings.get('live.trailMinutes')) * 60,
    shownAfterEndSeconds: (await settings.get('live.shownAfterEndMinutes')) * 60,
  }
}
export type LiveRules = Awaited<ReturnType<typeof liveRules>>
