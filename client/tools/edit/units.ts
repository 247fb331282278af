import { UnitChoices } from '../../state/org-units.svelte.ts'

/** The units a place may belong to. */
export const units = new UnitChoices()
