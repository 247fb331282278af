import { send } from '../../api.ts'

/**
 * Saves the rejected rows as CSV, the reasons in the language of the screen.
 * @throws {ApiError}
 */
export async function saveRejectedRows({ id, fileName }: { id: number; fileName: string }): Promise<void> {
  const response = await send(`/api/v1/imports/${id}/rejected.csv`)
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = `${fileName.replace(/\.[^.]+$/, '')}-rejected.csv`
  link.click()
  URL.revokeObjectURL(address)
}
