import { list } from '../../../api/patrol-routes/contract.ts'
import { readAll } from '../../read-all.ts'
import type { PlannedRoute } from './outing.ts'

export type RouteChoice = PlannedRoute & { kind: 'foot' | 'bike' | 'vehicle'; plannedStart: string | null }

/** The planned routes that an outing may follow, once they were read. */
class PlannedRoutes {
  #all = $state.raw<readonly RouteChoice[]>([])

  get all(): readonly RouteChoice[] {
    return this.#all
  }

  /** @throws {ApiError} */
  async load(): Promise<void> {
    this.#all = (await readAll(list)).map(({ geometry, properties }) => ({
      code: properties.code,
      name: properties.name ?? properties.code,
      kind: properties.kind,
      plannedStart: properties.plannedStart,
      positions: (geometry?.coordinates ?? []) as PlannedRoute['positions'],
    }))
  }
}

export const plannedRoutes = new PlannedRoutes()
