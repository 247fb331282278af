const chineseNumber = '[0-9０-９一二三四五六七八九十百]+'

/** Where the part of an address begins that leads to one household; everything from there on goes. */
const beginnings = [
  // 单元, 室, 层, 户 with their number; 楼 as a floor, when it is not 号楼.
  new RegExp(`${chineseNumber}\\s*(?:单元|室|层|户|门洞|号房|房间|房)`),
  new RegExp(`(?<![0-9０-９])[0-9０-９]{1,2}\\s*楼(?![栋幢座])`),
  /[A-Za-z甲乙丙丁东西中南北]\s*(?:单元|室|户)/,
  // Behind a building: 3号楼2-501, 5栋501, B座1203.
  /(?<=号楼|[栋幢座])\s*[-—–、,，]?\s*[0-9０-９].*/,
  // 12-3-401: building, unit, room.
  /(?<=[0-9０-９])\s*[-—–]\s*[0-9０-９]+\s*[-—–]\s*[0-9０-９]+/,
  /(?:,|\s)\s*(?:apt|apartment|unit|room|rm|suite|ste|flat|floor|fl)\b\.?\s*#?\s*[\w-]*/i,
  /\s#\s*\w+/,
]

/**
 * An address without unit and room: it stops at street number, compound or building.
 * `长江路12号3号楼2单元501室` becomes `长江路12号3号楼`.
 */
export function shortenAddress(written: string): { text: string; cut: boolean } {
  let text = written.trim()
  for (const beginning of beginnings) {
    const found = beginning.exec(text)
    if (found && found.index > 0) text = text.slice(0, found.index)
  }
  text = text.replace(/[\s,，、\-—–]+$/, '')
  return { text, cut: text !== written.trim() }
}
