type Corner = [longitude: number, latitude: number]

/** What an overlay shows as a picture, for a second map such as the one on paper; deck.gl itself only knows the texture. */
interface OverlayPicture {
  image: ImageData
  /** Clockwise from the south-west. */
  corners: [Corner, Corner, Corner, Corner]
}

const pictures = new Map<string, OverlayPicture>()

/** Said by who puts a picture on the overlay, or takes it away (null). */
export function keepPicture(name: string, picture: OverlayPicture | null): void {
  if (picture) pictures.set(name, picture)
  else pictures.delete(name)
}

export function keptPictures(): readonly [string, OverlayPicture][] {
  return [...pictures]
}
