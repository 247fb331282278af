/** The last argument of a task: it may tell how far it is, 0 to 1. */
export type Report = (share: number) => void
