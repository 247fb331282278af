export type Position = number[]
export type Shape =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] }

/** One vertex: of which ring, and at which place in it. A line is its own only ring. */
export interface Vertex {
  ring: number
  index: number
}

/** The rings of an area, the outer one first, each closed; a line as one; none for a point. */
export function ringsOf(shape: Shape): Position[][] {
  if (shape.type === 'Point') return []
  return shape.type === 'LineString' ? [shape.coordinates] : shape.coordinates
}

/** The shape with another ring in the place of one of its own. */
export function withRing(shape: Shape, ring: number, positions: Position[]): Shape {
  if (shape.type === 'LineString') return { type: 'LineString', coordinates: positions }
  if (shape.type !== 'Polygon') return shape
  return { type: 'Polygon', coordinates: shape.coordinates.with(ring, positions) }
}

/** The vertices a person can take hold of: the closing position of a ring is its first. */
export function verticesOf(shape: Shape, ring: number): Position[] {
  const positions = ringsOf(shape)[ring] ?? []
  return shape.type === 'Polygon' ? positions.slice(0, -1) : positions
}

/** The shape without a vertex. A line keeps two, an outer ring three; a hole with three goes with its next vertex. Null where nothing can go. */
export function withoutVertex(shape: Shape, { ring, index }: Vertex): Shape | null {
  const vertices = verticesOf(shape, ring)
  if (!(index in vertices)) return null
  const left = vertices.toSpliced(index, 1)
  if (shape.type === 'LineString') return left.length >= 2 ? withRing(shape, ring, left) : null
  if (shape.type !== 'Polygon') return null
  if (left.length >= 3) return withRing(shape, ring, [...left, left[0]!])
  return ring === 0 ? null : { type: 'Polygon', coordinates: shape.coordinates.toSpliced(ring, 1) }
}
