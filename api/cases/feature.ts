import type { z } from 'zod'
import type { readCase } from './contract.ts'
import type { CaseRow } from './queries.ts'

/** A case as GeoJSON. */
export function caseFeature(row: CaseRow): z.input<typeof readCase.response> {
  return {
    type: 'Feature',
    id: row.id,
    geometry: row.geometry,
    properties: {
      code: row.externalId,
      name: row.categoryName,
      kind: row.categoryCode,
      categoryCode: row.categoryCode,
      categoryName: row.categoryName,
      categoryNameEn: row.categoryNameEn,
      restricted: row.restricted,
      keyCase: row.keyCase,
      severityWeight: row.severityWeight,
      occurredFrom: row.occurredFrom.toISOString(),
      occurredTo: row.occurredTo.toISOString(),
      reportedAt: row.reportedAt?.toISOString() ?? null,
      timePrecision: row.timePrecision,
      placePrecision: row.placePrecision,
      source: row.source,
      sourceSystem: row.sourceSystem,
      externalId: row.externalId,
      address: row.address,
      gridCode: row.gridCode,
      gridName: row.gridName,
    },
  }
}
