import { untrack } from 'svelte'
import type { LiveUnit } from '../../../api/live/contract.ts'
import * as words from '../../i18n/live.ts'
import { text } from '../../i18n/text.ts'
import { mapState } from '../../map/map.svelte.ts'
import { type Palette, PALETTES } from '../../map/palette.ts'
import { legendBlocks, scene } from '../../map/scene.svelte.ts'
import { selection } from '../../state/selection.svelte.ts'
import { session } from '../../state/session.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import { live } from './live.svelte.ts'
import { MovingPlaces } from './moving-places.ts'
import { playback } from './playback.svelte.ts'
import { trailBands } from './trail-bands.ts'
import { drawUnit, isVehicle } from './unit-symbols.ts'
import { type PicturedTrail, type PicturedUnit, UnitsPicture } from './units-picture.ts'
import { stateWords } from './unit-words.ts'

/** Units are given to the map so often while they glide: the more, the seldomer. */
const drawEveryMs = (count: number) => (count <= 60 ? 50 : count <= 300 ? 120 : 300)
const TRAILS_EVERY_MS = 2000
const PLAYED_EVERY_MS = 60
/** With more units only the trail of the selected one is drawn. */
const MOST_TRAILS = 80

/** Draws what the live workspace shows, now or in playback, for as long as it is open. */
class UnitsMap {
  readonly #picture = new UnitsPicture()
  #places = new MovingPlaces(true)
  #following = $state<number | null>(null)
  #dirty = true
  #drawnAt = 0
  #trailsAt = 0

  #selectedId = $derived(selection.current?.layer === 'patrol-units' ? selection.current.id : null)
  #followed = $derived(this.#following === null ? null : (live.unit(this.#following) ?? null))

  constructor() {
    $effect.root(() => {
      $effect(() => this.#contribute())
      $effect(() => this.#run())
      $effect(() => this.#follow())
    })
  }

  get following(): number | null {
    return this.#following
  }

  /** Keeps a unit in the middle until the map is moved by hand, or the same is asked again. */
  follow(id: number): void {
    this.#following = this.#following === id ? null : id
  }

  #contribute(): (() => void) | undefined {
    if (!live.isOpen) return
    const palette = PALETTES[theme.current]
    const t = text(words)
    scene.put('live', this.#picture.contribution(palette))
    const entry = (state: LiveUnit['state'], square = false) =>
      drawUnit({ sign: t.signs.police, state, isVehicle: square }, palette).toDataURL()
    legendBlocks.put('live', {
      title: t.legend.title,
      note: t.legend.note,
      entries: [
        { label: t.legend.moving, picture: entry('moving'), color: palette.track, shape: 'point' },
        { label: t.states.staying, picture: entry('staying'), color: palette.track, shape: 'point' },
        { label: t.states.silent, picture: entry('silent'), color: palette.missed, shape: 'point' },
        { label: t.states.ended, picture: entry('ended'), color: palette.notRequired, shape: 'point' },
        { label: t.legend.vehicle, picture: entry('moving', true), color: palette.track, shape: 'point' },
      ],
    })
    this.#dirty = true
    return () => {
      scene.put('live', null)
      legendBlocks.put('live', null)
    }
  }

  #run(): (() => void) | undefined {
    const map = mapState.instance
    if (!live.isOpen || !map) return
    const palette = PALETTES[theme.current]
    const isBack = live.mode === 'playback'
    // What they depend on marks the picture as outdated; the next frame draws.
    $effect(() => {
      void [
        live.shownUnits,
        live.points,
        this.#selectedId,
        playback.seconds,
        playback.trailMinutes,
        text(words),
      ]
      this.#dirty = true
    })
    untrack(() => {
      this.#places = new MovingPlaces(!matchMedia('(prefers-reduced-motion: reduce)').matches)
      this.#dirty = true
    })
    let frame = 0
    let before = performance.now()
    const step = (now: number) => {
      frame = requestAnimationFrame(step)
      if (!map.getSource('live-units')) return
      if (isBack) {
        if (now - before < PLAYED_EVERY_MS) return
        playback.advance(now - before)
        if (this.#dirty) this.#drawPlayed(map, palette)
        before = now
      } else this.#drawLive(map, palette, now)
    }
    frame = requestAnimationFrame(step)
    return () => cancelAnimationFrame(frame)
  }

  #drawLive(map: NonNullable<typeof mapState.instance>, palette: Palette, now: number): void {
    const units = live.shownUnits
    const isDue = now - this.#drawnAt >= drawEveryMs(units.length)
    if (!isDue || !(this.#dirty || this.#places.isGliding(this.#drawnAt))) return
    if (this.#dirty) {
      for (const { id, lon, lat } of units) this.#places.move(id, lon, lat, now)
      this.#places.keepOnly(new Set(units.map(({ id }) => id)))
      this.#picture.showPoints(map, live.points ?? [])
    }
    const pictured = units.map((unit): PicturedUnit => {
      const [lon, lat] = this.#places.at(unit.id, now)!
      return { ...signOf(unit), ...unit, lon, lat, detail: stateWords(unit, live.now) }
    })
    this.#picture.showUnits(map, pictured, this.#selectedId, palette)
    if (now - this.#trailsAt >= TRAILS_EVERY_MS || (this.#dirty && units.length <= MOST_TRAILS)) {
      this.#picture.showTrails(map, this.#liveTrails(units), palette)
      this.#trailsAt = now
    }
    this.#drawnAt = now
    this.#dirty = false
  }

  #liveTrails(units: readonly LiveUnit[]): PicturedTrail[] {
    const nowSeconds = session.now().getTime() / 1000
    const drawn = units.length <= MOST_TRAILS ? units : units.filter(({ id }) => id === this.#selectedId)
    return drawn.map(({ id, state }) => ({
      state,
      bands: trailBands(live.trails.runsOf(id), nowSeconds, live.trails.seconds),
    }))
  }

  #drawPlayed(map: NonNullable<typeof mapState.instance>, palette: Palette): void {
    const t = text(words)
    const present = playback.present
    const units = present.map(({ outing, place, lastPlace }): PicturedUnit => {
      const state = place === null ? 'silent' : place.bearing === null ? 'staying' : 'moving'
      const { unit, mode } = outing
      const { lon, lat, bearing } = place ?? lastPlace
      return {
        id: unit.id,
        code: unit.code,
        state,
        sign: t.signs[unit.forceType as keyof typeof t.signs] ?? '?',
        isVehicle: isVehicle(mode),
        detail: place === null ? t.playback.hole : t.modes[mode],
        lon,
        lat,
        bearing,
      }
    })
    this.#picture.showUnits(map, units, this.#selectedId, palette)
    const trails = present.map(({ outing, place }): PicturedTrail => ({
      state: place === null ? 'silent' : 'moving',
      bands: trailBands(outing.runs, playback.seconds, playback.trailMinutes * 60),
    }))
    this.#picture.showTrails(map, trails, palette)
    this.#picture.showPoints(map, [])
    this.#dirty = false
  }

  #follow(): (() => void) | undefined {
    const map = mapState.instance
    if (this.#following === null || !map || !live.isOpen) return
    const unit = this.#followed
    if (!unit) {
      this.#following = null
      return
    }
    untrack(() => {
      const { padding } = mapState
      map.easeTo({
        center: [unit.lon, unit.lat],
        zoom: Math.max(map.getZoom(), 15),
        offset: [(padding.left - padding.right) / 2, (padding.top - padding.bottom) / 2],
        duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 900,
      })
    })
    const stop = () => (this.#following = null)
    map.on('dragstart', stop)
    return () => map.off('dragstart', stop)
  }
}

function signOf({ forceType, state, mode }: LiveUnit) {
  return { sign: text(words).signs[forceType], state, isVehicle: isVehicle(mode) }
}

export const unitsMap = new UnitsMap()
