import type { MessagePort } from 'node:worker_threads'
import * as tasks from './tasks.ts'

export interface Job {
  name: keyof typeof tasks
  /** The arguments of the task, copied into the worker. */
  input: unknown[]
  /** Progress goes out here. */
  port: MessagePort
}

/** Where a worker thread begins. A task gets, after its arguments, a function to which it tells its progress from 0 to 1. */
export default function work({ name, input, port }: Job): unknown {
  const task = tasks[name] as (...input: unknown[]) => unknown
  return task(...input, (share: number) => port.postMessage(share))
}
