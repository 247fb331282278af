import type { z } from 'zod'
import type { Operation } from '../../../api/http/contract.ts'
import { call } from '../../api.ts'
import { readAll, type ListOperation, type Row } from '../../read-all.ts'

/** Operations of a concept that is kept here; `z.ZodType<unknown>` where the caller sends a plain object. */
export interface RegisterOperations<Properties> {
  list: ListOperation<Properties>
  create: Operation<z.ZodType, z.ZodType, z.ZodType, z.ZodType<Row<Properties>>>
  change: Operation<z.ZodType, z.ZodType, z.ZodType, z.ZodType<Row<Properties>>>
  retire: Operation
}

/** The records of one concept as a page of the administration shows and changes them. */
export class Register<Properties extends { version: number }> {
  readonly #operations: RegisterOperations<Properties>
  #rows = $state.raw<readonly Row<Properties>[] | null>(null)
  #error = $state.raw<unknown>(null)

  constructor(operations: RegisterOperations<Properties>) {
    this.#operations = operations
    void this.load()
  }

  /** Null until they have come. */
  get rows(): readonly Row<Properties>[] | null {
    return this.#rows
  }

  get error(): unknown {
    return this.#error
  }

  async load(): Promise<void> {
    this.#error = null
    try {
      this.#rows = await readAll(this.#operations.list)
    } catch (error) {
      this.#error = error
    }
  }

  /**
   * Creates a record, or changes the one given.
   * @param version the version the editor saw last, when it is not the row's own
   * @throws {ApiError} `edit-conflict` when somebody else saved meanwhile
   */
  async save(
    row: Row<Properties> | null,
    properties: Record<string, unknown>,
    version = row?.properties.version,
  ): Promise<void> {
    const { create, change } = this.#operations
    if (row) await call(change, { params: { id: row.id }, body: { version, properties } })
    else await call(create, { body: { properties } })
    await this.load()
  }

  /** @throws {ApiError} `still-in-use`, `edit-conflict` */
  async retire(row: Row<Properties>): Promise<void> {
    await call(this.#operations.retire, {
      params: { id: row.id },
      query: { version: row.properties.version },
    })
    await this.load()
  }
}
