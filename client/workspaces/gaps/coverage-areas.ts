import type { SourcelessLayer } from '../../layers/definition.ts'
import { areaHalo, nameLabel } from '../../layers/symbology.ts'
import type { Palette } from '../../map/palette.ts'
import type { Look, MapStatus } from './coverage-looks.ts'

/** Areas by what was done: a faint fill, the border with the dash of its status, and a hatch on those missed, so that it reads without colour. */
export function areaLayers(
  palette: Palette,
  looks: Record<MapStatus, Look>,
  statuses: readonly MapStatus[],
  idsOf: (status: MapStatus) => number[],
): SourcelessLayer[] {
  const byStatus = statuses.flatMap((status): SourcelessLayer[] => {
    const { color, dash } = looks[status]
    const filter: SourcelessLayer['filter'] = ['in', ['id'], ['literal', idsOf(status)]]
    const isShort = status === 'missed' || status === 'partly'
    return [
      {
        id: `control-areas:${status}`,
        type: 'fill',
        filter,
        paint: { 'fill-color': color, 'fill-opacity': isShort ? 0.16 : 0.08 },
      },
      ...(status === 'missed'
        ? [
            {
              id: 'control-areas:missed-hatch',
              type: 'fill' as const,
              filter,
              paint: { 'fill-pattern': 'pattern-missed', 'fill-opacity': 0.55 },
            },
          ]
        : []),
      {
        id: `control-areas:${status}-line`,
        type: 'line',
        filter,
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': color,
          'line-width': isShort ? 2.6 : 1.4,
          ...(dash ? { 'line-dasharray': dash } : {}),
        },
      },
    ]
  })
  return [
    ...byStatus,
    ...areaHalo('control-areas', palette),
    nameLabel('control-areas', palette, { minzoom: 13.5, color: palette.label }),
  ]
}
