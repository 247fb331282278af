import type { DrawerRecord } from '../../frame/drawer.ts'
import type { EditableLayer } from './contracts.ts'
import {
  codeField,
  FORMS,
  type FormField,
  type FormValue,
  type FormValues,
  type ShapeType,
} from './fields.ts'
import { withoutVertex, type Shape, type Vertex } from './shape.ts'

/** What draws the shape on the map while it can be changed. */
export interface Pen {
  /** Shows another state of the shape; null lets it be drawn anew. */
  show(shape: Shape | null): void
  /** Takes back the last position of a shape that is still being drawn; false where there is none. */
  undo(): boolean
  redo(): boolean
}

/** The geometry as it is drawn; null for a record that has none. */
export function shapeOf(geometry: DrawerRecord['geometry']): Shape | null {
  if (!geometry) return null
  const { type, coordinates } = geometry
  const drawable = type === 'Point' || type === 'LineString' || type === 'Polygon'
  return drawable ? ({ type, coordinates } as Shape) : null
}

/** What a record says in the place of a field; its unit comes with code and name. */
export function storedValue(field: FormField, { properties }: DrawerRecord): unknown {
  if (field.input !== 'unit') return properties[field.key]
  return (properties['orgUnit'] as { id: number } | null | undefined)?.id ?? null
}

/** A stored value as the form holds it. */
function formValue(field: FormField, value: unknown): FormValue {
  if (field.input === 'switch') return value === true
  return value === null || value === undefined ? '' : String(value)
}

function initialValues(layer: EditableLayer): Record<string, FormValue> {
  return Object.fromEntries(
    [...FORMS[layer].fields, codeField].map((field) => [
      field.key,
      ('initial' in field ? field.initial : undefined) ?? (field.input === 'switch' ? false : ''),
    ]),
  )
}

function storedValues(layer: EditableLayer, record: DrawerRecord): Record<string, FormValue> {
  return Object.fromEntries(
    FORMS[layer].fields.map((field) => [field.key, formValue(field, storedValue(field, record))]),
  )
}

/** One record under change: the form's values, the shape with its history, and what is wrong with them. */
export class Draft {
  readonly layer: EditableLayer
  /** The record as it was read; null for a new one. */
  readonly base: DrawerRecord | null
  /** What is drawn: the type of the stored shape, or the type chosen for a new one. */
  readonly shapeType: ShapeType | null
  readonly #before: FormValues
  #values = $state.raw<FormValues>({})
  #shapes = $state.raw<readonly (Shape | null)[]>([null])
  #at = $state(0)
  #errors = $state.raw<Readonly<Record<string, string>>>({})
  #pen = $state.raw<Pen | null>(null)
  /** Positions of an unfinished shape that can be taken back or set again. */
  unfinished = $state.raw({ positions: 0, undo: false, redo: false })
  /** The vertex a person took hold of last, while it is on the map. */
  vertex = $state.raw<Vertex | null>(null)
  saving = $state(false)
  /** Why the whole was refused, where no field is at fault. */
  problem = $state<string | null>(null)
  /** The record as somebody else has saved it meanwhile. */
  conflict = $state.raw<DrawerRecord | null>(null)

  constructor(layer: EditableLayer, base: DrawerRecord | null, newShape?: ShapeType) {
    const shape = base ? shapeOf(base.geometry) : null
    this.layer = layer
    this.base = base
    this.shapeType = base ? (shape?.type ?? null) : (newShape ?? FORMS[layer].shapes[0]!)
    this.#before = base ? storedValues(layer, base) : initialValues(layer)
    this.#values = this.#before
    this.#shapes = [shape]
  }

  get id(): number | null {
    return this.base?.id ?? null
  }

  get version(): number | null {
    const version = this.base?.properties['version']
    return typeof version === 'number' ? version : null
  }

  get fields(): readonly FormField[] {
    const fields = FORMS[this.layer].fields.filter(({ shownFor }) => shownFor?.(this.#values) ?? true)
    return this.base ? fields : [...fields, codeField]
  }

  get values(): FormValues {
    return this.#values
  }

  set(key: string, value: FormValue): void {
    this.#values = { ...this.#values, [key]: value }
    if (key in this.#errors) {
      this.#errors = Object.fromEntries(Object.entries(this.#errors).filter(([name]) => name !== key))
    }
  }

  get errors(): Readonly<Record<string, string>> {
    return this.#errors
  }

  refuse(errors: Readonly<Record<string, string>>): void {
    this.#errors = errors
  }

  /** The fields whose values differ from what was read. */
  get changedKeys(): string[] {
    return Object.keys(this.#values).filter((key) => this.#values[key] !== this.#before[key])
  }

  get shape(): Shape | null {
    return this.#shapes[this.#at] ?? null
  }

  get shapeChanged(): boolean {
    return JSON.stringify(this.shape) !== JSON.stringify(this.#shapes[0])
  }

  get dirty(): boolean {
    return this.changedKeys.length > 0 || this.shapeChanged || this.unfinished.positions > 0
  }

  get canUndo(): boolean {
    return this.#at > 0 || this.unfinished.undo
  }

  get canRedo(): boolean {
    return this.#at < this.#shapes.length - 1 || this.unfinished.redo
  }

  /** Whether the map takes what is drawn: the drawing comes a moment after the form. */
  get isDrawing(): boolean {
    return this.#pen !== null
  }

  /** Given by the drawing while it is on the map. */
  hold(pen: Pen | null): void {
    this.#pen = pen
    if (pen) return
    this.unfinished = { positions: 0, undo: false, redo: false }
    this.vertex = null
  }

  /** A new state of the shape, from the map or from typed coordinates. */
  reshape(shape: Shape, from: 'map' | 'form'): void {
    this.#shapes = [...this.#shapes.slice(0, this.#at + 1), shape]
    this.#at = this.#shapes.length - 1
    if ('geometry' in this.#errors) this.refuse({})
    if (from === 'form') this.#pen?.show(shape)
  }

  /** The shape without the chosen vertex; null where none is chosen or the shape needs it. */
  get #thinned(): Shape | null {
    return this.shape && this.vertex ? withoutVertex(this.shape, this.vertex) : null
  }

  get canRemoveVertex(): boolean {
    return this.#thinned !== null
  }

  removeVertex(): void {
    const thinned = this.#thinned
    if (thinned) this.reshape(thinned, 'form')
  }

  undo(): void {
    if (this.#pen?.undo() || this.#at === 0) return
    this.#at--
    this.#pen?.show(this.shape)
  }

  redo(): void {
    if (this.#pen?.redo() || this.#at >= this.#shapes.length - 1) return
    this.#at++
    this.#pen?.show(this.shape)
  }

  /** The shape as it was read, as one more step that can be undone. */
  putShapeBack(): void {
    const first = this.#shapes[0]
    if (first && this.shapeChanged) this.reshape(first, 'form')
  }
}
