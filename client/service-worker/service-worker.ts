/**
 * Keeps the application's own files, so that the page that records a patrol opens without network. It holds nothing of anybody: answers of the API
 * and tiles are never kept, whatever they are. With network the page itself always comes from the server, so nobody stays on an old version; the
 * files it names carry their content in their name and may come from here.
 *
 * The build puts the list of files in place of `__FILES__` (vite.config.ts).
 */
declare const __FILES__: { version: string; paths: string[] }

const worker = globalThis as unknown as ServiceWorkerGlobalScope
const { version, paths } = __FILES__
const CACHE = `xunge-${version}`
/** The version before stays for pages that are still open. */
const KEPT_VERSIONS = 2
/** A network that does not answer for so long is none. */
const PATIENCE_MS = 4000
const PAGE = '/'

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...paths]))
      .then(() => worker.skipWaiting()),
  )
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldVersions().then(() => worker.clients.claim()))
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (pathname.startsWith('/assets/')) event.respondWith(asset(request))
})

async function forgetOldVersions(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith('xunge-'))
  const others = names.filter((name) => name !== CACHE)
  const old = others.slice(0, Math.max(0, others.length - (KEPT_VERSIONS - 1)))
  await Promise.all(old.map((name) => caches.delete(name)))
}

/** From the server; what is kept only where there is none. */
async function page(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (['/api/', '/tiles/', '/healthz', '/readyz'].some((path) => pathname.startsWith(path)))
    return fetch(request)
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch (error) {
    const kept = await caches.match(PAGE, { cacheName: CACHE })
    if (kept) return kept
    throw error
  }
}

/** Files with their content in their name never change; one that was asked for is kept. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) {
    const cache = await caches.open(CACHE)
    await cache.put(request, answer.clone())
  }
  return answer
}
