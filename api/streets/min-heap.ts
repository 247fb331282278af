/** A binary heap of numbered items on typed arrays, least key first. Equal keys come out in an order that depends on the pushes alone. */
export interface MinHeap {
  size: number
  keys: Float64Array
  items: Int32Array
}

export function minHeap(capacity = 256): MinHeap {
  return { size: 0, keys: new Float64Array(capacity), items: new Int32Array(capacity) }
}

export function pushHeap(heap: MinHeap, key: number, item: number): void {
  if (heap.size === heap.items.length) {
    const { keys, items } = minHeap(2 * heap.size)
    keys.set(heap.keys)
    items.set(heap.items)
    heap.keys = keys
    heap.items = items
  }
  const { keys, items } = heap
  let at = heap.size++
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (keys[parent]! <= key) break
    keys[at] = keys[parent]!
    items[at] = items[parent]!
    at = parent
  }
  keys[at] = key
  items[at] = item
}

/** Takes the item with the least key, which was at `heap.keys[0]`, off a heap that is not empty. */
export function popHeap(heap: MinHeap): number {
  const { keys, items } = heap
  const top = items[0]!
  const size = --heap.size
  const key = keys[size]!
  const item = items[size]!
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= size) break
    if (child + 1 < size && keys[child + 1]! < keys[child]!) child++
    if (keys[child]! >= key) break
    keys[at] = keys[child]!
    items[at] = items[child]!
    at = child
  }
  keys[at] = key
  items[at] = item
  return top
}
