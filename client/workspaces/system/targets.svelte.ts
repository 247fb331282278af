import { list as listControlAreas } from '../../../api/control-areas/contract.ts'
import { list as listKeySections } from '../../../api/key-sections/contract.ts'
import { list as listPatrolLines } from '../../../api/patrol-lines/contract.ts'
import { list as listPatrolPoints } from '../../../api/patrol-points/contract.ts'
import type { PickerOption } from '../../ui/picker-option.ts'
import { readAll, type ListOperation } from '../../read-all.ts'

interface TargetProperties {
  code: string
  name: string | null
  gridName: string | null
}

const LISTS = {
  'patrol-lines': listPatrolLines,
  'patrol-points': listPatrolPoints,
  'key-sections': listKeySections,
  'control-areas': listControlAreas,
} satisfies Record<string, ListOperation<TargetProperties>>

export type TargetLayer = keyof typeof LISTS

/** What may be counted at each kind of place. */
export const MEASURES = {
  'patrol-lines': ['passes', 'presenceMinutes'],
  'patrol-points': ['visits', 'dwellMinutes'],
  'key-sections': ['presenceMinutes', 'dwellMinutes'],
  'control-areas': ['presenceMinutes', 'dwellMinutes'],
} as const

/** The places a requirement can be set for, read when their kind is chosen. */
export class TargetChoices {
  #options = $state.raw<Partial<Record<TargetLayer, PickerOption[]>>>({})

  of(layer: TargetLayer): PickerOption[] {
    return this.#options[layer] ?? []
  }

  async load(layer: TargetLayer): Promise<void> {
    if (this.#options[layer]) return
    const rows = await readAll<TargetProperties>(LISTS[layer])
    const options = rows.map(({ id, properties: { code, name, gridName } }) => ({
      id,
      label: name ?? code,
      note: gridName ? `${gridName} · ${code}` : code,
    }))
    this.#options = { ...this.#options, [layer]: options }
  }
}
