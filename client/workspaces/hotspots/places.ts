import type { AreaCount, TopPlaces } from '../../../api/cases/contract.ts'
import type { BoundingBox } from '../../../api/http/contract.ts'
import { formatLength, formatNumber, formatPercent } from '../../i18n/format.ts'
import type { en } from '../../i18n/hotspots.ts'
import { countWords, exactWords } from './words.ts'

/** A row of the ranking, and the mark on the map that bears its rank. */
export interface Place {
  id: number
  name: string
  count: string
  /** The count before it was rounded. */
  exact?: string
  detail: string
  change: number | null
  bbox: BoundingBox | null
  middle: [number, number] | null
  layer: 'grids' | 'control-areas' | null
}

type Words = typeof en

const mostShown = 10

const middleOf = (bbox: BoundingBox | null): [number, number] | null =>
  bbox && [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2]

/** What a hidden count is at least: ">6" ranks as 6, "<3" last. */
const leastOf = ({ count, countText }: AreaCount): number =>
  count ?? (countText.startsWith('>') ? Number(countText.slice(1)) : 0)

export function placesOfAreas(areas: readonly AreaCount[]): Place[] {
  return areas
    .toSorted((a, b) => leastOf(b) - leastOf(a))
    .slice(0, mostShown)
    .map(({ id, name, count, countText, change, bbox }) => ({
      id,
      name,
      count: count === null ? countText : countWords(count),
      exact: count === null ? undefined : exactWords(count),
      change,
      detail: '',
      bbox,
      middle: middleOf(bbox),
      layer: 'control-areas',
    }))
}

export function placesOfSegments(segments: TopPlaces['segments'], t: Words): Place[] {
  return segments.slice(0, mostShown).map((segment) => ({
    id: segment.id,
    name: segment.name ?? t.unnamedStreet,
    count: countWords(segment.count),
    exact: exactWords(segment.count),
    change: null,
    detail: `${formatLength(segment.lengthMeters)} · ${t.share(formatPercent(segment.share, 1))}`,
    bbox: segment.bbox,
    middle: segment.middle,
    layer: null,
  }))
}

/** @param counts the same grids with their change */
export function placesOfGrids(
  grids: TopPlaces['grids'],
  counts: readonly Pick<AreaCount, 'id' | 'change'>[],
  t: Words,
): Place[] {
  const changes = new Map(counts.map(({ id, change }) => [id, change]))
  return grids.slice(0, mostShown).map((grid) => ({
    id: grid.id,
    name: grid.name,
    count: countWords(grid.count),
    exact: exactWords(grid.count),
    change: changes.get(grid.id) ?? null,
    detail: t.expected(
      grid.expected < 1 ? t.lessThanOne : formatNumber(Math.round(grid.expected)),
      formatNumber(Math.round(grid.count - grid.expected)),
    ),
    bbox: grid.bbox,
    middle: middleOf(grid.bbox),
    layer: 'grids',
  }))
}
