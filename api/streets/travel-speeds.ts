import type { StreetGraph } from './street-graph.ts'
import type { TravelMode } from './travel-modes.ts'

/**
 * Kilometres an hour of a patrol car on its way through a city, waiting at crossings included, by class of road: about two thirds of the limit that
 * usually holds there (GB 50220-95 and CJJ 37-2012 give design speeds of 60-80 on expressways, 40-60, 30-50 and 20-40 on the three classes of
 * streets below), and walking pace with an engine where people walk.
 */
export const vehicleKilometersPerHour = {
  motorway: 80,
  trunk: 50,
  primary: 40,
  secondary: 35,
  tertiary: 30,
  residential: 20,
  service: 15,
  alley: 10,
  pedestrian: 10,
} as const

/** A class that the table lacks is driven like the lowest one that it has. */
const slowestKilometersPerHour = 10
/** Stairs cost feet twice the time of a pavement (Fujiyama and Tyler 2010: 0.6-0.8 m/s along the slope). */
const stairsFactor = 2

/** How fast people move by themselves, in kilometres an hour. */
export interface Paces {
  readonly footKilometersPerHour: number
  readonly bikeKilometersPerHour: number
}

/** Seconds for a metre by the index of `graph.kinds`; whether a mode may go there at all, `halfEdgeModes` says. */
export function secondsPerMeter({ kinds }: StreetGraph, mode: TravelMode, paces: Paces): Float64Array {
  return Float64Array.from(kinds, (kind) => 3.6 / kilometersPerHour(kind, mode, paces))
}

function kilometersPerHour(kind: string, mode: TravelMode, paces: Paces): number {
  if (mode === 'bike') return paces.bikeKilometersPerHour
  if (mode === 'foot') return paces.footKilometersPerHour / (kind === 'steps' ? stairsFactor : 1)
  const table: Readonly<Record<string, number>> = vehicleKilometersPerHour
  return table[kind] ?? slowestKilometersPerHour
}
