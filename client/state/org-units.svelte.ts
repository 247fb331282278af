import { list } from '../../api/org-units/contract.ts'
import type { OrgUnitProperties } from '../../api/org-units/contract.ts'
import type { PickerOption } from '../ui/picker-option.ts'
import { readAll, type Row } from '../read-all.ts'

export type OrgUnitRow = Row<OrgUnitProperties>

/** `北山社区 · 北山街道`: a unit's name is only clear beside the one above it. */
export function unitOptions(
  units: readonly OrgUnitRow[],
  levels: readonly string[] | null = null,
): PickerOption[] {
  return units
    .filter(({ properties }) => levels === null || levels.includes(properties.level))
    .map(({ id, properties: { name, code, parent } }) => ({
      id,
      label: name,
      note: parent ? `${parent.name} · ${code}` : code,
    }))
}

/** The units of the viewer's area for pickers, read when first asked for. */
export class UnitChoices {
  #units = $state.raw<readonly OrgUnitRow[]>([])
  #asked = false

  /** Reads them, once; again after a failure. */
  #load(): void {
    if (this.#asked) return
    this.#asked = true
    readAll<OrgUnitProperties>(list)
      .then((units) => {
        this.#units = units
      })
      .catch(() => {
        this.#asked = false
      })
  }

  nameOf(id: number): string | null {
    this.#load()
    return this.#units.find((unit) => unit.id === id)?.properties.name ?? null
  }

  of(levels: readonly string[] | null): PickerOption[] {
    this.#load()
    return unitOptions(this.#units, levels)
  }

  /** Asks for them anew the next time: they may have changed. */
  forget(): void {
    this.#asked = false
  }
}
