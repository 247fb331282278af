import { PGlite } from '@electric-sql/pglite'
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EmbeddedServer, type EmbeddedAddress } from './embedded-server.ts'
import { spatialExtension } from './spatial-extension.ts'

/** What the parent asks of the child: a question of life, or a clean end. */
export type ToEmbedded = 'ping' | 'close'

/** What the child tells: it serves (port 0 for a socket file), it lives, or why it cannot open the folder. */
export type FromEmbedded = { ready: number } | 'pong' | { failed: string }

/** How the child is started (JSON in its first argument). */
export interface EmbeddedTask {
  /** The engine's data folder, made if missing. */
  folder: string
  /** Where the engine's lighter PostGIS bundle is kept. */
  bundle: string
  address: EmbeddedAddress
}

/** After SIGTERM the parent is given this long to finish its requests and ask for the end itself. */
const patienceMilliseconds = 5_000

function tell(message: FromEmbedded): void {
  process.send?.(message)
}

async function main(task: EmbeddedTask): Promise<void> {
  // Ctrl+C reaches the whole process group: the parent ends first and says so.
  process.on('SIGINT', () => undefined)
  let close: () => Promise<void> = async () => undefined
  const end = async (): Promise<void> => {
    await close()
    if ('path' in task.address && !process.connected)
      await rm(dirname(task.address.path), { recursive: true, force: true })
    process.exit(0)
  }
  process.once('disconnect', () => void end())
  process.once('SIGTERM', () => setTimeout(() => void end(), patienceMilliseconds))
  process.on('message', (message: ToEmbedded) => {
    if (message === 'ping') tell('pong')
    else void end()
  })

  const database = await PGlite.create({
    dataDir: task.folder,
    extensions: { postgis: spatialExtension(task.bundle) },
    relaxedDurability: false,
  })
  const server = new EmbeddedServer(database, (error) => {
    console.error('embedded database engine stopped:', error)
    process.exit(1)
  })
  close = async () => {
    close = async () => undefined
    await server.close()
    await database.close()
  }
  tell({ ready: await server.listen(task.address) })
}

main(JSON.parse(process.argv[2] ?? '{}') as EmbeddedTask).catch((error: unknown) => {
  tell({ failed: error instanceof Error ? error.message : String(error) })
  process.exit(1)
})
