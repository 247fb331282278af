import { me } from '../../api/me/contract.ts'
import { signIn, signOut } from '../../api/sessions/contract.ts'
import { ApiError, call, onSignedOut } from '../api.ts'
import { chooseLanguage } from '../i18n/catalogue.svelte.ts'
import { dayOf } from './days.ts'
import { language } from './language.svelte.ts'
import { preferences } from './preferences.svelte.ts'
import { theme } from './theme.svelte.ts'
import type { BoundingBox, Role, Viewer } from './viewer.ts'

type Status = 'loading' | 'signed-out' | 'signed-in' | 'failed'

/** Who is at the screen, and the district they work in. */
class SessionState {
  #status = $state<Status>('loading')
  #viewer = $state.raw<Viewer | null>(null)
  #error = $state.raw<unknown>(null)
  /** How far the server's clock is ahead of this device's. */
  #clockOffsetMs = $state(0)

  constructor() {
    onSignedOut(() => this.#end())
  }

  get status(): Status {
    return this.#status
  }

  get error(): unknown {
    return this.#error
  }

  /** The viewer; only read where the status is `signed-in`. */
  get viewer(): Viewer {
    if (!this.#viewer) throw new Error('nobody is signed in')
    return this.#viewer
  }

  get role(): Role | null {
    return this.#viewer?.account.role ?? null
  }

  /** Where this person's work is: the home grid, else the org unit, else the district. */
  get homeBounds(): BoundingBox {
    const { account, district } = this.viewer
    return account.homeGrid?.bbox ?? account.orgUnit?.bbox ?? district.extent
  }

  maySee(layer: string): boolean {
    return this.#viewer?.layers.includes(layer) ?? false
  }

  mayEdit(layer: string): boolean {
    return this.#viewer?.editable.includes(layer) ?? false
  }

  /** The server's present moment. */
  now(): Date {
    return new Date(Date.now() + this.#clockOffsetMs)
  }

  /** Today in the district. */
  get today(): string {
    return dayOf(this.now(), this.viewer.district.timeZone)
  }

  async load(): Promise<void> {
    this.#status = 'loading'
    try {
      const viewer = await call(me)
      await preferences.load()
      const { language: spoken } = preferences.values
      if (spoken && spoken !== language.current) await chooseLanguage(spoken)
      this.#begin(viewer)
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return this.#end()
      this.#error = error
      this.#status = 'failed'
    }
  }

  /** Reads account and district again without leaving the page, after either has changed. */
  async refresh(): Promise<void> {
    this.#begin(await call(me))
  }

  /** @throws {ApiError} when the server refuses */
  async signIn(username: string, password: string): Promise<void> {
    await call(signIn, { body: { username, password } })
    await this.load()
  }

  async signOut(): Promise<void> {
    await call(signOut).catch(() => undefined)
    this.#end()
  }

  #begin(viewer: Viewer): void {
    this.#viewer = viewer
    this.#clockOffsetMs = new Date(viewer.district.now).getTime() - Date.now()
    language.timeZone = viewer.district.timeZone
    const { theme: themeChoice } = preferences.values
    if (themeChoice && themeChoice !== theme.choice) theme.choose(themeChoice)
    this.#error = null
    this.#status = 'signed-in'
  }

  #end(): void {
    preferences.forget()
    this.#viewer = null
    this.#status = 'signed-out'
  }
}

export const session = new SessionState()
