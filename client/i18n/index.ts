import { catalogue } from './catalogue.svelte.ts'
import { text } from './text.ts'

/** The catalogue of the first view, loaded in the chosen language only. Workspaces load their own areas with `text()`. */
export const t = {
  get frame() {
    return catalogue.current.frame
  },
  get layers() {
    return catalogue.current.layers
  },
  get map() {
    return catalogue.current.map
  },
  get time() {
    return catalogue.current.time
  },
  get ui() {
    return catalogue.current.ui
  },
}

export { text }
