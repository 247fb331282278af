import { list as listCategories } from '../../../api/case-categories/contract.ts'
import { list as listOrgUnits } from '../../../api/org-units/contract.ts'
import { list as listPatrolUnits } from '../../../api/patrol-units/contract.ts'
import { list as listTimeSlots } from '../../../api/time-slots/contract.ts'
import { call } from '../../api.ts'
import { language } from '../../state/language.svelte.ts'

interface Choice {
  value: string
  label: string
}

const limit = 1000

/** What options can name: categories, units down to communities, time slots. */
class ImportChoices {
  #categories = $state.raw<readonly { code: string; name: string; nameEn: string; depth: number }[]>([])
  #orgUnits = $state.raw<readonly Choice[]>([])
  #timeSlots = $state.raw<readonly Choice[]>([])
  #patrolUnits = $state.raw<readonly Choice[]>([])

  get categories(): readonly Choice[] {
    return this.#categories.map(({ code, name, nameEn, depth }) => ({
      value: code,
      label: '　'.repeat(depth - 1) + (language.current === 'zh' ? name : nameEn),
    }))
  }

  get orgUnits(): readonly Choice[] {
    return this.#orgUnits
  }

  get timeSlots(): readonly Choice[] {
    return this.#timeSlots
  }

  get patrolUnits(): readonly Choice[] {
    return this.#patrolUnits
  }

  /** @throws {ApiError} */
  async load(): Promise<void> {
    const [categories, orgUnits, timeSlots, patrolUnits] = await Promise.all([
      call(listCategories, { query: { limit } }),
      call(listOrgUnits, { query: { limit, level: 'street,community' } }),
      call(listTimeSlots, { query: { limit } }),
      call(listPatrolUnits, { query: { limit } }),
    ])
    this.#categories = categories.features.map(({ properties }) => properties)
    this.#orgUnits = orgUnits.features.map(({ properties }) => ({
      value: properties.code,
      label: properties.name,
    }))
    this.#patrolUnits = patrolUnits.features.map(({ properties }) => ({
      value: properties.code,
      label: properties.orgUnit.name,
    }))
    this.#timeSlots = timeSlots.features.map(({ properties }) => ({
      value: properties.code,
      label: `${properties.name} ${properties.startTime.slice(0, 5)}–${properties.endTime.slice(0, 5)}`,
    }))
  }
}

export const choices = new ImportChoices()
