import { t } from '../../i18n/index.ts'
import { mapState } from '../../map/map.svelte.ts'
import { session } from '../../state/session.svelte.ts'
import type { BoundingBox } from '../../state/viewer.ts'
import { toasts } from '../../ui/toasts.svelte.ts'

export interface Fix {
  longitude: number
  latitude: number
  accuracyMeters: number
}

/** `seeking` until the first fix; `following` keeps it in the middle; `shown` after the map was dragged away from it. */
type Status = 'off' | 'seeking' | 'following' | 'shown'

const METERS_PER_DEGREE = 111_320
/** As near as the map goes to a good fix. */
const NEAREST_ZOOM = 16.5

function boxAround({ longitude, latitude, accuracyMeters }: Fix): BoundingBox {
  const north = accuracyMeters / METERS_PER_DEGREE
  const east = north / Math.cos((latitude * Math.PI) / 180)
  return [longitude - east, latitude - north, longitude + east, latitude + north]
}

function isInDistrict({ longitude, latitude }: Fix): boolean {
  const [west, south, east, north] = session.viewer.district.extent
  return longitude >= west && longitude <= east && latitude >= south && latitude <= north
}

/** Where this device is: drawn on this screen only and sent nowhere. */
class PositionState {
  #status = $state<Status>('off')
  #fix = $state.raw<Fix | null>(null)
  #watch: number | null = null

  get status(): Status {
    return this.#status
  }

  get fix(): Fix | null {
    return this.#fix
  }

  /** Shows and follows; once more while following ends it; after the map was dragged away, follows again. */
  press(): void {
    if (this.#status === 'off') this.#start()
    else if (this.#status === 'shown' && this.#fix) {
      this.#status = 'following'
      this.#goThere(this.#fix)
    } else this.stop()
  }

  stop(): void {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch)
    this.#watch = null
    mapState.instance?.off('dragstart', this.#letGo)
    this.#status = 'off'
    this.#fix = null
  }

  #start(): void {
    if (!isSecureContext || !('geolocation' in navigator)) return toasts.problem(t.map.locateInsecure)
    this.#status = 'seeking'
    mapState.instance?.on('dragstart', this.#letGo)
    this.#watch = navigator.geolocation.watchPosition(
      ({ coords }) =>
        this.#take({
          longitude: coords.longitude,
          latitude: coords.latitude,
          accuracyMeters: coords.accuracy,
        }),
      (error) => this.#fail(error),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 },
    )
  }

  #take(fix: Fix): void {
    if (!isInDistrict(fix) && this.#status !== 'shown') {
      this.stop()
      return toasts.problem(t.map.locateFar)
    }
    this.#fix = fix
    const isFirst = this.#status === 'seeking'
    if (isFirst) this.#status = 'following'
    if (this.#status !== 'following') return
    if (isFirst) this.#goThere(fix)
    else mapState.flyTo(fix.longitude, fix.latitude, { minZoom: 0 })
  }

  #fail({ code }: GeolocationPositionError): void {
    // A device that is lost for a moment stays where it was seen last.
    if (this.#fix && code !== GeolocationPositionError.PERMISSION_DENIED) return
    this.stop()
    toasts.problem(
      code === GeolocationPositionError.PERMISSION_DENIED ? t.map.locateDenied : t.map.locateUnknown,
    )
  }

  #goThere(fix: Fix): void {
    mapState.flyToBounds(boxAround(fix), { maxZoom: NEAREST_ZOOM })
  }

  readonly #letGo = (): void => {
    if (this.#status === 'following') this.#status = 'shown'
  }
}

export const position = new PositionState()
