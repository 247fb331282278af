import type { SettingsReader } from '../settings/reader.ts'

export type CoverageRules = Awaited<ReturnType<typeof coverageRules>>

/** The numbers by which coverage is counted, from settings. */
export async function coverageRules(settings: SettingsReader) {
  return {
    track: {
      maximumGapSeconds: await settings.get('coverage.maximumFixGapSeconds'),
      maximumSpeedMetersPerSecond: await settings.get('coverage.maximumSpeedMetersPerSecond'),
    },
    line: {
      toleranceMeters: await settings.get('coverage.lineToleranceMeters'),
      completeShare: await settings.get('coverage.completeShare'),
      backwardToleranceMeters: await settings.get('coverage.backwardToleranceMeters'),
      offLineSeconds: await settings.get('coverage.offLineSeconds'),
    },
    visit: {
      toleratedExitSeconds: await settings.get('coverage.visitExitSeconds'),
      stillMetersPerSecond: await settings.get('coverage.stillMetersPerSecond'),
    },
    section: {
      passingBySeconds: await settings.get('coverage.passingBySeconds'),
    },
    presence: {
      courtyardMeters: await settings.get('presence.courtyardMeters'),
      effectiveStaySeconds: await settings.get('hotspots.effectiveStaySeconds'),
    },
    severity: {
      riskWeight: await settings.get('severity.riskWeight'),
      waitWeight: await settings.get('severity.waitingWeight'),
      sizeWeight: await settings.get('severity.sizeWeight'),
      longestWaitHours: await settings.get('severity.longestWaitHours'),
    },
    riskRadiusMeters: await settings.get('severity.riskRadiusMeters'),
    riskWeeks: await settings.get('severity.riskWeeks'),
  }
}
