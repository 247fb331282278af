import { createHash } from 'node:crypto'

export interface KnownCategory {
  code: string
  name: string
  nameEn: string
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_\-/()()、,.]+/g, '')
}

/** Finds categories by code, Chinese or English name, whatever the case, spaces and punctuation. */
export class CategoryNames {
  readonly #codes = new Map<string, string>()

  constructor(categories: KnownCategory[]) {
    for (const { code, name, nameEn } of categories) {
      for (const known of [nameEn, name, code]) this.#codes.set(plain(known), code)
    }
  }

  codeOf(written: string): string | undefined {
    return this.#codes.get(plain(written))
  }

  add(written: string, code: string): void {
    this.#codes.set(plain(written), code)
  }
}

/** The code of a new category: from the letters of its name, or from a hash where the name has too few. */
export function newCategoryCode(written: string): string {
  const letters = written
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 50)
  if (letters.length >= 3) return letters
  return `imported_${createHash('sha256').update(written).digest('hex').slice(0, 10)}`
}

/** Whether a name speaks of sexual offences, minors or domestic violence: such a category is created restricted. */
export function soundsRestricted(written: string): boolean {
  return /sex|rape|indecen|obscen|prostitut|child|minor|juvenile|domestic|强奸|猥亵|性侵|卖淫|嫖娼|未成年|儿童|幼女|家庭暴力|家暴/i.test(
    written,
  )
}
