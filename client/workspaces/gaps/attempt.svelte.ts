import { type AttemptAnswer, readAttempt } from '../../../api/attempts/contract.ts'
import { coverageLayers } from '../../../api/coverage/contract.ts'
import { call } from '../../api.ts'
import * as attemptWords from '../../i18n/attempt.ts'
import { formatDay, formatLength, formatTime } from '../../i18n/format.ts'
import { text } from '../../i18n/text.ts'
import { boundsOf } from '../../map/bounds.ts'
import { mapState } from '../../map/map.svelte.ts'
import { PALETTES } from '../../map/palette.ts'
import { legendBlocks, scene } from '../../map/scene.svelte.ts'
import { selection } from '../../state/selection.svelte.ts'
import { session } from '../../state/session.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import { url } from '../../state/url.svelte.ts'
import { attemptContribution, attemptLegend } from './attempt-map.ts'
import { gaps } from './gaps.svelte.ts'

/** One outing at one time, as the evidence lists it. */
export interface AttemptKey {
  patrolId: number
  from: string
  to: string
}

const SHORT_SECONDS = 240

/**
 * The one attempt that is checked on the map. It is in the URL as `at=<patrol>/<from>/<to>` (seconds since 1970) and belongs to what is
 * selected, so that a link shows a colleague the same piece.
 */
class AttemptState {
  #answer = $state.raw<AttemptAnswer | null>(null)
  #error = $state.raw<unknown>(null)
  #flownTo = ''

  #question = $derived.by(() => {
    const match = /^(\d+)\/(\d+)\/(\d+)$/.exec(url.get('at') ?? '')
    const layer = coverageLayers.find((name) => name === selection.current?.layer)
    if (!match || !layer || session.status !== 'signed-in') return null
    return JSON.stringify([layer, selection.current!.id, ...match.slice(1).map(Number), gaps.toleranceMeters])
  })

  constructor() {
    $effect.root(() => {
      $effect(() => this.#follow())
      $effect(() => this.#draw())
    })
  }

  get answer(): AttemptAnswer | null {
    return this.#question ? this.#answer : null
  }

  get error(): unknown {
    return this.#error
  }

  isOpen({ patrolId, from, to }: AttemptKey): boolean {
    return this.#question !== null && url.get('at') === keyText(patrolId, from, to)
  }

  toggle(key: AttemptKey): void {
    url.set({ at: this.isOpen(key) ? null : keyText(key.patrolId, key.from, key.to) })
  }

  #follow(): (() => void) | undefined {
    this.#answer = null
    this.#error = null
    if (!this.#question) {
      this.#flownTo = ''
      return
    }
    const question = this.#question
    const [layer, id, patrolId, from, to, tolerance] = JSON.parse(question) as [
      (typeof coverageLayers)[number],
      number,
      number,
      number,
      number,
      number | null,
    ]
    const controller = new AbortController()
    call(readAttempt, {
      params: { layer, id, patrolId },
      query: {
        from: new Date(from * 1000).toISOString(),
        to: new Date(to * 1000).toISOString(),
        ...(tolerance === null ? {} : { tolerance }),
      },
      signal: controller.signal,
    })
      .then((answer) => {
        if (controller.signal.aborted) return
        this.#answer = answer
        if (this.#flownTo !== question) fly(answer)
        this.#flownTo = question
      })
      .catch((thrown: unknown) => {
        if (!controller.signal.aborted) this.#error = thrown
      })
    return () => controller.abort()
  }

  #draw(): void {
    const answer = this.#question ? this.#answer : null
    if (!answer) {
      scene.put('attempt', null)
      legendBlocks.put('attempt', null)
      return
    }
    const palette = PALETTES[theme.current]
    const { from, to, toleranceMeters } = answer.attempt
    const isShort = Date.parse(to) - Date.parse(from) < SHORT_SECONDS * 1000
    const timeOf = (at: string) => (isShort ? `${formatTime(at)}:${secondsOf(at)}` : formatTime(at))
    scene.put('attempt', attemptContribution(answer, palette, timeOf))
    const words = text(attemptWords)
    const when = `${formatDay(from)} ${formatTime(from)}–${formatTime(to)}`
    legendBlocks.put(
      'attempt',
      attemptLegend(answer, words, words.legendNote(when), formatLength(toleranceMeters), palette),
    )
  }
}

function keyText(patrolId: number, from: string, to: string): string {
  return [patrolId, Math.floor(Date.parse(from) / 1000), Math.ceil(Date.parse(to) / 1000)].join('/')
}

/** Zones differ by whole minutes. */
function secondsOf(at: string): string {
  return String(Math.floor(Date.parse(at) / 1000) % 60).padStart(2, '0')
}

function fly({ features }: AttemptAnswer): void {
  const bounds = boundsOf({ coordinates: features.map(({ geometry }) => geometry.coordinates) })
  if (bounds) mapState.flyToBounds(bounds, { maxZoom: 18, besideLegend: true })
}

export const attempt = new AttemptState()
