import {
  TerraDrawLineStringMode,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
  type HexColor,
} from 'terra-draw'
import type { Palette } from '../../map/palette.ts'

/** How near a vertex has to be: a finger covers more than a pointer. */
export const VERTEX_TOLERANCE_PX = matchMedia('(pointer: coarse)').matches ? 32 : 24

/** Drawing anew, and changing what is there. The area inside is filled by the guide, since a hole must stay empty. */
export function drawingModes(palette: Palette) {
  const ink = palette.selection as HexColor
  const face = palette.halo as HexColor
  const vertex = {
    selectionPointColor: face,
    selectionPointOutlineColor: ink,
    selectionPointOutlineWidth: 2.5,
    selectionPointWidth: 6,
    midPointColor: ink,
    midPointOutlineColor: face,
    midPointOutlineWidth: 1.5,
    midPointWidth: 4,
  }
  const closing = {
    closingPointColor: face,
    closingPointOutlineColor: ink,
    closingPointOutlineWidth: 2.5,
    closingPointWidth: 6,
  }
  const coordinates = { midpoints: { draggable: true }, draggable: true, deletable: true }
  const keyEvents = { cancel: null, finish: 'Enter' }
  return [
    new TerraDrawPointMode({
      styles: { pointColor: ink, pointWidth: 7, pointOutlineColor: face, pointOutlineWidth: 2.5 },
    }),
    new TerraDrawLineStringMode({
      keyEvents,
      styles: { lineStringColor: ink, lineStringWidth: 3.5, ...closing },
    }),
    new TerraDrawPolygonMode({
      keyEvents,
      styles: { fillOpacity: 0, outlineColor: ink, outlineWidth: 2.5, ...closing },
    }),
    new TerraDrawSelectMode({
      pointerDistance: VERTEX_TOLERANCE_PX,
      allowManualDeselection: false,
      allowManualSelection: false,
      keyEvents: null,
      flags: {
        point: { feature: { draggable: true } },
        linestring: { feature: { draggable: false, coordinates } },
        polygon: { feature: { draggable: false, coordinates } },
      },
      styles: {
        selectedPointColor: ink,
        selectedPointWidth: 8,
        selectedPointOutlineColor: face,
        selectedPointOutlineWidth: 3,
        selectedLineStringColor: ink,
        selectedLineStringWidth: 3.5,
        selectedPolygonFillOpacity: 0,
        selectedPolygonOutlineColor: ink,
        selectedPolygonOutlineWidth: 2.5,
        ...vertex,
      },
    }),
  ]
}
