import { BitmapLayer } from '@deck.gl/layers'
import type { Heat } from '../../../api/hotspots/contract.ts'
import { setOverlay } from '../../map/overlay.ts'
import { keepPicture } from '../../map/overlay-pictures.ts'
import { decodeValues, drawHeat } from './image.ts'

const NAME = 'heat'

/** Draws a heat map under the names of the map. `limits` and `colors` are the legend's classes. */
export async function showHeat(
  heat: Heat,
  limits: readonly number[],
  colors: readonly string[],
): Promise<void> {
  if (heat.columns === 0 || heat.rows === 0) return hideHeat()
  const { data, width, height } = drawHeat(
    { columns: heat.columns, rows: heat.rows, values: decodeValues(heat.values) },
    limits,
    colors,
  )
  const [southWest, northWest, northEast, southEast] = heat.corners
  const image = new ImageData(data, width, height)
  keepPicture(NAME, { image, corners: [southWest, northWest, northEast, southEast] })
  await setOverlay(
    NAME,
    new BitmapLayer({
      id: NAME,
      image,
      bounds: [southWest, northWest, northEast, southEast],
      pickable: false,
      textureParameters: { minFilter: 'linear', magFilter: 'linear' },
    }),
  )
}

export function hideHeat(): Promise<void> {
  keepPicture(NAME, null)
  return setOverlay(NAME, null)
}
