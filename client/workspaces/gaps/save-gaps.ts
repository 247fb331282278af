import { addressOf, send } from '../../api.ts'

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

/**
 * Saves what an address answers, its words in the language of the screen (a plain link would take the browser's).
 * @param usualName where the answer names none
 * @returns the file's name
 * @throws {ApiError}
 */
export async function saveFile(address: string, usualName: string): Promise<string> {
  const response = await send(address)
  const name =
    /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? usualName
  const blob = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = blob
  link.download = name
  link.click()
  URL.revokeObjectURL(blob)
  return name
}
