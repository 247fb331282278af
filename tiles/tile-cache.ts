/** An encoded, gzipped tile; `body` is null when the tile is empty. */
export interface CachedTile {
  etag: string
  body: Buffer | null
}

/** What an entry costs beside body and key. */
const overheadBytes = 400

/** Tiles by key, the least recently used dropped when the bytes run out; equal misses at the same time are one. */
export class TileCache {
  readonly #mostBytes: number
  readonly #tiles = new Map<string, CachedTile>()
  readonly #underWay = new Map<string, Promise<CachedTile>>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** The tile if it is there; it becomes the most recently used. */
  get(key: string): CachedTile | undefined {
    const tile = this.#tiles.get(key)
    if (tile) {
      this.#tiles.delete(key)
      this.#tiles.set(key, tile)
    }
    return tile
  }

  /** Makes the tile unless it is already being made. A failure is kept for nobody. */
  async make(key: string, make: () => Promise<CachedTile>): Promise<CachedTile> {
    const underWay = this.#underWay.get(key)
    if (underWay) return underWay
    const making = make()
    this.#underWay.set(key, making)
    try {
      const tile = await making
      this.#keep(key, tile)
      return tile
    } finally {
      this.#underWay.delete(key)
    }
  }

  #keep(key: string, tile: CachedTile): void {
    if (costOf(key, tile) > this.#mostBytes) return
    this.#tiles.set(key, tile)
    this.#bytes += costOf(key, tile)
    for (const [oldKey, old] of this.#tiles) {
      if (this.#bytes <= this.#mostBytes) return
      this.#tiles.delete(oldKey)
      this.#bytes -= costOf(oldKey, old)
    }
  }
}

function costOf(key: string, tile: CachedTile): number {
  return (tile.body?.length ?? 0) + 2 * key.length + overheadBytes
}
