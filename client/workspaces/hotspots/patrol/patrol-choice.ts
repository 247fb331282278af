export const patrolViews = ['both', 'heat', 'patrol', 'swipe'] as const
export type PatrolView = (typeof patrolViews)[number]
export const patrolTabs = ['under', 'over', 'stays', 'hours'] as const
export type PatrolTab = (typeof patrolTabs)[number]

/** What is looked at, as the link says it. @param get a parameter of the link */
export function patrolChoice(get: (name: string) => string | null): { view: PatrolView; tab: PatrolTab } {
  return {
    view: patrolViews.find((name) => name === get('pv')) ?? 'both',
    tab: patrolTabs.find((name) => name === get('pt')) ?? 'under',
  }
}
