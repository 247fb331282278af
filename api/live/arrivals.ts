type Listener = () => void

const listeners = new Set<Listener>()

/**
 * Has the listener called once positions are stored by this process: a hint to look at once instead of at the next turn. Other processes find
 * them by the change counter.
 *
 * @returns a function that ends it
 */
export function onPositionsStored(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** To be called after the transaction. */
export function positionsStored(): void {
  for (const listener of listeners) listener()
}
