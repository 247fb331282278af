import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const requireAll = process.env['REQUIRE_ALL'] === '1'

/** The broker's program, where it is installed. CI sets REQUIRE_ALL: leaving it out is a failure there. */
export function findMosquitto(): string | undefined {
  const folders = ['/usr/sbin', '/usr/local/sbin', ...(process.env['PATH'] ?? '').split(delimiter)]
  const found = folders.map((folder) => join(folder, 'mosquitto')).find((file) => existsSync(file))
  if (found === undefined && requireAll) throw new Error('REQUIRE_ALL=1 but mosquitto is not installed')
  return found
}

export interface Broker {
  url: string
  stop(): Promise<void>
}

/** A broker of one's own on a free port (or the given one, to come back), open to everybody on this machine. */
export async function startBroker(program: string, port?: number): Promise<Broker & { port: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'xunge-mosquitto-'))
  const chosen = port ?? (await freePort())
  const config = join(folder, 'mosquitto.conf')
  await writeFile(
    config,
    `listener ${chosen} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n`,
  )
  const child = spawn(program, ['-c', config], { stdio: 'ignore' })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const url = `mqtt://127.0.0.1:${chosen}`
  await listening(chosen)
  return {
    url,
    port: chosen,
    stop: async () => {
      child.kill()
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function listening(port: number): Promise<void> {
  for (let tries = 1; ; tries++) {
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (reached) return
    if (tries === 100) throw new Error(`mosquitto does not listen on port ${port}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
