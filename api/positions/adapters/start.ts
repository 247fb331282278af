import { StartError } from '../../database/start-errors.ts'
import type { ApiContext } from '../../http/context.ts'
import { PositionDesk } from '../receive.ts'
import { Jt808Server } from './jt808-server.ts'
import { MqttReceiver } from './mqtt.ts'

/**
 * Starts the ways in that the environment switches on: an MQTT broker, vehicle terminals.
 *
 * @returns a function that ends them
 * @throws StartError when terminals cannot be served at the given port
 */
export async function startPositionAdapters(context: ApiContext): Promise<() => Promise<void>> {
  const { database, environment, log } = context
  const desk = new PositionDesk(context)
  const running: { close(): Promise<void> }[] = []
  if (environment.mqtt) {
    const receiver = new MqttReceiver(environment.mqtt, { database, desk, log })
    receiver.start()
    running.push(receiver)
  }
  if (environment.jt808) {
    const server = new Jt808Server({ database, desk, log })
    const { port, host } = environment.jt808
    await server.listen(port, host).catch((error: unknown) => {
      throw cannotListen(port, host, error)
    })
    log.info({ port }, 'vehicle terminals (JT/T 808) are served')
    running.push(server)
  }
  return async () => {
    for (const one of running) await one.close()
  }
}

function cannotListen(port: number, host: string, error: unknown): StartError {
  const reason = error instanceof Error ? error.message : String(error)
  return new StartError(
    `无法在 ${host} 的端口 ${port} 接入车载终端（${reason}）：请更改 JT808_PORT 或 JT808_HOST，或去掉它们。`,
    `Vehicle terminals cannot be served at port ${port} of ${host} (${reason}): change JT808_PORT or JT808_HOST, or remove them.`,
  )
}
