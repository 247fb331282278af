import proj4 from 'proj4'

/** The defaults of this file. A 3-degree belt distorts lengths by less than 1:8000 anywhere in it, so it is the first choice in China. */
export const defaults = {
  /** Longitudes (degrees) served by the CGCS2000 3-degree belts; outside, a UTM zone is suggested. */
  gaussKrugerWest: 73.5,
  gaussKrugerEast: 136.5,
}

export interface MetricProjection {
  readonly epsg: number
  /** The definition in PROJ's words. */
  readonly definition: string
  /** Longitude and latitude in degrees to easting and northing in metres. */
  forward(lon: number, lat: number): [x: number, y: number]
  /** Easting and northing in metres to longitude and latitude in degrees. */
  inverse(x: number, y: number): [lon: number, lat: number]
}

const projections = new Map<number, MetricProjection>()

/**
 * The projection of a metric coordinate reference system. Known are UTM north (EPSG 32601-32660) and south (32701-32760), and the CGCS2000
 * 3-degree Gauss-Kruger belts with the zone number before the easting (4513-4533, central meridians 75° to 135°)
 * and without it (4534-4554). CGCS2000 and WGS84 are taken as equal, which holds to about a decimetre.
 *
 * @throws RangeError for any other code.
 */
export function metricProjection(epsg: number): MetricProjection {
  const known = projections.get(epsg)
  if (known) return known
  const definition = projectionDefinition(epsg)
  const converter = proj4(definition)
  const projection: MetricProjection = {
    epsg,
    definition,
    forward(lon, lat) {
      const point = converter.forward([lon, lat])
      return [point[0]!, point[1]!]
    },
    inverse(x, y) {
      const point = converter.inverse([x, y])
      return [point[0]!, point[1]!]
    },
  }
  projections.set(epsg, projection)
  return projection
}

/** Whether `metricProjection` knows the code. */
export function isMetricCrs(epsg: number): boolean {
  return (
    Number.isInteger(epsg) &&
    (between(epsg, 32601, 32660) || between(epsg, 32701, 32760) || between(epsg, 4513, 4554))
  )
}

/**
 * The metric system that fits a place best: the CGCS2000 3-degree belt without zone prefix within China's longitudes, else the UTM zone.
 *
 * @param lon degrees east, -180 to 180.
 * @param lat degrees north; only its sign matters, and only for UTM.
 * @throws RangeError when the longitude is not a number from -180 to 180.
 */
export function suggestMetricCrs(lon: number, lat = 0): number {
  if (!(lon >= -180 && lon <= 180)) throw new RangeError(`longitude out of range: ${lon}`)
  if (lat >= 0 && lon >= defaults.gaussKrugerWest && lon < defaults.gaussKrugerEast) {
    return 4534 + Math.round(lon / 3) - 25
  }
  const zone = Math.min(60, Math.floor((lon + 180) / 6) + 1)
  return (lat < 0 ? 32700 : 32600) + zone
}

function projectionDefinition(epsg: number): string {
  if (!isMetricCrs(epsg)) {
    throw new RangeError(
      `EPSG:${epsg} is not a metric system known here: use UTM (32601-32660, 32701-32760) or CGCS2000 3-degree Gauss-Kruger (4513-4554)`,
    )
  }
  if (epsg >= 32700) return `+proj=utm +zone=${epsg - 32700} +south +datum=WGS84 +units=m +no_defs`
  if (epsg >= 32600) return `+proj=utm +zone=${epsg - 32600} +datum=WGS84 +units=m +no_defs`
  const withPrefix = epsg <= 4533
  const zone = epsg - (withPrefix ? 4513 : 4534) + 25
  const falseEasting = (withPrefix ? zone * 1_000_000 : 0) + 500_000
  return `+proj=tmerc +lat_0=0 +lon_0=${zone * 3} +k=1 +x_0=${falseEasting} +y_0=0 +ellps=GRS80 +units=m +no_defs`
}

function between(value: number, low: number, high: number): boolean {
  return value >= low && value <= high
}
