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
  },
  demo,
  large: demo,
}
