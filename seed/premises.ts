import type { GridFinder } from './grid-finder.ts'
import { shopName } from './names.ts'
import type { Point } from './plane.ts'
import { distance, pointAlong } from './polygons.ts'
import { WeightedPicker, type Random } from './random.ts'
import type { Road, StreetNetwork } from './roads.ts'
import type { StreetFinder } from './street-finder.ts'
import type { Zone } from './terrain.ts'

export type PremisesKind =
  | 'shop' | 'entertainment' | 'rental' | 'recycling' | 'lodging' | 'school' | 'hospital' | 'bank' | 'warehouse' | 'other' // prettier-ignore

export interface Premises {
  code: string
  name: string
  kind: PremisesKind
  address: string
  place: Point
  grid: number
  /** Days before the anchor day on which the responsibility letter was signed; null without a letter. */
  letterSignedDaysAgo: number | null
  inspectionIntervalDays: number
  /** Days before the anchor day of the last inspection. */
  inspectedDaysAgo: number
  hazardFound: boolean
}

interface KindRule {
  kind: PremisesKind
  share: number
  zones: Partial<Record<Zone, number>>
  /** Metres kept between two of the kind. */
  apart: number
  name: (first: string, street: string, random: Random) => string
  intervalDays: number
}

const pickOne = (random: Random, words: string): string => random.pick(words.split(' '))

const RULES: KindRule[] = [
  { kind: 'shop', share: 0.32, zones: { core: 5, old_town: 4, housing: 2, new_housing: 1, village: 1 }, apart: 20, intervalDays: 180, name: (f, _, r) => f + pickOne(r, '超市 便利店 五金行 手机店 金店 烟酒行 服装城 药房 电动车行') },
  { kind: 'rental', share: 0.16, zones: { old_town: 4, housing: 3, village: 2, industry: 1 }, apart: 60, intervalDays: 90, name: (_, s) => `${s}出租公寓` },
  { kind: 'lodging', share: 0.11, zones: { core: 5, old_town: 3, housing: 1 }, apart: 60, intervalDays: 30, name: (f, _, r) => f + pickOne(r, '宾馆 旅馆 快捷酒店 招待所') },
  { kind: 'entertainment', share: 0.07, zones: { core: 6, old_town: 2, new_housing: 1 }, apart: 80, intervalDays: 30, name: (f, _, r) => f + pickOne(r, 'KTV 网吧 棋牌室 洗浴中心 酒吧') },
  { kind: 'bank', share: 0.07, zones: { core: 4, housing: 2, new_housing: 1 }, apart: 160, intervalDays: 90, name: (_, s, r) => pickOne(r, '工商银行 农业银行 建设银行 吉林农信 邮储银行') + `${s}支行` },
  { kind: 'school', share: 0.048, zones: { housing: 4, new_housing: 4, old_town: 2, core: 1, village: 1 }, apart: 380, intervalDays: 60, name: (_, s, r) => s.replace(/大?[路街道]$/, '') + pickOne(r, '小学 小学 中学 实验学校 幼儿园 职业学校') },
  { kind: 'hospital', share: 0.025, zones: { core: 3, housing: 3, new_housing: 2 }, apart: 600, intervalDays: 60, name: (_, s, r) => s.replace(/大?[路街道]$/, '') + pickOne(r, '医院 社区卫生服务中心 中医院') },
  { kind: 'recycling', share: 0.045, zones: { industry: 3, village: 3, housing: 1, farmland: 0.4 }, apart: 120, intervalDays: 60, name: (f) => `${f}废旧物资回收站` },
  { kind: 'warehouse', share: 0.05, zones: { industry: 6, farmland: 0.5 }, apart: 120, intervalDays: 90, name: (f, _, r) => f + pickOne(r, '仓储 物流园 粮库 建材库') },
  { kind: 'other', share: 0.07, zones: { core: 2, housing: 2, industry: 2, new_housing: 1 }, apart: 120, intervalDays: 120, name: (f, _, r) => f + pickOne(r, '加油站 停车场 农贸市场 快递站 写字楼') },
] // prettier-ignore

/** Premises along the streets, each kind where it belongs. */
export function placePremises(
  network: StreetNetwork,
  count: number,
  streets: StreetFinder,
  grids: GridFinder,
  random: Random,
): Premises[] {
  const premises: Premises[] = []
  for (const rule of RULES) {
    const picker = new WeightedPicker(network.roads.map((road) => roadWeight(road, rule)))
    const own: Point[] = []
    const wanted = Math.max(1, Math.round(count * rule.share))
    for (let tries = 0; own.length < wanted && tries < wanted * 12; tries++) {
      const road = network.roads[picker.pick(random)]!
      const at = pointAlong(road.points, random.range(0.12, 0.88) * road.lengthMeters)
      const aside = (random.chance(0.5) ? 1 : -1) * random.range(12, 22)
      const place = { x: at.x - Math.sin(at.heading) * aside, y: at.y + Math.cos(at.heading) * aside }
      const grid = grids.at(place)
      if (grid < 0 || own.some((other) => distance(other, place) < rule.apart)) continue
      own.push(place)
      const near = streets.nearestNamed(place)!
      premises.push({
        code: `K${String(premises.length + 1).padStart(4, '0')}`,
        name: rule.name(shopName(random), near.name, random),
        kind: rule.kind,
        address: `${near.name}${near.houseNumber}号`,
        place,
        grid,
        letterSignedDaysAgo: random.chance(0.84) ? random.int(20, 420) : null,
        inspectionIntervalDays: rule.intervalDays,
        inspectedDaysAgo: Math.round(rule.intervalDays * random.range(0.05, 1.3)),
        hazardFound: random.chance(0.12),
      })
    }
  }
  return premises
}

function roadWeight(road: Road, rule: KindRule): number {
  const byKind = {
    trunk: 0.1,
    primary: 1,
    secondary: 1.3,
    tertiary: 1,
    residential: 0.5,
    alley: 0.6,
    footway: 0,
  }[road.kind]
  return road.lengthMeters > 60 && !road.bridge
    ? (rule.zones[road.zone] ?? 0) * byKind * road.lengthMeters
    : 0
}
