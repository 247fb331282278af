interface Step {
  fromLon: number
  fromLat: number
  lon: number
  lat: number
  startedMilliseconds: number
}

/** A unit glides to its next place in this time; a place further away than this many degrees it takes at once. */
const GLIDE_MS = 900
const FAR_DEGREES = 0.01

/** Where units are drawn while they glide from one position to the next. */
export class MovingPlaces {
  readonly #steps = new Map<number, Step>()
  readonly #gliding: boolean

  /** @param gliding false where the system asks for no motion */
  constructor(gliding: boolean) {
    this.#gliding = gliding
  }

  move(id: number, lon: number, lat: number, nowMilliseconds: number): void {
    const before = this.at(id, nowMilliseconds)
    if (before?.[0] === lon && before[1] === lat) return
    const isNear =
      before && Math.abs(before[0] - lon) < FAR_DEGREES && Math.abs(before[1] - lat) < FAR_DEGREES
    const [fromLon, fromLat] = this.#gliding && isNear ? before : [lon, lat]
    this.#steps.set(id, { fromLon, fromLat, lon, lat, startedMilliseconds: nowMilliseconds })
  }

  keepOnly(ids: ReadonlySet<number>): void {
    for (const id of this.#steps.keys()) if (!ids.has(id)) this.#steps.delete(id)
  }

  at(id: number, nowMilliseconds: number): [lon: number, lat: number] | null {
    const step = this.#steps.get(id)
    if (!step) return null
    const share = Math.min(1, (nowMilliseconds - step.startedMilliseconds) / GLIDE_MS)
    return [
      step.fromLon + (step.lon - step.fromLon) * share,
      step.fromLat + (step.lat - step.fromLat) * share,
    ]
  }

  /** Whether some unit is still under way. */
  isGliding(nowMilliseconds: number): boolean {
    for (const { startedMilliseconds, fromLon, lon, fromLat, lat } of this.#steps.values()) {
      if (nowMilliseconds - startedMilliseconds < GLIDE_MS && (fromLon !== lon || fromLat !== lat))
        return true
    }
    return false
  }
}
