import { list } from '../../../api/org-units/contract.ts'
import type { OrgUnitProperties } from '../../../api/org-units/contract.ts'
import type { PickerOption } from './picker-option.ts'
import { readAll, type Row } from './register.svelte.ts'

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

/** The units for pickers, read once for each page that asks. */
export class UnitChoices {
  #units = $state.raw<readonly OrgUnitRow[]>([])

  constructor() {
    void readAll<OrgUnitProperties>(list)
      .then((units) => (this.#units = units))
      .catch(() => undefined)
  }

  of(levels: readonly string[] | null): PickerOption[] {
    return unitOptions(this.#units, levels)
  }
}
