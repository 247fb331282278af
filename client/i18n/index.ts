import * as frame from './frame.ts'
import * as layers from './layers.ts'
import * as map from './map.ts'
import * as signIn from './sign-in.ts'
import { text } from './text.ts'
import * as time from './time.ts'
import * as ui from './ui.ts'

/** The catalogue of the first view. Workspaces load their own areas with `text()`. */
export const t = {
  get frame() {
    return text(frame)
  },
  get layers() {
    return text(layers)
  },
  get map() {
    return text(map)
  },
  get signIn() {
    return text(signIn)
  },
  get time() {
    return text(time)
  },
  get ui() {
    return text(ui)
  },
}

export { text }
