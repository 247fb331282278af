/** How a state or label was reached from its parent. */
export const link = {
  /** No parent: the piece begins. */
  start: 0,
  /** Along a chain of labels, each a half-edge travelled to its end. */
  way: 1,
  /** Forward on the same half-edge, or held in place. */
  forward: 2,
  /** Turned back within the edge. */
  turn: 3,
  /** Off the streets. */
  jump: 4,
} as const

/** Half-edge of a state that is on no street. */
export const noStreet = -1

/**
 * Everything a match has considered, in the order of finding, so that a parent always stands before. An entry is a state (a fix placed on
 * a half-edge, or on no street) or a label (a half-edge travelled to its end on the way from one state to the next; its offset is -1).
 */
export interface Trellis {
  count: number
  halfEdge: Int32Array
  parent: Int32Array
  link: Uint8Array
  /** Of a state: the furthest place reached on the half-edge, in metres from its tail. */
  offset: Float64Array
}

export function emptyTrellis(capacity = 4096): Trellis {
  return {
    count: 0,
    halfEdge: new Int32Array(capacity),
    parent: new Int32Array(capacity),
    link: new Uint8Array(capacity),
    offset: new Float64Array(capacity),
  }
}

export function addToTrellis(
  trellis: Trellis,
  halfEdge: number,
  parent: number,
  reachedBy: number,
  offset: number,
): number {
  if (trellis.count === trellis.parent.length) grow(trellis)
  const at = trellis.count++
  trellis.halfEdge[at] = halfEdge
  trellis.parent[at] = parent
  trellis.link[at] = reachedBy
  trellis.offset[at] = offset
  return at
}

function grow(trellis: Trellis): void {
  const larger = emptyTrellis(2 * trellis.count)
  larger.halfEdge.set(trellis.halfEdge)
  larger.parent.set(trellis.parent)
  larger.link.set(trellis.link)
  larger.offset.set(trellis.offset)
  Object.assign(trellis, larger, { count: trellis.count })
}
