import { read as readControlArea } from '../../../api/control-areas/contract.ts'
import { read as readGrid } from '../../../api/grids/contract.ts'
import { list as listUnits } from '../../../api/org-units/contract.ts'
import { call } from '../../api.ts'
import { selection, type Target } from '../../state/selection.svelte.ts'
import { url } from '../../state/url.svelte.ts'

/** What a question can be narrowed to. */
export const areaKinds = ['streets', 'communities', 'grids', 'control-areas'] as const
export type AreaKind = (typeof areaKinds)[number]

export interface ChosenArea {
  kind: AreaKind
  code: string
  name: string
}

const parameter = 'oa'
type ReadLayer = 'grids' | 'control-areas'

/** The area on the map as it can be asked for; null where it is another's. */
async function readArea(layer: ReadLayer, id: number): Promise<ChosenArea | null> {
  const params = { id }
  if (layer === 'grids') {
    const { properties } = await call(readGrid, { params })
    return properties.inScope ? { kind: layer, code: properties.code, name: properties.name } : null
  }
  const { code, name } = (await call(readControlArea, { params })).properties
  return { kind: layer, code, name: name ?? code }
}

/** The area that a question of the desk is narrowed to, in the link as `oa=grids:2299…`; null is the whole scope. */
export class AreaChoice {
  #units = $state.raw<readonly ChosenArea[]>([])
  #selected = $state.raw<ChosenArea | null>(null)

  get current(): { kind: AreaKind; code: string } | null {
    const [kind, code] = (url.get(parameter) ?? '').split(':')
    const known = areaKinds.find((name) => name === kind)
    return known && code ? { kind: known, code } : null
  }

  /** Streets and communities of the scope, and whatever else is chosen. */
  get areas(): readonly ChosenArea[] {
    const { current } = this
    if (!current || this.#units.some(({ code, kind }) => code === current.code && kind === current.kind)) {
      return this.#units
    }
    const name = this.#selected?.code === current.code ? this.#selected.name : current.code
    return [...this.#units, { ...current, name }]
  }

  get name(): string | null {
    const { current } = this
    return this.areas.find(({ code }) => code === current?.code)?.name ?? null
  }

  /** A grid or control area that is selected on the map and not yet looked at. */
  get offered(): ChosenArea | null {
    return this.#selected?.code === this.current?.code ? null : this.#selected
  }

  choose(area: Pick<ChosenArea, 'kind' | 'code'> | null): void {
    url.set({ [parameter]: area && `${area.kind}:${area.code}` })
  }

  /** Reads the units of the scope; without them the question can still be asked of the whole. */
  async load(): Promise<void> {
    const query = { level: 'street,community', limit: 1000 }
    const { features } = await call(listUnits, { query }).catch(() => ({ features: [] }))
    this.#units = features
      .map(({ properties: { code, name, level } }): ChosenArea => ({
        kind: level === 'street' ? 'streets' : 'communities',
        code,
        name,
      }))
      .sort((a, b) => areaKinds.indexOf(a.kind) - areaKinds.indexOf(b.kind))
  }

  /** Follows what is selected on the map; to be called in an `$effect`. */
  follow(kinds: readonly ReadLayer[]): void {
    const target = selection.current
    const layer = kinds.find((name) => name === target?.layer)
    if (!target || !layer) return void (this.#selected = null)
    void this.#read(layer, target)
  }

  async #read(layer: ReadLayer, target: Target): Promise<void> {
    try {
      const area = await readArea(layer, target.id)
      if (selection.current?.id === target.id) this.#selected = area
    } catch {
      this.#selected = null
    }
  }
}
