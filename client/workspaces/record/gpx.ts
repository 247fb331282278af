import type { DeviceFix } from './outing.ts'

export interface GpxTrack {
  /** By time, no two at the same; the first of each segment breaks the track. */
  fixes: DeviceFix[]
  untimedCount: number
}

/** @returns null when it is no GPX with a track; names and descriptions are not read */
export function readGpx(content: string): GpxTrack | null {
  if (/<!(DOCTYPE|ENTITY)/i.test(content)) return null
  const xml = new DOMParser().parseFromString(content, 'application/xml')
  if (xml.querySelector('parsererror') || xml.documentElement.localName !== 'gpx') return null
  const segments = [...xml.getElementsByTagNameNS('*', 'trkseg')]
  if (segments.length === 0) return null
  const fixes: DeviceFix[] = []
  let untimedCount = 0
  for (const segment of segments) {
    let resumed = fixes.length > 0
    for (const point of segment.getElementsByTagNameNS('*', 'trkpt')) {
      const time = Date.parse(textOf(point, 'time') ?? '')
      if (Number.isNaN(time)) {
        untimedCount++
        continue
      }
      const speed = Number(textOf(point, 'speed') ?? NaN)
      fixes.push({
        time,
        lon: Number(point.getAttribute('lon') ?? NaN),
        lat: Number(point.getAttribute('lat') ?? NaN),
        accuracy: null,
        speed: Number.isFinite(speed) ? speed : null,
        bearing: null,
        resumed,
      })
      resumed = false
    }
  }
  fixes.sort((a, b) => a.time - b.time)
  return { fixes: fixes.filter((fix, i) => fix.time !== fixes[i - 1]?.time), untimedCount }
}

function textOf(point: Element, name: string): string | null {
  return point.getElementsByTagNameNS('*', name)[0]?.textContent ?? null
}

/** The same file has the same number, so that loading it twice is loading it once. */
export function gpxKey(unit: string, fixes: readonly DeviceFix[]): string {
  return `gpx-${unit}-${fixes[0]!.time.toString(36)}-${fixes.at(-1)!.time.toString(36)}`.slice(0, 60)
}
