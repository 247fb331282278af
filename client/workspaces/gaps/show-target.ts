import { request } from '../../api.ts'
import { recordSchema } from '../../frame/drawer.ts'
import { boundsOf } from '../../map/bounds.ts'
import { mapState } from '../../map/map.svelte.ts'
import { selection, type Target } from '../../state/selection.svelte.ts'

/** Selects a record and flies to it, leaving room for the drawer that opens. The middle is enough where its outline cannot be read. */
export async function showTarget(target: Target, center?: readonly [number, number]): Promise<void> {
  selection.select(target)
  const record = await request(recordSchema, `/api/v1/${target.layer}/${target.id}`).catch(() => null)
  if (selection.current?.id !== target.id || selection.current.layer !== target.layer) return
  const bounds = record?.geometry ? boundsOf(record.geometry) : null
  if (bounds) mapState.flyToBounds(bounds, { maxZoom: 16 })
  else if (center) mapState.flyTo(center[0], center[1])
}
