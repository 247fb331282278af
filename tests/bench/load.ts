import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadOrder, LoadReport } from './load-client.ts'

/** Answers a second that a server on loopback gives to a client in a process of its own. Throws at the first answer that is not 200. */
export async function answersPerSecond(
  order: Pick<LoadOrder, 'port' | 'paths'> & Partial<LoadOrder>,
): Promise<{ answersPerSecond: number; bytesPerAnswer: number }> {
  const client = fork(fileURLToPath(new URL('load-client.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
  })
  const full: LoadOrder = { headers: {}, connections: 32, warmUpSeconds: 2, seconds: 5, ...order }
  client.send(full)
  const [report] = (await once(client, 'message')) as [LoadReport]
  if ('failure' in report) throw new Error(report.failure)
  return report
}
