/** One measured number with what it is compared with. */
export interface Figure {
  /** Area first: `tiles.warm`. */
  name: string
  /** Null when it was not measured. */
  value: number | null
  unit: string
  better: 'lower' | 'higher'
  /** A program that did the same beside it, or the number to reach. */
  peer: string | null
  peerValue: number | null
  /** value / peerValue. */
  ratio: number | null
  /** Why it was not measured. */
  notRun?: string
}

/** What an area may use. */
export interface BenchOptions {
  /** Folder of instance and data files, from `--data` or `XUNGE_DATA`. */
  dataFolder: string | undefined
  /** Says in plain words what is being done. */
  say(text: string): void
}

/** One area of figures: a file of this folder, named in `main.ts`. */
export type BenchArea = (options: BenchOptions) => Promise<Figure[]>

type Described = Pick<Figure, 'name' | 'unit' | 'better'>

/** A figure beside what a peer reached in the same run. */
export function besidePeer(described: Described, value: number, peer: string, peerValue: number): Figure {
  return { ...described, value, peer, peerValue, ratio: peerValue === 0 ? null : value / peerValue }
}

/** A figure beside the number it has to reach. */
export function besideReach(described: Described, value: number, reach: number): Figure {
  const word = described.better === 'lower' ? 'at most' : 'at least'
  return besidePeer(described, value, `reach: ${word} ${reach} ${described.unit}`, reach)
}

/** A figure with nothing to compare with. */
export function alone(described: Described, value: number): Figure {
  return { ...described, value, peer: null, peerValue: null, ratio: null }
}

export function notRun(described: Described, reason: string): Figure {
  return { ...described, value: null, peer: null, peerValue: null, ratio: null, notRun: reason }
}

/** The smallest value that at least `share` of all values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new Error('no values')
  return value
}
