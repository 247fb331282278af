import Activity from '@lucide/svelte/icons/activity'
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import ClipboardCheck from '@lucide/svelte/icons/clipboard-check'
import KeyRound from '@lucide/svelte/icons/key-round'
import MapPinned from '@lucide/svelte/icons/map-pinned'
import Network from '@lucide/svelte/icons/network'
import ScrollText from '@lucide/svelte/icons/scroll-text'
import Shield from '@lucide/svelte/icons/shield'
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal'
import Tags from '@lucide/svelte/icons/tags'
import Users from '@lucide/svelte/icons/users'
import type { Component } from 'svelte'

export type PageId =
  | 'accounts'
  | 'org-units'
  | 'patrol-units'
  | 'time-slots'
  | 'requirements'
  | 'case-categories'
  | 'settings'
  | 'district'
  | 'tokens'
  | 'audit'
  | 'health'

interface Page {
  id: PageId
  icon: Component<{ size?: number | string }>
  load: () => Promise<Component>
}

const of = (module: Promise<{ default: Component }>) => module.then((loaded) => loaded.default)

/** The pages of the side list; each loads when opened. */
export const PAGE_GROUPS: readonly { id: 'people' | 'rules' | 'running'; pages: readonly Page[] }[] = [
  {
    id: 'people',
    pages: [
      { id: 'accounts', icon: Users, load: () => of(import('./Accounts.svelte')) },
      { id: 'org-units', icon: Network, load: () => of(import('./OrgUnits.svelte')) },
      { id: 'patrol-units', icon: Shield, load: () => of(import('./PatrolUnits.svelte')) },
    ],
  },
  {
    id: 'rules',
    pages: [
      { id: 'time-slots', icon: CalendarClock, load: () => of(import('./TimeSlots.svelte')) },
      { id: 'requirements', icon: ClipboardCheck, load: () => of(import('./Requirements.svelte')) },
      { id: 'case-categories', icon: Tags, load: () => of(import('./CaseCategories.svelte')) },
      { id: 'settings', icon: SlidersHorizontal, load: () => of(import('./Settings.svelte')) },
    ],
  },
  {
    id: 'running',
    pages: [
      { id: 'district', icon: MapPinned, load: () => of(import('./District.svelte')) },
      { id: 'tokens', icon: KeyRound, load: () => of(import('./Tokens.svelte')) },
      { id: 'audit', icon: ScrollText, load: () => of(import('./Audit.svelte')) },
      { id: 'health', icon: Activity, load: () => of(import('./Health.svelte')) },
    ],
  },
]

const PAGES = PAGE_GROUPS.flatMap(({ pages }) => pages)

/** The page of an address, the first one when it names none. */
export function pageNamed(id: string | null): Page {
  return PAGES.find((page) => page.id === id) ?? PAGES[0]!
}
