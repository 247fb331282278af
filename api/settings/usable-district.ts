import { IANAZone } from 'luxon'
import { metricProjection } from '../geometry/metric-projection.ts'
import { invalidInput } from '../http/problem.ts'

/**
 * Checks what a schema cannot: the order of the extent's edges, the time zone, the metric CRS.
 * @param prefix name of the field that holds the district, with its dot, or empty
 * @throws invalid-input that names the field and the remedy
 */
export function requireUsableDistrict(
  district: { extent: [number, number, number, number]; timeZone: string; metricCrs: number },
  prefix = '',
): void {
  const [west, south, east, north] = district.extent
  if (west >= east || south >= north) {
    throw invalidInput(`${prefix}extent`, {
      zh: '范围须为 西,南,东,北,且西小于东、南小于北',
      en: 'The extent is west, south, east, north with west < east and south < north',
    })
  }
  if (!IANAZone.isValidZone(district.timeZone)) {
    throw invalidInput(`${prefix}timeZone`, {
      zh: '时区不存在，例如 Asia/Shanghai',
      en: 'Unknown time zone; use for example Asia/Shanghai',
    })
  }
  try {
    metricProjection(district.metricCrs)
  } catch {
    throw invalidInput(`${prefix}metricCrs`, {
      zh: '请使用 UTM（326xx、327xx）或 CGCS2000 高斯-克吕格（4513-4554）的 EPSG 代码',
      en: 'Use the EPSG code of a UTM zone (326xx, 327xx) or a CGCS2000 Gauss-Kruger zone (4513-4554)',
    })
  }
}
