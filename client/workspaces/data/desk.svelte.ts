import type { z } from 'zod'
import {
  checkImport,
  type CoordinateSystemName,
  confirmImport,
  createImport,
  discardImport,
  type ImportConcept,
  type ImportDetail,
  type ImportMapping,
  type ImportOptions,
  type ImportRow,
  type ImportSummary,
  listImportRows,
  listImports,
  previewImport,
  readImport,
  undoImport,
} from '../../../api/imports/contract.ts'
import { ApiError, call, request } from '../../api.ts'
import { mapState } from '../../map/map.svelte.ts'

export type Preview = z.infer<typeof previewImport.response>
type Step = 'uploading' | 'checking' | 'writing' | 'undoing'

const pollMilliseconds = 500
const pageSize = 20

/** Imports of the administrator: the list, and the one being worked on with its choices and its picture. */
class ImportDesk {
  #imports = $state.raw<readonly ImportSummary[] | null>(null)
  #nextCursor = $state<string | null>(null)
  #listError = $state.raw<unknown>(null)
  #current = $state.raw<ImportDetail | null>(null)
  #preview = $state.raw<Preview | null>(null)
  #step = $state<Step | null>(null)
  #share = $state<number | null>(null)
  #refused = $state.raw<{ message: string; concept: ImportConcept; file: File } | null>(null)
  #previewNumber = 0

  /** What the user chooses before a check. */
  mapping = $state<ImportMapping>({})
  coordinateSystem = $state<CoordinateSystemName>('wgs84')
  options = $state<ImportOptions>({})
  /** The choices as they were checked last. */
  #checked = $state('')

  get imports(): readonly ImportSummary[] | null {
    return this.#imports
  }

  get hasMore(): boolean {
    return this.#nextCursor !== null
  }

  get listError(): unknown {
    return this.#listError
  }

  get current(): ImportDetail | null {
    return this.#current
  }

  get preview(): Preview | null {
    return this.#preview
  }

  /** The long work under way. */
  get step(): Step | null {
    return this.#step
  }

  /** How much of it is done, 0 to 1; null when not known. */
  get share(): number | null {
    return this.#share
  }

  /** A file whose columns about persons stopped it. */
  get refused() {
    return this.#refused
  }

  /** Whether the result shown belongs to the choices shown. */
  get isUpToDate(): boolean {
    return this.#current?.status === 'checked' && this.#checked === this.#choicesText
  }

  /** A GPX file says nothing about whose track it is: without a unit no row can come in. */
  get needsUnit(): boolean {
    return this.#current?.fileFormat === 'gpx' && !this.options.unitCode
  }

  get #choicesText(): string {
    return JSON.stringify([this.mapping, this.coordinateSystem, this.options])
  }

  async loadList(): Promise<void> {
    this.#listError = null
    try {
      const page = await call(listImports, { query: { limit: pageSize } })
      this.#imports = page.imports
      this.#nextCursor = page.nextCursor
    } catch (error) {
      this.#listError = error
    }
  }

  async loadMore(): Promise<void> {
    if (this.#nextCursor === null) return
    const page = await call(listImports, { query: { limit: pageSize, cursor: this.#nextCursor } })
    this.#imports = [...(this.#imports ?? []), ...page.imports]
    this.#nextCursor = page.nextCursor
  }

  /** Sends a file; one with columns about persons waits in `refused`. @throws {ApiError} for any other problem */
  async upload(concept: ImportConcept, file: File, dropPersonalColumns = false): Promise<void> {
    this.#refused = null
    const form = new FormData()
    form.set('concept', concept)
    if (dropPersonalColumns) form.set('dropPersonalColumns', 'true')
    form.set('file', file)
    this.#step = 'uploading'
    this.#share = null
    try {
      this.#open(
        await request(createImport.response, `/api/v1${createImport.path}`, { method: 'POST', body: form }),
      )
      await this.showFile()
    } catch (error) {
      if (!(error instanceof ApiError) || error.type !== '/problems/personal-columns') throw error
      this.#refused = { message: error.message, concept, file }
    } finally {
      this.#step = null
    }
  }

  forgetRefused(): void {
    this.#refused = null
  }

  async open(id: number): Promise<void> {
    this.#open(await call(readImport, { params: { id } }))
    if (this.#current?.status === 'checked') this.#checked = this.#choicesText
    if (this.#current?.status === 'read' || this.#current?.status === 'checked') await this.showFile()
  }

  #open(detail: ImportDetail): void {
    this.#current = detail
    this.mapping = { ...detail.mapping }
    this.coordinateSystem = detail.coordinateSystem
    this.options = structuredClone(detail.options)
    this.#checked = ''
    this.#preview = null
  }

  async close(): Promise<void> {
    this.#current = null
    this.#preview = null
    await this.loadList()
  }

  /** Puts the file on the map as it would lie with the choices made, or as it was checked. */
  async showFile({ fly = true } = {}): Promise<void> {
    const detail = this.#current
    if (!detail) return
    const { longitude, latitude, x, y } = this.mapping
    const asked = {
      coordinateSystem: this.coordinateSystem,
      sourceEpsg: this.options.sourceEpsg,
      longitude,
      latitude,
      x,
      y,
    }
    const number = ++this.#previewNumber
    const preview = await call(previewImport, {
      params: { id: detail.id },
      query: this.isUpToDate ? {} : asked,
    })
    // A later choice may have been answered first.
    if (number !== this.#previewNumber) return
    this.#preview = preview
    if (fly && preview.bbox && preview.insideCount > 0) {
      mapState.flyToBounds(preview.bbox, { besideLegend: true })
    }
  }

  async check(): Promise<void> {
    const detail = this.#current
    if (!detail) return
    const choices = this.#choicesText
    await this.#work('checking', async () => {
      this.#current = await call(checkImport, {
        params: { id: detail.id },
        body: {
          mapping: this.mapping,
          coordinateSystem: this.coordinateSystem,
          options: $state.snapshot(this.options),
        },
      })
      this.#checked = choices
    })
    await this.showFile({ fly: false })
  }

  async confirm(): Promise<void> {
    const detail = this.#current
    if (!detail) return
    await this.#work('writing', async () => {
      this.#current = await call(confirmImport, { params: { id: detail.id } })
    })
    // What was the file is now on the map itself.
    this.#preview = null
    refreshLayer(detail.concept)
  }

  async undo(): Promise<void> {
    const detail = this.#current
    if (!detail) return
    await this.#work('undoing', async () => {
      this.#current = await call(undoImport, { params: { id: detail.id } })
    })
    this.#preview = null
    refreshLayer(detail.concept)
  }

  async discard(): Promise<void> {
    if (!this.#current) return
    await call(discardImport, { params: { id: this.#current.id } })
    await this.close()
  }

  /** Rows with one problem, behind the row number `cursor`. */
  async rowsWith(
    problem: { code: string; value: string | null },
    cursor: string | null,
  ): Promise<{ rows: ImportRow[]; nextCursor: string | null }> {
    return call(listImportRows, {
      params: { id: this.#current!.id },
      query: { code: problem.code, value: problem.value, limit: pageSize, cursor },
    })
  }

  /** Runs long work, asking the server how far it is. */
  async #work(step: Step, work: () => Promise<void>): Promise<void> {
    const id = this.#current!.id
    this.#step = step
    this.#share = null
    const timer = setInterval(() => {
      void call(readImport, { params: { id } })
        .then(({ progress }) => {
          if (progress && progress.totalCount > 0) this.#share = progress.doneCount / progress.totalCount
        })
        .catch(() => undefined)
    }, pollMilliseconds)
    try {
      await work()
    } finally {
      clearInterval(timer)
      this.#step = null
    }
  }
}

/** The map's tiles that hold a layer are asked for anew. */
function refreshLayer(concept: ImportConcept): void {
  const map = mapState.instance
  for (const [id, source] of Object.entries(map?.getStyle().sources ?? {})) {
    const holdsIt = source.type === 'vector' && source.tiles?.some((address) => address.includes(concept))
    if (holdsIt) map?.refreshTiles(id)
  }
}

export const desk = new ImportDesk()
