import type { BoundingBox } from '../../../../api/http/contract.ts'
import type { DrawnPlace } from './drawn-places.ts'

/** A place of an answer, in words and as it is drawn. */
export interface AnswerPlace {
  id: number
  name: string
  /** What the list puts at the end of its row. */
  figure: string
  /** The line below the name; the second of the hover card. */
  detail: string
  /** The first line of the hover card. */
  hover: string
  outline: DrawnPlace['outline']
  middle: [longitude: number, latitude: number]
  bbox: BoundingBox
  look: Omit<DrawnPlace, 'outline'>
}
