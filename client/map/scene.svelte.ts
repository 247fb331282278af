import type { LayerSpecification, SourceSpecification } from 'maplibre-gl'
import { untrack } from 'svelte'

/** Where a contribution is drawn: under the streets' names, above all lines, or on top of everything. */
export type Slot = 'under-labels' | 'over-lines' | 'top'

/**
 * What a workspace or tool adds to the map's style, or changes in it, while it is open.
 * Everything is declarative: put the whole contribution again when it changes, the map applies the difference.
 */
export interface Contribution {
  sources?: Record<string, SourceSpecification>
  /** Ids must be unique on the map; `<name>:<part>`. Parts ending in `label` are never clicked. */
  layers?: { slot: Slot; specification: LayerSpecification }[]
  /** Collection layers this contribution draws in its own way, so that the usual symbols would say it twice. */
  hides?: readonly string[]
  /** What can be pointed at and clicked although it is no record. */
  figures?: MapFigures
}

/** Features that stand for a figure, such as the cells of an analysis. They give way to any record that is more particular than a grid. */
export interface MapFigures {
  /** Their style layers; features have numeric ids. */
  layers: readonly string[]
  /** The lines of the hover card. */
  describe(id: number): { title: string; detail: string } | null
  point(id: number | null): void
  choose(id: number): void
}

/** The contributions of open workspaces and tools, by name. */
class SceneState {
  #contributions = $state.raw<Readonly<Record<string, Contribution>>>({})

  get contributions(): readonly Contribution[] {
    return Object.values(this.#contributions)
  }

  /** Safe inside an `$effect`: it does not depend on what others put. */
  put(name: string, contribution: Contribution | null): void {
    const before = untrack(() => this.#contributions)
    if (!contribution && !(name in before)) return
    const next = { ...before }
    if (contribution) next[name] = contribution
    else delete next[name]
    this.#contributions = next
  }
}

export const scene = new SceneState()

/** What an open workspace adds to the legend: a title with unit, window and method, and its classes. */
export interface LegendBlock {
  title: string
  /** Units, window and method, for example 每平方公里每年案件数 · 2026-08-23 – 11-21 · 核密度 h=350 m. */
  note?: string
  /** Entries side by side, down the first column and then the next; without it what fits. */
  columns?: number
  entries: {
    label: string
    color: string
    /** A line's, in px; where width tells classes apart. */
    width?: number
    dash?: number[]
    pattern?: 'hatch' | 'dots'
    /** An area's outline and pattern, where they are not of its colour. */
    line?: string
    /** A point's: the sign drawn in it, so that it reads without colour. */
    mark?: string
    /** Address of a picture shown in its place. */
    picture?: string
    shape: 'area' | 'line' | 'point'
  }[]
}

class LegendState {
  #blocks = $state.raw<Readonly<Record<string, LegendBlock>>>({})

  get blocks(): readonly [string, LegendBlock][] {
    return Object.entries(this.#blocks)
  }

  put(name: string, block: LegendBlock | null): void {
    const before = untrack(() => this.#blocks)
    if (!block && !(name in before)) return
    const next = { ...before }
    if (block) next[name] = block
    else delete next[name]
    this.#blocks = next
  }
}

export const legendBlocks = new LegendState()
