export const defaults = {
  /** About a block: a step of a patrol touches one or two cells. */
  cellMeters: 100,
  /** Larger extents get larger cells. */
  maximumCells: 1_000_000,
}

/** Boxes in metres, as parallel arrays. */
export interface Boxes {
  readonly minX: Float64Array
  readonly minY: Float64Array
  readonly maxX: Float64Array
  readonly maxY: Float64Array
}

/** A uniform grid over boxes, to find those near a place. */
export interface BoxIndex {
  readonly boxes: Boxes
  readonly cellMeters: number
  readonly minX: number
  readonly minY: number
  readonly columns: number
  readonly rows: number
  /** `items[cellStart[c] … cellStart[c + 1]]` are the boxes that touch cell c. */
  readonly cellStart: Int32Array
  readonly items: Int32Array
  /** What the latest search found: the first `found.count` of `found.items`. */
  readonly found: {
    count: number
    readonly items: Int32Array
    readonly searchOfItem: Int32Array
    search: number
  }
}

/** Empty boxes for the given number of items, to be filled with `growBox`. */
export function emptyBoxes(count: number): Boxes {
  return {
    minX: new Float64Array(count).fill(Infinity),
    minY: new Float64Array(count).fill(Infinity),
    maxX: new Float64Array(count).fill(-Infinity),
    maxY: new Float64Array(count).fill(-Infinity),
  }
}

export function growBox(boxes: Boxes, item: number, x: number, y: number, margin = 0): void {
  boxes.minX[item] = Math.min(boxes.minX[item]!, x - margin)
  boxes.minY[item] = Math.min(boxes.minY[item]!, y - margin)
  boxes.maxX[item] = Math.max(boxes.maxX[item]!, x + margin)
  boxes.maxY[item] = Math.max(boxes.maxY[item]!, y + margin)
}

export function buildBoxIndex(boxes: Boxes, options: Partial<typeof defaults> = {}): BoxIndex {
  const { maximumCells, ...all } = { ...defaults, ...options }
  const count = boxes.minX.length
  let [minX, minY, maxX, maxY] = count === 0 ? [0, 0, 0, 0] : [Infinity, Infinity, -Infinity, -Infinity]
  for (let item = 0; item < count; item++) {
    minX = Math.min(minX, boxes.minX[item]!)
    minY = Math.min(minY, boxes.minY[item]!)
    maxX = Math.max(maxX, boxes.maxX[item]!)
    maxY = Math.max(maxY, boxes.maxY[item]!)
  }
  const cellMeters = Math.max(all.cellMeters, Math.sqrt(((maxX - minX) * (maxY - minY)) / maximumCells))
  const columns = Math.floor((maxX - minX) / cellMeters) + 1
  const rows = Math.floor((maxY - minY) / cellMeters) + 1
  const cellStart = new Int32Array(columns * rows + 1)
  let items = new Int32Array(0)
  // Counts the boxes of each cell first, and writes them in a second round.
  for (const write of [false, true]) {
    for (let item = 0; item < count; item++) {
      const lastRow = Math.floor((boxes.maxY[item]! - minY) / cellMeters)
      const lastColumn = Math.floor((boxes.maxX[item]! - minX) / cellMeters)
      for (let row = Math.floor((boxes.minY[item]! - minY) / cellMeters); row <= lastRow; row++) {
        for (
          let column = Math.floor((boxes.minX[item]! - minX) / cellMeters);
          column <= lastColumn;
          column++
        ) {
          const cell = row * columns + column
          if (write) items[--cellStart[cell]!] = item
          else cellStart[cell]!++
        }
      }
    }
    if (write) break
    for (let cell = 1; cell < cellStart.length; cell++) cellStart[cell]! += cellStart[cell - 1]!
    items = new Int32Array(cellStart[cellStart.length - 1]!)
  }
  const found = { count: 0, items: new Int32Array(count), searchOfItem: new Int32Array(count), search: 0 }
  return { boxes, cellMeters, minX, minY, columns, rows, cellStart, items, found }
}

/** Finds every box that touches the given one, each once, and leaves them in `index.found`. */
export function findInBox(index: BoxIndex, minX: number, minY: number, maxX: number, maxY: number): void {
  const { boxes, cellMeters, columns, rows, cellStart, items, found } = index
  const search = ++found.search
  const firstColumn = Math.max(0, Math.floor((minX - index.minX) / cellMeters))
  const lastColumn = Math.min(columns - 1, Math.floor((maxX - index.minX) / cellMeters))
  const firstRow = Math.max(0, Math.floor((minY - index.minY) / cellMeters))
  const lastRow = Math.min(rows - 1, Math.floor((maxY - index.minY) / cellMeters))
  let count = 0
  for (let row = firstRow; row <= lastRow; row++) {
    const from = cellStart[row * columns + firstColumn]!
    const to = lastColumn < firstColumn ? from : cellStart[row * columns + lastColumn + 1]!
    for (let i = from; i < to; i++) {
      const item = items[i]!
      if (found.searchOfItem[item] === search) continue
      found.searchOfItem[item] = search
      if (
        boxes.minX[item]! <= maxX &&
        boxes.maxX[item]! >= minX &&
        boxes.minY[item]! <= maxY &&
        boxes.maxY[item]! >= minY
      ) {
        found.items[count++] = item
      }
    }
  }
  found.count = count
}

/** The cell that holds the whole box and that no box of the index touches; -1 when there is none. */
export function emptyCellAround(
  index: BoxIndex,
  minX: number,
  minY: number,
  maxX: number,
  maxY: number,
): number {
  const { cellMeters, columns, rows, cellStart } = index
  const column = Math.floor((minX - index.minX) / cellMeters)
  const row = Math.floor((minY - index.minY) / cellMeters)
  if (column < 0 || column >= columns || row < 0 || row >= rows) return -1
  if (Math.floor((maxX - index.minX) / cellMeters) !== column) return -1
  if (Math.floor((maxY - index.minY) / cellMeters) !== row) return -1
  const cell = row * columns + column
  return cellStart[cell] === cellStart[cell + 1] ? cell : -1
}
