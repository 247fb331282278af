import { url } from './url.svelte.ts'

export interface View {
  zoom: number
  latitude: number
  longitude: number
  bearing: number
}

/** The map's view in the URL, `m=zoom/latitude/longitude[/bearing]`, readable and short. */
class ViewState {
  #current = $derived.by((): View | null => {
    const [zoom, latitude, longitude, bearing = 0] = (url.get('m') ?? '').split('/').map(Number)
    if (zoom === undefined || latitude === undefined || longitude === undefined) return null
    if (![zoom, latitude, longitude, bearing].every(Number.isFinite)) return null
    if (Math.abs(latitude) > 85 || Math.abs(longitude) > 180) return null
    return { zoom, latitude, longitude, bearing }
  })

  get current(): View | null {
    return this.#current
  }

  write({ zoom, latitude, longitude, bearing }: View): void {
    const turned = Math.abs(bearing) >= 0.5 ? `/${bearing.toFixed(0)}` : ''
    url.set(
      { m: `${zoom.toFixed(2)}/${latitude.toFixed(5)}/${longitude.toFixed(5)}${turned}` },
      { replace: true },
    )
  }
}

export const view = new ViewState()
