import type { LiveEvents } from '../../api/live/contract.ts'
import { testCity, type TestServer } from './server.ts'

type Event = { [Name in keyof LiveEvents]: { name: Name; data: LiveEvents[Name] } }[keyof LiveEvents]

/** Somebody who has the live picture open. */
export interface Listening {
  /** Everything that came so far. */
  events: Event[]
  /** Waits for the first event of that name, from those not yet taken, that is as wanted. */
  next<Name extends keyof LiveEvents>(
    name: Name,
    isWanted?: (data: LiveEvents[Name]) => boolean,
  ): Promise<LiveEvents[Name]>
  /** Once the server has ended it. */
  ended: Promise<void>
  headers: Headers
  close(): void
}

/** The session cookie of an account. */
export async function cookieOf({ url }: Pick<TestServer, 'url'>, username: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: testCity.password }),
  })
  return answer.headers.get('set-cookie')!.split(';')[0]!
}

/** Opens the stream as a browser would. @throws when it is refused */
export async function listenLive({ url }: Pick<TestServer, 'url'>, cookie: string): Promise<Listening> {
  const controller = new AbortController()
  const response = await fetch(`${url}/api/v1/live`, {
    headers: { cookie, 'accept-encoding': 'gzip' },
    signal: controller.signal,
  })
  if (!response.ok) throw new Error(`refused: ${response.status}`)
  const events: Event[] = []
  let taken = 0
  let wake = () => {}
  const ended = (async () => {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop()!
      for (const block of blocks) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block)!
        events.push({ name, data: JSON.parse(data!) } as Event)
      }
      wake()
    }
  })().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error
  })
  return {
    events,
    ended,
    headers: response.headers,
    next: async (name, isWanted = () => true) => {
      for (;;) {
        while (taken < events.length) {
          const event = events[taken++]!
          if (event.name === name && isWanted(event.data as never)) return event.data as never
        }
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    close: () => controller.abort(),
  }
}
