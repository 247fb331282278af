export type CitySize = 'small' | 'demo' | 'large'

export interface CityRequest {
  seed: number
  /** The city's "today", `YYYY-MM-DD` in the district's time zone. */
  anchorDay: string
  size: CitySize
}

interface SizeNumbers {
  extent: 'whole' | 'centre'
  stations: number
  communities: number
  grids: number
  households: number
  officers: number
  communityOfficers: number
  securityMembers: number
  caseMonths: number
  cases: number
  trackWeeks: number
  premises: number
  patrolLines: number
  patrolPoints: number
  keySections: number
  areas: { core: number; key: number; campaign: number }
}

/** The numbers of `docs/demo-city.md`. `large` is the demo city many times over; its own numbers are in `large.ts`. */
const demo: SizeNumbers = {
  extent: 'whole',
  stations: 4,
  communities: 19,
  grids: 150,
  households: 60_000,
  officers: 212,
  communityOfficers: 113,
  securityMembers: 580,
  caseMonths: 24,
  cases: 12_000,
  trackWeeks: 12,
  premises: 620,
  patrolLines: 78,
  patrolPoints: 60,
  keySections: 40,
  areas: { core: 21, key: 12, campaign: 2 },
}

export const sizes: Record<CitySize, SizeNumbers> = {
  small: {
    extent: 'centre',
    stations: 2,
    communities: 4,
    grids: 12,
    households: 6_000,
    officers: 30,
    communityOfficers: 14,
    securityMembers: 60,
    caseMonths: 24,
    cases: 600,
    trackWeeks: 1,
    premises: 90,
    patrolLines: 10,
    patrolPoints: 8,
    keySections: 5,
    areas: { core: 3, key: 2, campaign: 1 },
  },
  demo,
  large: demo,
}
