import { connect } from 'node:net'

/** What the parent process asks for. */
export interface LoadOrder {
  port: number
  paths: string[]
  headers: Record<string, string>
  connections: number
  warmUpSeconds: number
  seconds: number
}

export type LoadReport = { answersPerSecond: number; bytesPerAnswer: number } | { failure: string }

const headEnd = Buffer.from('\r\n\r\n')

/**
 * Sends the next request of a connection as soon as the answer before it is complete, and counts answers after the warm-up.
 * Plain sockets, since an HTTP client would use up the core that the server needs.
 */
async function load(order: LoadOrder): Promise<LoadReport> {
  const requests = order.paths.map((path) => {
    const lines = Object.entries({ Host: `127.0.0.1:${order.port}`, ...order.headers }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  })
  const countFrom = Date.now() + order.warmUpSeconds * 1000
  const stopAt = countFrom + order.seconds * 1000
  let next = 0
  let answers = 0
  let bytes = 0
  const nextRequest = (): Buffer => requests[next++ % requests.length] ?? headEnd

  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(order.port, '127.0.0.1')
      let waiting: Buffer[] = []
      let waitingBytes = 0
      let expected = -1
      socket.setNoDelay(true)
      socket.once('error', reject)
      socket.once('close', resolve)
      socket.once('connect', () => socket.write(nextRequest()))
      socket.on('data', (data) => {
        waiting.push(data)
        waitingBytes += data.length
        if (expected < 0) {
          const start = Buffer.concat(waiting)
          waiting = [start]
          const end = start.indexOf(headEnd)
          if (end < 0) return
          const head = start.toString('latin1', 0, end)
          const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
          if (!head.startsWith('HTTP/1.1 200') || length === undefined) {
            socket.destroy(new Error(`unexpected answer: ${head.split('\r\n')[0]}`))
            return
          }
          expected = end + headEnd.length + Number(length)
        }
        if (waitingBytes < expected) return
        const now = Date.now()
        if (now >= countFrom && now < stopAt) {
          answers += 1
          bytes += expected
        }
        waiting = []
        waitingBytes = 0
        expected = -1
        if (now >= stopAt) socket.end()
        else socket.write(nextRequest())
      })
    })

  try {
    await Promise.all(Array.from({ length: order.connections }, run))
    return { answersPerSecond: answers / order.seconds, bytesPerAnswer: bytes / Math.max(1, answers) }
  } catch (error) {
    return { failure: String(error) }
  }
}

process.once('message', (order) => {
  void load(order as LoadOrder).then((report) => {
    process.send?.(report, () => process.exit(0))
  })
})
