import type { Position } from 'geojson'

/** Seven decimals of a degree are a centimetre; projected metres are rounded finer than they are measured. */
const keyDecimals = 7

function keyOf(place: Position): string {
  return `${place[0]!.toFixed(keyDecimals)},${place[1]!.toFixed(keyDecimals)}`
}

/**
 * Cuts street lines where they meet, so that each piece runs from junction to junction. A vertex is a junction when some line ends there,
 * or when it has three or more different neighbours. Lines that cross without a common vertex (bridges) do not meet.
 *
 * @returns for each line its pieces in order; a line that needs no cut is its only piece
 */
export function splitAtJunctions(lines: Position[][]): Position[][][] {
  const neighbours = new Map<string, Set<string>>()
  const ends = new Set<string>()
  for (const line of lines) {
    const keys = line.map(keyOf)
    keys.forEach((key, index) => {
      let near = neighbours.get(key)
      if (near === undefined) neighbours.set(key, (near = new Set()))
      if (index > 0) near.add(keys[index - 1]!)
      if (index + 1 < keys.length) near.add(keys[index + 1]!)
    })
    if (keys.length > 0) ends.add(keys[0]!).add(keys.at(-1)!)
  }
  return lines.map((line) => {
    const pieces: Position[][] = []
    let start = 0
    for (let i = 1; i < line.length - 1; i++) {
      const key = keyOf(line[i]!)
      if (!ends.has(key) && neighbours.get(key)!.size < 3) continue
      pieces.push(line.slice(start, i + 1))
      start = i
    }
    pieces.push(line.slice(start))
    return pieces
  })
}
