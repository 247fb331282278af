import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { nodeArgumentsFor } from './node-arguments.ts'
import type { Report } from './report.ts'
import type * as tasks from './tasks.ts'
import type { Job } from './worker.ts'

type Tasks = typeof tasks

/** How far somebody who waits wants to hear, and when nobody waits any more. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined
  /** Told the share that is done, 0 to 1. */
  readonly report?: Report | undefined
}

type InputOf<Task> = Task extends (...input: infer Input) => unknown
  ? Input extends [...infer Given, Report?]
    ? Given
    : Input
  : never

const entry = fileURLToPath(import.meta.url).replace(/compute\.(ts|js)$/, 'worker.$1')
let pool: Piscina<Job> | undefined

/** The threads of this process, begun when first needed and ended when idle. */
function threads(): Piscina<Job> {
  return (pool ??= new Piscina<Job>({
    filename: entry,
    execArgv: nodeArgumentsFor(entry),
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: 60_000,
  }))
}

/**
 * Runs a task of `tasks.ts` in a worker thread, so that the server goes on answering.
 * @throws what the task throws; an `AbortError` once the signal says that nobody waits, which ends the thread
 */
export async function compute<Name extends keyof Tasks>(
  name: Name,
  input: InputOf<Tasks[Name]>,
  { signal, report }: Waiting = {},
): Promise<Awaited<ReturnType<Tasks[Name]>>> {
  const { port1, port2 } = new MessageChannel()
  if (report) port1.on('message', report)
  try {
    return (await threads().run({ name, input, port: port2 }, { signal, transferList: [port2] })) as Awaited<
      ReturnType<Tasks[Name]>
    >
  } finally {
    port1.close()
  }
}
