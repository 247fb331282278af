import type { Role, Viewer } from './viewer.ts'

/** The places a person may edit in the drawer. */
export const editablePlaces = [
  'courtyards',
  'key-sections',
  'patrol-lines',
  'patrol-points',
  'patrol-routes',
  'control-areas',
  'facilities',
  'premises',
] as const
export type EditablePlace = (typeof editablePlaces)[number]

/** Layers that every signed-in viewer sees whole: the city itself. */
const wholeLayers = ['water', 'green', 'buildings', 'rail', 'labels', 'roads', 'org-units', 'grids'] as const
/** Layers cut to the viewer's scope. */
const scopedLayers = [...editablePlaces, 'cases', 'tracks'] as const
export type Layer = (typeof wholeLayers)[number] | (typeof scopedLayers)[number]

const editors: Record<EditablePlace, Role[]> = {
  courtyards: ['branch', 'planner', 'admin'],
  'key-sections': ['planner', 'admin'],
  'patrol-lines': ['planner', 'admin'],
  'patrol-points': ['planner', 'admin'],
  'patrol-routes': ['planner', 'admin'],
  'control-areas': ['planner', 'admin'],
  facilities: ['planner', 'admin'],
  premises: ['branch', 'planner', 'admin'],
}

/** Layers the viewer may see at all. */
export function visibleLayers(viewer: Viewer): Layer[] {
  return [...wholeLayers, ...scopedLayers].filter((layer) => maySeeLayer(viewer, layer))
}

/** The administrator keeps accounts, settings and imports; single incidents and tracks are not theirs to read. */
export function maySeeLayer(viewer: Viewer, layer: Layer): boolean {
  return !(viewer.role === 'admin' && (layer === 'cases' || layer === 'tracks'))
}

/** How exactly single cases are placed for the viewer. */
export function casePlacing(viewer: Viewer): 'point' | 'street_segment' | 'none' {
  if (viewer.role === 'admin') return 'none'
  return viewer.role === 'branch' ? 'street_segment' : 'point'
}

/** What cases are read for: single ones, or a figure about many (counts, summary, top places, heat, risk, cells on the map). */
export type CasePurpose = 'cases' | 'analysis'

/**
 * Sexual offences, minors, domestic violence. Single ones are leadership's, and opening one is audited. No figure holds them for anybody:
 * everybody reads the same, and no difference of two figures gives one away.
 */
export function maySeeRestricted(viewer: Viewer, purpose: CasePurpose): boolean {
  return purpose === 'cases' && viewer.role === 'leader'
}

/** Plain-clothes patrols are never shown to a branch. */
export function maySeePlainClothes(viewer: Viewer): boolean {
  return viewer.role !== 'branch'
}

export function mayEdit(viewer: Viewer, place: EditablePlace): boolean {
  return editors[place].includes(viewer.role)
}

/** Requirements say what is to be patrolled: planners for their station, the administrator for all. */
export function maySetRequirements(viewer: Viewer): boolean {
  return viewer.role === 'planner' || viewer.role === 'admin'
}

/** Coverage of lines and points, the gaps, and how long patrols were where. */
export function maySeeCoverage(viewer: Viewer): boolean {
  return viewer.role !== 'admin'
}

/** How far the figures are that are being computed again. */
export function mayWatchSummaries(viewer: Viewer): boolean {
  return viewer.role !== 'branch'
}

/**
 * Where units are now, and alerts about them: planners for their own station, leadership. A branch has no task that needs it, the administrator none
 * at all; both see nothing.
 */
export function maySeeLive(viewer: Viewer): boolean {
  return viewer.role === 'planner' || viewer.role === 'leader'
}

/** Saying that somebody has seen to an alert: the planner of the station. */
export function mayAcknowledgeAlerts(viewer: Viewer): boolean {
  return viewer.role === 'planner'
}

/** Accounts, org units, units, slots, categories, settings, imports, audit. */
export function mayAdminister(viewer: Viewer): boolean {
  return viewer.role === 'admin'
}

/** Sending positions of a unit of the own station from a phone, signed in; machines have a token of the unit. */
export function maySendPositions(viewer: Viewer): boolean {
  return viewer.role === 'branch' || viewer.role === 'planner'
}

/** Whether results may leave as files; every export leaves an audit row. */
export function mayExport(viewer: Viewer): boolean {
  return viewer.role === 'planner' || viewer.role === 'leader'
}
