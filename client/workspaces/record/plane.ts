/** Axes of the WGS84 ellipsoid. */
const SEMI_MAJOR_METERS = 6_378_137
const ECCENTRICITY_SQUARED = 0.00669437999014

export interface PlacePoint {
  lon: number
  lat: number
}

/** Metres east and north of a place: within a district as exact as a fix. */
export class LocalPlane {
  readonly #origin: PlacePoint
  readonly #east: number
  readonly #north: number

  constructor(origin: PlacePoint) {
    this.#origin = origin
    const latitude = (origin.lat * Math.PI) / 180
    const shrink = 1 - ECCENTRICITY_SQUARED * Math.sin(latitude) ** 2
    const perRadian = SEMI_MAJOR_METERS / Math.sqrt(shrink)
    this.#east = (perRadian * Math.cos(latitude) * Math.PI) / 180
    this.#north = ((perRadian * (1 - ECCENTRICITY_SQUARED)) / shrink / 180) * Math.PI
  }

  metersOf({ lon, lat }: PlacePoint): [x: number, y: number] {
    return [(lon - this.#origin.lon) * this.#east, (lat - this.#origin.lat) * this.#north]
  }

  placeOf(x: number, y: number): [lon: number, lat: number] {
    return [this.#origin.lon + x / this.#east, this.#origin.lat + y / this.#north]
  }
}
