import { frame } from './frame.ts'
import { layers } from './layers.ts'
import { map } from './map.ts'
import { time } from './time.ts'
import { ui } from './ui.ts'

export const catalogue = { frame, layers, map, time, ui }
