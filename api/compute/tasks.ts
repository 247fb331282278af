/** What workers compute: pure functions over typed arrays, by name. A new one is a line here. */
export { localMoran } from '../hotspots/local-moran.ts'
export { knox } from '../hotspots/knox.ts'
export { spaceTimeCube } from '../hotspots/space-time-cube.ts'
