import type { PlannedRouteRow } from './queries.ts'

/** Planned routes as GeoJSON (RFC 7946). */
export function routesAsGeojson(routes: readonly PlannedRouteRow[]) {
  return {
    type: 'FeatureCollection' as const,
    features: routes.map(({ geometry, ...properties }) => ({
      type: 'Feature' as const,
      geometry,
      properties,
    })),
  }
}

/**
 * Planned routes as GPX 1.1, each a track without times: what devices draw as it is. A GPX route has turn points instead, between which they look for
 * a way of their own.
 */
export function routesAsGpx(routes: readonly PlannedRouteRow[]): string {
  const tracks = routes.map(({ code, name, kind, geometry }) => {
    const points = geometry.coordinates.map(([lon, lat]) => `      <trkpt lat="${lat}" lon="${lon}"/>`)
    return [
      '  <trk>',
      `    <name>${escaped(`${code} ${name}`)}</name>`,
      `    <type>${kind}</type>`,
      '    <trkseg>',
      ...points,
      '    </trkseg>',
      '  </trk>',
    ].join('\n')
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gpx version="1.1" creator="Xunge" xmlns="http://www.topografix.com/GPX/1/1">',
    ...tracks,
    '</gpx>',
    '',
  ].join('\n')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character]!)
}
