export interface ServerEvent {
  name: string
  data: string
}

/** Splits the text of a stream of server-sent events, however it is cut into chunks, into its events. Comments and unfinished events are left out. */
export class EventReader {
  #rest = ''

  /** The events that the chunk completes. */
  take(chunk: string): ServerEvent[] {
    const blocks = (this.#rest + chunk).replaceAll('\r\n', '\n').split('\n\n')
    this.#rest = blocks.pop() ?? ''
    return blocks.flatMap((block) => {
      const lines = block.split('\n')
      const valuesOf = (field: string) =>
        lines.flatMap((line) =>
          line.startsWith(`${field}:`) ? [line.slice(field.length + 1).replace(/^ /, '')] : [],
        )
      const data = valuesOf('data')
      return data.length === 0 ? [] : [{ name: valuesOf('event').at(-1) ?? 'message', data: data.join('\n') }]
    })
  }
}

/** The events of an answer as they come. Read by `fetch`, which unlike `EventSource` says why a stream was refused. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  const events = new EventReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield* events.take(value)
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}
