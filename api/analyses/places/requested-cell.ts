import { casePlacing } from '../../auth/permissions.ts'
import type { Viewer } from '../../auth/viewer.ts'
import type { ApiContext } from '../../http/context.ts'
import { invalidInput } from '../../http/problem.ts'
import type { AskedPlaces } from './district-places.ts'

/**
 * The size of squares and hexagons, in metres: what was asked for, else the usual one.
 * @throws invalid-input for cells smaller than addresses are precise, or than the viewer may see cases placed
 */
export async function requestedCell(
  { settings }: ApiContext,
  viewer: Viewer,
  asked: number | undefined,
): Promise<Pick<AskedPlaces, 'cellMeters' | 'mayCoarsen'>> {
  const usualCell = await settings.get('hotspots.significanceCellMeters')
  const smallestCell =
    casePlacing(viewer) === 'point' ? await settings.get('hotspots.geocodingMeters') : usualCell
  if (asked !== undefined && asked < smallestCell) {
    throw invalidInput(
      'cell',
      {
        zh: '格子比报警地址的精度还小，检验没有意义',
        en: 'The cells are smaller than addresses are precise, which tests nothing',
      },
      { zh: `请不小于 ${smallestCell} 米。`, en: `Choose at least ${smallestCell} m.` },
    )
  }
  return { cellMeters: asked ?? usualCell, mayCoarsen: asked === undefined }
}
