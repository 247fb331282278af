import { cutAddressToBuilding } from './building-address.ts'
import type { ImportConcept } from './contract.ts'

/** Columns that hold addresses by their name, whatever they are mapped to later. */
const addressColumn = /地址|住址|住所|地点|位置|场所|address|addr|location|street/i
/** A text that names a room, in a column of any name: 2单元501室. */
const namesRoom = /[0-9０-９一二三四五六七八九十]\s*(?:单元|室(?!内|外)|号房|房间)/

/** A text of a file as it may be stored while the import waits: an address ends at street number, compound or building. */
export function storedText(
  concept: ImportConcept,
  column: string,
  text: string,
): { text: string; cut: boolean } {
  const mayHoldDwelling = concept !== 'roads' && (addressColumn.test(column) || namesRoom.test(text))
  if (!mayHoldDwelling) return { text, cut: false }
  const { address, cut } = cutAddressToBuilding(text)
  return { text: address, cut }
}
