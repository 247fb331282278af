/** One drawn layer with the band it belongs to: areas lie under lines, lines under points, whatever the order. */
interface Ordered {
  name: string
  band: string
}

/**
 * Moves a layer among those of its band, the only ones it can lie over or under.
 * @param drawn bottom to top
 * @param fromTop its new place in the band, 0 for the topmost; beyond the ends means at the end
 */
export function movedInBand<Layer extends Ordered>(
  drawn: readonly Layer[],
  name: string,
  fromTop: number,
): Layer[] {
  const moved = drawn.find((layer) => layer.name === name)
  if (!moved) return [...drawn]
  const others = drawn.filter(({ band }) => band === moved.band).filter((layer) => layer !== moved)
  const place = others.length - Math.min(others.length, Math.max(0, fromTop))
  const band = others.toSpliced(place, 0, moved)
  // The places of the band stay its own; only who stands in them changes.
  return drawn.map((layer) => (layer.band === moved.band ? band.shift()! : layer))
}
