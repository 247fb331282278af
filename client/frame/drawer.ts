import type { Component } from 'svelte'
import { z } from 'zod'
import type { Target } from '../state/selection.svelte.ts'

/** One record of a collection as the drawer reads it; the properties follow the collection's own contract. */
export const recordSchema = z.object({
  type: z.literal('Feature'),
  id: z.number(),
  geometry: z.looseObject({ type: z.string(), coordinates: z.unknown() }).nullish(),
  properties: z.record(z.string(), z.unknown()),
})
export type DrawerRecord = z.infer<typeof recordSchema>

/** What a section added to the drawer is given. `refresh` reads the record again after a change. */
export interface DrawerSectionProps {
  target: Target
  record: DrawerRecord
  refresh: () => void
}

type Section = Component<DrawerSectionProps>

const details = import.meta.glob<{ default: Section }>('../layers/*/Details.svelte')
const actions = import.meta.glob<{ default: Section }>('../tools/*/DrawerActions.svelte')

const EDIT = '../tools/edit/DrawerActions.svelte'

/**
 * The sections of a layer: confirming and editing, then its own details, then the actions of other tools. Each is loaded when a drawer first
 * needs it.
 */
export async function loadSections(layer: string): Promise<Section[]> {
  const own = details[`../layers/${layer}/Details.svelte`]
  const others = Object.entries(actions).flatMap(([path, load]) => (path === EDIT ? [] : [load]))
  const modules = await Promise.all([actions[EDIT], own, ...others].flatMap((load) => (load ? [load()] : [])))
  return modules.map((module) => module.default)
}
