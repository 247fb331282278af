import { addressOf } from '../../api.ts'
import { saveFile } from '../../save-file.ts'

export type GapFileFormat = 'xlsx' | 'csv' | 'geojson'

/** The address of the file; the same question as the table's. */
export function gapFileAddress(format: GapFileFormat, query: Record<string, string | number>): string {
  return addressOf(`/api/v1/gaps.${format}`, query)
}

/**
 * Saves the gaps as a file.
 * @returns the file's name
 * @throws {ApiError}
 */
export async function saveGaps(
  format: GapFileFormat,
  query: Record<string, string | number>,
): Promise<string> {
  return saveFile(gapFileAddress(format, query), `gaps.${format}`)
}
