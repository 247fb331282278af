export interface CutAddress {
  readonly address: string
  /** Whether a unit, floor or room was cut off. */
  readonly cut: boolean
}

const NUMBER = String.raw`(?:[0-9A-Za-z]+|[一二三四五六七八九十百零〇两甲乙丙丁]+)`
/** A building: 3号楼, 3#楼, 3栋, A座, 三幢; directly after one another (3栋A座) they are one. */
const BUILDING = new RegExp(
  String.raw`(?:第?${NUMBER}(?:-\d+)?\s*(?:号楼|#楼|号栋|号幢|栋|幢|座|#(?=\s*\d))\s*)+`,
)
/** A street number, with its courtyard: 12号, 12-1号, 12号院; 2号线 is a metro line, 5号房 a room. */
const STREET_NUMBER = new RegExp(
  String.raw`${NUMBER}(?:[-之]\d+)?\s*号(?![线房室门])(?:大院|院|小区|大楼|大厦)?(?:附\d+号)?`,
)
const COMPOUND = String.raw`(?:小区|花园|花苑|家园|公寓|新村|新城|苑|园|城|府|庭|湾|里|村|宿舍|家属院|大厦|大楼|广场|中心|院)`
/** A building's number behind a compound with unit or room after it: 阳光花园6-2-1101. */
const COMPOUND_NUMBERS = new RegExp(String.raw`${COMPOUND}\s*\d{1,3}(?=\s*[-—/]\s*\d)`)
/** Building, unit and room with nothing but hyphens: 3-2-502. */
const NUMBER_TRIPLE = /(?<![\d-])\d{1,4}(?=\s*[-—]\s*\d{1,3}\s*[-—]\s*\d{1,4}(?![\d-]*号))/
/** A room's number directly behind a compound: 国贸大厦1203. */
const COMPOUND_ROOM = new RegExp(
  String.raw`${COMPOUND}(?=\s*[A-Za-z]?\d{3,4}(?!\d|\s*(?:号|栋|幢|座|弄|米)))`,
)
const UNIT_OR_ROOM = new RegExp(
  String.raw`第?(?:${NUMBER}|[东西南北中左右])(?:[-—]\d+)*\s*(?:单元|门洞|号房|号室|房间|房(?!地)|室(?!内)|户(?!外)|层|楼(?!下|旁|前|后|顶|梯|村|镇|路|街|巷))`,
)
const ENGLISH_UNIT =
  /[\s,]+(?:(?:apt|apartment|unit|room|rm|flat|suite|ste|floor|fl)\b\.?\s*#?\s*[0-9A-Za-z-]+|#\s*\d+[A-Za-z]?|\d+(?:st|nd|rd|th)\s+(?:floor|fl)\b)/i
/** English addresses may begin with the room: Flat 3, 12 High Street. */
const LEADING_ENGLISH_UNIT =
  /^(?:(?:apt|apartment|unit|room|rm|flat|suite|ste|floor)\b\.?\s*#?\s*[0-9A-Za-z-]+\s*[,，]\s*)+/i
/** What behind a building or street number tells of a unit or room: a digit, or one of these words. */
const TELLS_OF_A_ROOM = /[0-9]|[一二三四五六七八九十东西南北中左右](?:单元|室|户|层|楼|门)|单元|地下室/
const NEAR = /^\s*(?:附近|旁|对面|门口|门前|路口|以[东西南北]|[东西南北]侧|[东西南北]\d+米)/

/**
 * Cuts an address after its street number, compound or building, so that it names no dwelling: 幸福路12号院3号楼2单元501室 becomes
 * 幸福路12号院3号楼. When in doubt it cuts. Full-width characters become half-width.
 */
export function cutAddressToBuilding(text: string): CutAddress {
  const whole = text.normalize('NFKC').trim()
  const address = whole.replace(LEADING_ENGLISH_UNIT, '')
  const ends = [
    endOfBuilding(address),
    endOf(COMPOUND_NUMBERS, address),
    endOf(COMPOUND_ROOM, address),
    endOf(NUMBER_TRIPLE, address),
    startOf(ENGLISH_UNIT, address),
    startOfUnit(address),
  ]
  const end = Math.min(...ends)
  if (end >= address.length) return { address, cut: address !== whole }
  return { address: address.slice(0, end).replace(/[\s\-—/,，、;；(（#]+$/u, ''), cut: true }
}

/** Where the building ends, or else the street number, if what follows tells of a unit or room. */
function endOfBuilding(address: string): number {
  const building = endOf(BUILDING, address)
  const end = Number.isFinite(building) ? building : endOfStreetNumbers(address)
  if (!Number.isFinite(end)) return Infinity
  const rest = address.slice(end)
  return TELLS_OF_A_ROOM.test(rest) && !NEAR.test(rest) ? end : Infinity
}

/** The street number; behind a courtyard the number that follows is a building's: 12号院5号. */
function endOfStreetNumbers(address: string): number {
  const first = STREET_NUMBER.exec(address)
  if (!first) return Infinity
  const end = first.index + first[0].length
  if (!/(?:院|小区)$/.test(first[0])) return end
  const second = STREET_NUMBER.exec(address.slice(end))
  return second?.index === 0 ? end + second[0].length : end
}

function startOfUnit(address: string): number {
  const match = UNIT_OR_ROOM.exec(address)
  if (!match) return Infinity
  // 阳光小区5楼 names the building when nothing but a compound stands before it
  const isBuilding =
    /\d+\s*楼$/.test(match[0]) && new RegExp(`${COMPOUND}$`).test(address.slice(0, match.index))
  if (!isBuilding) return match.index
  const end = match.index + match[0].length
  return TELLS_OF_A_ROOM.test(address.slice(end)) ? end : Infinity
}

function endOf(pattern: RegExp, text: string): number {
  const match = pattern.exec(text)
  return match ? match.index + match[0].length : Infinity
}

function startOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.index ?? Infinity
}
