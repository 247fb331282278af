import { send } from './api.ts'

/**
 * Saves what an address answers, its words in the language of the screen (a plain link would take the browser's).
 * @param usualName where the answer names none
 * @returns the file's name
 * @throws {ApiError}
 */
export async function saveFile(address: string, usualName: string): Promise<string> {
  return saveResponse(await send(address), usualName)
}

/** Saves an answer that is there. @returns the file's name */
export async function saveResponse(response: Response, usualName: string): Promise<string> {
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
