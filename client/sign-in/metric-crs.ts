/**
 * A metric system for a place: in China the 3-degree Gauss-Krüger zone of CGCS2000 (EPSG:4534-4554, without the zone number in the easting),
 * elsewhere the UTM zone of WGS84.
 */
export function suggestMetricCrs(longitude: number, latitude: number): number {
  const meridian = Math.round(longitude / 3) * 3
  const inChina = meridian >= 75 && meridian <= 135 && latitude > 15 && latitude < 55
  if (inChina) return 4534 + (meridian - 75) / 3
  const zone = Math.floor((longitude + 180) / 6) + 1
  return (latitude >= 0 ? 32600 : 32700) + zone
}
