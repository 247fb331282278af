import { addressOf, send } from '../../api.ts'

export type GapFileFormat = 'xlsx' | 'csv' | 'geojson'

/** The address of the file; the same question as the table's. */
export function gapFileAddress(format: GapFileFormat, query: Record<string, string | number>): string {
  return addressOf(`/api/v1/gaps.${format}`, query)
}

/**
 * Saves the gaps as a file, its words in the language of the screen (a plain link would take the browser's).
 * @returns the file's name
 * @throws {ApiError}
 */
export async function saveGaps(
  format: GapFileFormat,
  query: Record<string, string | number>,
): Promise<string> {
  const response = await send(gapFileAddress(format, query))
  const name =
    /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? `gaps.${format}`
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
  return name
}
