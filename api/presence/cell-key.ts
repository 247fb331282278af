/** Cells of the layer `cells`: about a block. Stored summaries are made of it, so it is no setting. */
export const cellMeters = 100

/** Columns and rows from -2^25 to 2^25 - 1: cells of 1 m and more anywhere on Earth, and a key that is an exact number. */
const bias = 2 ** 25
const rows = 2 ** 26

/** Column and row of a cell as one whole number; keys are in the order of columns, then rows. */
export function cellKey(column: number, row: number): number {
  return (column + bias) * rows + row + bias
}

export function columnOfCell(key: number): number {
  return Math.floor(key / rows) - bias
}

export function rowOfCell(key: number): number {
  return (key % rows) - bias
}
