import type { Random } from './random.ts'

const ROAD_WORDS =
  '康平 吉顺 建政 同德 惠民 兴业 文化 光明 和平 平泉 桂林 同志 立信 锦水 清华 普阳 安达 景阳 义和 飞跃 双丰 永昌 东盛 荣光 岭东 公平 民康 重庆 上海 天津 北京 昆山 长白 松江 图们 珲春 白山 通化 集安 临河 前进 繁荣 湖滨 乐群 安居 福安 吉林 亚泰 金川 春华 秋实 和顺 远达 四通 会展 世纪 卫星 育才 浦东 宽平 富锋 青荫 绿园 皓月 西环 正阳 春城 铁西 万福 瑞祥'.split(
    ' ',
  )
const STREET_WORDS =
  '新民 同光 崇智 长春 大经 大马 西五 东三 民丰 红旗 工农 创业 锦程 支农 星火 友谊 团结 曙光 朝阳 隆礼 湖西 湖东 开运 宽城 凯旋 芙蓉 丹江 和光 南京 西安 吉盛 富强 兴隆 安庆 杭州 青岛 辽宁 黑水 嫩江 伊通 汇文 育红 宏宇 东荣 永吉 乐山 岳阳 东岭 平阳 万宝 幸福 昌平 盛世 经纬 泰山 华山 衡山 天山 燕山 柳影 榆荫 槐荫 杏园 梅园 丁香 海棠 月季'.split(
    ' ',
  )
const ALLEY_WORDS =
  '槐树 榆树 柳条 水井 油坊 豆腐 铁匠 车店 鱼市 老盐 当铺 书院 文庙 关帝 城隍 钟楼 鼓楼 永安 福寿 德胜 同乐 仁义 三道 四道 头道 二道 东升 西兴 南园 北井 染坊 米市 粮栈 马神 烟铺 皮匠 银匠 草市 柴市 酱园 石桥 影壁 大杂院 牌楼 剪子 箍桶 辘轳 灯笼 纸坊 糖坊'.split(
    ' ',
  )
const LANE_WORDS =
  '东沟 西岗 南泡 北甸 柳条 大榆 三家 五棵 杨树 高台 前进 红星 卫东 新立 兴农 水渠 苇塘 果园 苗圃 机井'.split(
    ' ',
  )
const ESTATE_FIRST =
  '阳光 锦绣 金色 绿地 万和 富强 天茂 吉祥 龙湖 春天 御景 明珠 盛世 东方 福临 长江 中海 澳海 星城 香榭 翰林 南郡 北苑 世纪 和平 安居 康乐 丰泽 滨江 湖畔 银河 名仕 润德 华宇 国信 新星 嘉禾 江畔 紫荆 丁香 梧桐 翡翠 华府 宏达 融和 君悦 天禧 怡景 兰亭 水岸'.split(
    ' ',
  )
const ESTATE_LAST = '花园 家园 新城 小区 雅居 名苑 嘉园 华庭 丽景 公馆 新村 豪庭 上城 佳苑 庭院 广场'.split(
  ' ',
)
const WORKS =
  '拖拉机厂 纺织厂 机车厂 客车厂 粮食局 邮电局 铁路局 师范 化工厂 制药厂 造纸厂 水泵厂 轴承厂 啤酒厂 电机厂 印刷厂 食品厂 柴油机厂 日报社 第二建筑公司 供电局 自来水公司 地质队 林业局 公交公司 医药公司 百货公司 农机校'.split(
    ' ',
  )
const COMMUNITIES =
  '新华 光明 福源 站前 南湖 桂林 建设 康宁 东站 书院 文庙 鼓楼 临江 明珠 世纪 东湖 锦江 铁南 机车 柳树屯 东沟 西安 红旗 曙光 和顺 万福 春城 民丰 长青 向阳'.split(
    ' ',
  )
const SHOP_FIRST =
  '永发 福顺 好又多 百佳 万客来 佳佳 老街 东北人家 鑫源 兴旺 诚信 利民 中天 天天 华联 新时代 金叶 大众 鸿运 顺达 东升 惠万家 小城 北国'.split(
    ' ',
  )

/** Draws names without repeating one; numbered when the words run out (建政二路, 槐树三条胡同). */
export class StreetNames {
  readonly #road: string[]
  readonly #street: string[]
  readonly #alley: string[]
  readonly #lane: string[]
  #count = { road: 0, street: 0, alley: 0, lane: 0, estate: 0 }

  constructor(random: Random) {
    this.#road = random.shuffled(ROAD_WORDS)
    this.#street = random.shuffled(STREET_WORDS)
    this.#alley = random.shuffled(ALLEY_WORDS)
    this.#lane = random.shuffled(LANE_WORDS)
  }

  eastWest(): string {
    return numbered(this.#road, this.#count.road++, '路')
  }

  northSouth(): string {
    return numbered(this.#street, this.#count.street++, '街')
  }

  alley(): string {
    return numbered(this.#alley, this.#count.alley++, '胡同')
  }

  lane(): string {
    return numbered(this.#lane, this.#count.lane++, '村道')
  }

  /** A superblock's internal street carries the estate's name. */
  estate(): string {
    const index = this.#count.estate++
    const first = ESTATE_FIRST[index % ESTATE_FIRST.length]!
    return `${first}${ESTATE_LAST[(index * 7 + Math.floor(index / ESTATE_FIRST.length)) % ESTATE_LAST.length]!}路`
  }
}

const NUMERALS = ['', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二']

function numbered(words: readonly string[], index: number, ending: string): string {
  return `${words[index % words.length]!}${NUMERALS[Math.floor(index / words.length) % NUMERALS.length]!}${ending}`
}

export const communityNames: readonly string[] = COMMUNITIES

/** The name of a residential compound: an estate, or the housing of a former work unit. */
export function courtyardName(
  style: 'estate' | 'works' | 'alley' | 'village',
  index: number,
  street: string,
): string {
  const round = Math.floor(index / (ESTATE_FIRST.length * ESTATE_LAST.length))
  if (style === 'estate')
    return `${ESTATE_FIRST[(index * 11) % ESTATE_FIRST.length]!}${ESTATE_LAST[Math.floor(index / ESTATE_FIRST.length + index) % ESTATE_LAST.length]!}${round > 0 ? `${round + 1}期` : ''}`
  if (style === 'works')
    return `${WORKS[index % WORKS.length]!}${index >= WORKS.length ? `${NUMERALS[Math.floor(index / WORKS.length) % NUMERALS.length] || '一'}区` : ''}宿舍`
  return style === 'alley' ? `${street}${index}号院` : `${street}第${index}居住点`
}

export function shopName(random: Random): string {
  return random.pick(SHOP_FIRST)
}
