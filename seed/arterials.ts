import type { Point } from './plane.ts'
import { bounds, curve, offsetLine } from './polygons.ts'
import { at, PEOPLES_SQUARE, type Terrain } from './terrain.ts'

export type RoadKind = 'trunk' | 'primary' | 'secondary' | 'tertiary' | 'residential' | 'alley' | 'footway'

/** A drawn line that streets (or the district's outline, the river's and the railway's middle) are made of. */
export interface SourceLine {
  points: Point[]
  kind: RoadKind | 'boundary' | 'river' | 'rail'
  name: string | null
  oneway: boolean
  /** Only the pieces whose middle satisfies this stay. */
  keep: (middle: Point) => boolean
}

const p = at

const AVENUES: { name: string; kind: RoadKind; bridge: boolean; through: Point[] }[] = [
  {
    name: '人民大街', kind: 'primary', bridge: false,
    through: [p(-1250, 4600), p(-1010, 2900), p(-930, 1650), PEOPLES_SQUARE, p(-850, -900), p(-810, -1700), p(-760, -2500), p(-700, -4500)],
  },
  {
    name: '解放大路', kind: 'primary', bridge: true,
    through: [p(-6200, -250), p(-3720, 80), p(-2630, 210), PEOPLES_SQUARE, p(1000, 420), p(2650, 330), p(4760, 60), p(6300, -150)],
  },
  {
    name: '建设大街', kind: 'primary', bridge: false,
    through: [p(-2700, 4400), p(-2690, 2750), p(-2640, 1400), p(-2630, 210), p(-2640, -700), p(-2570, -1780), p(-2480, -2900), p(-2350, -4300)],
  },
  {
    name: '胜利大路', kind: 'primary', bridge: true,
    through: [p(-6000, 900), p(-5000, 1330), p(-3700, 1540), p(-2650, 1520), p(-930, 1640), p(300, 1560), p(1800, 1640), p(2700, 1860), p(4650, 2010), p(6100, 1900)],
  },
  {
    name: '自由大路', kind: 'primary', bridge: true,
    through: [p(-5600, -2150), p(-3950, -2420), p(-2500, -2500), p(-760, -2480), p(1000, -2330), p(2450, -2180), p(3500, -1900), p(5900, -1500)],
  },
  {
    name: '新城大街', kind: 'primary', bridge: false,
    through: [p(2850, 4400), p(2780, 2950), p(2690, 1860), p(2650, 330), p(2540, -1200), p(2450, -2180), p(2380, -3050), p(2250, -4400)],
  },
  {
    name: '东风大街', kind: 'secondary', bridge: false,
    through: [p(4060, 3700), p(4090, 2900), p(4130, 1960), p(4140, 160), p(3900, -780), p(3760, -1800)],
  },
  {
    name: '延安大街', kind: 'secondary', bridge: false,
    through: [PEOPLES_SQUARE, p(-1700, 940), p(-2650, 1520), p(-3420, 2150)],
  },
  { name: '临江大路', kind: 'secondary', bridge: false, through: [PEOPLES_SQUARE, p(-180, -320), p(380, -800), p(760, -1080)] },
  { name: '南岭大路', kind: 'secondary', bridge: true, through: [p(-2640, -1130), p(-830, -1080), p(900, -950), p(2560, -830), p(4550, -760)] },
  { name: '北安大路', kind: 'secondary', bridge: true, through: [p(-3640, 2330), p(-2660, 2240), p(-970, 2480), p(1600, 2560), p(2740, 2420), p(4620, 2480)] },
  { name: '西安大街', kind: 'secondary', bridge: false, through: [p(-4420, 1480), p(-4470, 60), p(-4380, -800), p(-4320, -1500), p(-4300, -2400)] },
] // prettier-ignore

const RING_ROAD: Point[] = [
  p(-3720, 80), p(-3720, 1300), p(-3200, 2500), p(-1900, 2880), p(-300, 2930), p(1500, 2930), p(3300, 3020), p(4480, 2560),
  p(4790, 1400), p(4740, 100), p(4480, -1000), p(3760, -1820), p(3150, -2700), p(2300, -3080), p(900, -3120), p(-700, -3200),
  p(-2500, -3180), p(-3650, -2800), p(-3960, -2000), p(-3860, -900),
] // prettier-ignore

/** The lines every other street hangs on: avenues, ring road, embankments, railway streets, park roads, the district's outline. */
export function drawArterials(terrain: Terrain): SourceLine[] {
  const dry = (middle: Point): boolean => terrain.zoneAt(middle) !== 'river'
  const always = (): boolean => true
  const offSquare = (middle: Point): boolean =>
    Math.hypot(middle.x - PEOPLES_SQUARE.x, middle.y - PEOPLES_SQUARE.y) > 114
  const road = (name: string, kind: RoadKind, points: Point[], keep: SourceLine['keep']): SourceLine => ({
    points,
    kind,
    name,
    oneway: false,
    keep,
  })
  const closed = (ring: Point[]): Point[] => [...ring, ring[0]!]
  const fixed = (kind: 'boundary' | 'river' | 'rail', points: Point[]): SourceLine => ({
    points,
    kind,
    name: null,
    oneway: false,
    keep: always,
  })
  const lines: SourceLine[] = [
    fixed('boundary', closed(terrain.boundary)),
    fixed('river', terrain.river),
    fixed('rail', terrain.railway),
    road('环城路', 'trunk', closed(curve(RING_ROAD, 70, true)), always),
  ]
  for (const { name, kind, bridge, through } of AVENUES)
    lines.push(road(name, kind, curve(through, 90), (middle) => offSquare(middle) && (bridge || dry(middle))))
  const embankment = (side: number): Point[] => offsetLine(terrain.river, side * terrain.embankmentMeters)
  lines.push(
    road('滨河东路', 'secondary', embankment(1), always),
    road('滨河西路', 'secondary', embankment(-1), always),
  )
  const { fromX, toX } = terrain.railTown
  const alongTown = terrain.railway.filter((q) => q.x > fromX && q.x < toX)
  for (const side of [1, -1])
    lines.push(
      road(
        side > 0 ? '铁北街' : '铁南街',
        'tertiary',
        offsetLine(alongTown, side * terrain.railMarginMeters),
        dry,
      ),
    )
  for (const park of terrain.parks)
    lines.push({
      ...road(
        park.zone === 'square' ? `${park.name}环路` : `${park.name.slice(0, 2)}环路`,
        'secondary',
        closed(park.ring),
        dry,
      ),
      kind: park.zone === 'square' ? 'primary' : 'tertiary',
      oneway: park.zone === 'square',
    })
  lines.push(road('顺城街', 'tertiary', closed(terrain.oldTown), dry))
  for (const village of terrain.villages)
    lines.push(road(`${village.name}环村路`, 'tertiary', closed(village.ring), dry))
  return lines
}

/** Links each village to the avenues: a lane through its middle, long enough to reach the ring road or an avenue. */
export function drawVillageLanes(terrain: Terrain): SourceLine[] {
  return terrain.villages.map((village) => {
    const { minX, minY, maxX, maxY } = bounds(village.ring)
    const x = (minX + maxX) / 2
    const y = (minY + maxY) / 2
    const inward = x < 0 ? 1 : -1
    return {
      points: curve(
        [
          { x: x - inward * 1300, y: y + 130 },
          { x: x - inward * 260, y: y - 60 },
          { x: x + inward * 220, y: y + 40 },
          { x: x + inward * 1300, y: y - 180 },
        ],
        60,
      ),
      kind: 'tertiary',
      name: `${village.name.slice(0, 2)}村路`,
      oneway: false,
      keep: (middle) => terrain.zoneAt(middle) === 'farmland' || terrain.zoneAt(middle) === 'village',
    }
  })
}
