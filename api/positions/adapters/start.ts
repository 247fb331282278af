import type { ApiContext } from '../../http/context.ts'
import { PositionDesk } from '../receive.ts'
import { Jt808Server } from './jt808-server.ts'
import { MqttReceiver } from './mqtt.ts'

/**
 * Starts the ways in that the environment switches on: an MQTT broker, vehicle terminals.
 *
 * @returns a function that ends them
 * @throws when the port of the terminals is taken
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
    const port = await server.listen(environment.jt808.port, environment.jt808.host)
    log.info({ port }, 'vehicle terminals (JT/T 808) are served')
    running.push(server)
  }
  return async () => {
    for (const one of running) await one.close()
  }
}
