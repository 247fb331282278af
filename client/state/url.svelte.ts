import { unsaved } from './unsaved.svelte.ts'

function written(search: URLSearchParams): string {
  const query = search.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':')
  return query ? `?${query}` : ''
}

/**
 * The address bar as the source of truth: the path's first segment names the workspace, the query holds view, layers, filters and selection.
 * Values are written readable (commas and slashes stay as they are), since people paste these links into chats.
 */
class UrlState {
  #search = $state.raw(new URLSearchParams(location.search))
  #path = $state(location.pathname)

  constructor() {
    addEventListener('popstate', () => this.#follow(`${location.pathname}${location.search}`))
  }

  /** Back and forward: what is not saved on the page is asked about first, with the page still there. */
  #follow(address: string): void {
    const { pathname, searchParams } = new URL(address, location.origin)
    const elsewhere = pathname !== this.#path || searchParams.get('page') !== this.get('page')
    if (unsaved.any && elsewhere) {
      history.pushState(null, '', `${this.#path}${written(this.#search)}`)
      unsaved.leave(() => {
        history.pushState(null, '', address)
        this.#follow(address)
      })
      return
    }
    this.#search = searchParams
    this.#path = pathname
  }

  get path(): string {
    return this.#path
  }

  get(name: string): string | null {
    return this.#search.get(name)
  }

  /** Changes some parameters (null takes one away). `replace` for what changes continuously, such as the view. */
  set(changes: Record<string, string | null>, { replace = false } = {}): void {
    this.go(this.#path, changes, { replace })
  }

  go(path: string, changes: Record<string, string | null> = {}, { replace = false } = {}): void {
    // A fresh copy that is assigned whole: it need not be reactive itself.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const search = new URLSearchParams(this.#search)
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') search.delete(name)
      else search.set(name, value)
    }
    const address = `${path}${written(search)}`
    if (address === `${location.pathname}${location.search}`) return
    this.#search = search
    this.#path = path
    history[replace ? 'replaceState' : 'pushState'](null, '', address)
  }
}

export const url = new UrlState()
