/** What workers compute: pure functions over typed arrays, by name. A new one is a line here. */
export { localMoran } from '../hotspots/local-moran.ts'
