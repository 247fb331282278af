import { t } from '../i18n/index.ts'
import type { LayerName, Properties } from './definition.ts'

/** The word for a subtype, or nothing when the value is not in the catalogue. */
export function kindWord(layer: LayerName | 'roads', kind: unknown): string {
  const words: Record<string, string> = t.layers.kinds[layer]
  return typeof kind === 'string' ? (words[kind] ?? '') : ''
}

export function nameOf(properties: Properties): string {
  const name = properties['name'] ?? properties['code']
  return typeof name === 'string' && name !== '' ? name : t.layers.unnamed
}

/** Name over subtype, as most layers describe themselves. */
export function describePlace(layer: LayerName, properties: Properties): { title: string; detail: string } {
  return { title: nameOf(properties), detail: kindWord(layer, properties['kind']) || t.layers.titles[layer] }
}

/** The name in a reference such as `orgUnit: { id, code, name }`. */
export function referenceName(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('name' in value)) return null
  return typeof value.name === 'string' ? value.name : null
}
