import { Router } from 'express'
import type { z } from 'zod'
import { mayEdit } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import type { Bilingual, Operation } from '../http/contract.ts'
import { forbidden, invalidInput, notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import type { placeOperations } from './contract.ts'
import { changePlace, confirmPlace, createPlace, retirePlace } from './edit.ts'
import { checkDrawnGeometry, type DrawnGeometry } from './geometry.ts'
import type { Place } from './place.ts'
import { requireNoPersonalText } from './personal-text.ts'
import { historyOf, listPlaces, readPlace } from './queries.ts'

type AnyPlaceOperations = ReturnType<typeof placeOperations<z.ZodRawShape, z.ZodRawShape>>

/** The operations of some concept of places: its own attributes are not known here. */
type PlaceOperations = {
  [Name in keyof AnyPlaceOperations]: AnyPlaceOperations[Name] extends Operation<infer P, infer Q, infer B>
    ? Operation<P, Q, B>
    : never
}

/** What was read, or 404: also for what lies outside the viewer's area. */
export function found<T>(record: T | undefined): T {
  if (record === undefined) throw notFound()
  return record
}

/** Everything one concept of editable places answers. */
export function placeRoutes(context: ApiContext, operations: PlaceOperations, place: Place): Router {
  const router = Router()
  const { database, settings } = context

  function requireEditor(viewer: Viewer): void {
    if (!mayEdit(viewer, place.layer)) throw forbidden()
  }

  async function drawn(input: { type: string; coordinates: unknown }): Promise<DrawnGeometry> {
    const { extent } = await settings.district()
    const marginKilometers = await settings.get('imports.extentMarginKilometers')
    const checked = checkDrawnGeometry(input, { types: place.geometries, extent, marginKilometers })
    if (!checked.valid) throw invalidInput('geometry', checked.reason, redraw)
    return checked.geometry
  }

  serve(router, operations.list, ({ viewer, query }) => listPlaces(database.read, viewer, place, query))

  serve(router, operations.read, async ({ viewer, params }) =>
    found(await readPlace(database.write, viewer, place, params.id)),
  )

  serve(router, operations.create, async ({ viewer, body, actor, requestId }) => {
    requireEditor(viewer)
    requireNoPersonalText(body.properties)
    const geometry = await drawn(body.geometry)
    return createPlace(database, place, { viewer, actor, requestId }, { values: body.properties, geometry })
  })

  serve(router, operations.change, async ({ viewer, params, body, actor, requestId }) => {
    requireEditor(viewer)
    const values = body.properties ?? {}
    requireNoPersonalText(values)
    const geometry = body.geometry && (await drawn(body.geometry))
    return changePlace(database, place, { viewer, actor, requestId }, params.id, body.version, {
      values,
      geometry,
    })
  })

  serve(router, operations.confirm, async ({ viewer, params, actor, requestId }) => {
    requireEditor(viewer)
    return confirmPlace(database, place, { viewer, actor, requestId }, params.id)
  })

  serve(router, operations.retire, async ({ viewer, params, query, actor, requestId }) => {
    requireEditor(viewer)
    await retirePlace(database, place, { viewer, actor, requestId }, params.id, query.version)
  })

  serve(router, operations.history, async ({ viewer, params }) => {
    found(await readPlace(database.write, viewer, place, params.id))
    return { entries: await historyOf(database.write, place.layer, params.id) }
  })
  return router
}

const redraw: Bilingual = {
  zh: '请修改图形后再保存。',
  en: 'Correct the geometry and save again.',
}
