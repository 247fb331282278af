import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type HtmlTagDescriptor, type Plugin, type Rolldown } from 'vite'

const client = fileURLToPath(new URL('client', import.meta.url))
const entry = join(client, 'main.ts')
const firstView = join(client, 'start.ts')
const serviceWorker = join(client, 'service-worker', 'service-worker.ts')

const reached = new Map<string, ReadonlySet<string>>()

/** Whether `start` imports the module, directly or through others, when it is loaded and not later on demand. */
function imports(start: string, id: string, context: Rolldown.ChunkingContext): boolean {
  let found = reached.get(start)
  if (!found) {
    const modules = new Set([start])
    for (const module of modules) {
      for (const next of context.getModuleInfo(module)?.importedIds ?? []) modules.add(next)
    }
    reached.set(start, (found = modules))
  }
  return found.has(id)
}

/**
 * What every visit loads is three files instead of sixty: what `main.ts` needs itself, which runs first, the map library, and all else that
 * `start.ts` imports at once. What is imported on demand stays in files of its own.
 */
const groups: Rolldown.CodeSplittingGroup[] = [
  {
    name: (id, context) => (id !== entry && imports(entry, id, context) ? 'foundation' : null),
    debugName: 'foundation',
    priority: 3,
  },
  { name: 'map-library', test: /[\\/]node_modules[\\/]maplibre-gl[\\/].*\.mjs$/, priority: 2 },
  {
    name: (id, context) => (imports(firstView, id, context) ? 'first-view' : null),
    debugName: 'first-view',
    priority: 1,
  },
]

/**
 * zod's schemas carry what makes JSON Schema of them; only the server does (openapi.json). Each of these modules is replaced by one with the
 * same names that do nothing but say so.
 */
const withoutJsonSchema: Plugin = {
  name: 'without-json-schema',
  apply: 'build',
  transform: {
    filter: { id: /[\\/]zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/ },
    handler(code) {
      const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].flatMap(([, name]) => name ?? [])
      // What makes a method is called for every schema, the method itself never.
      const kept = names.map((name) => `${name.startsWith('create') ? 'later' : 'refuse'} as ${name}`)
      return {
        code: `function refuse() { throw new Error('JSON Schema is made on the server') }
const later = () => refuse
export { ${kept.join(', ')} }`,
        map: null,
        moduleSideEffects: false,
      }
    },
  },
}

/** The page asks for the first view's files at once, instead of after `main.ts` has run. */
const preloadFirstView: Plugin = {
  name: 'preload-first-view',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk')
      const wanted = new Set(chunks.filter(({ facadeModuleId }) => facadeModuleId === firstView))
      for (const { imports } of wanted) {
        for (const chunk of chunks) if (imports.includes(chunk.fileName)) wanted.add(chunk)
      }
      // The foundation is imported by the page's own script, and named for that already.
      const rest = [...wanted].filter(({ name }) => name !== 'foundation')
      const link = (attributes: Record<string, string>): HtmlTagDescriptor => ({
        tag: 'link',
        attrs: { crossorigin: '', ...attributes },
        injectTo: 'head',
      })
      return rest.flatMap(({ fileName, viteMetadata }) => [
        link({ rel: 'modulepreload', href: `/${fileName}` }),
        ...[...(viteMetadata?.importedCss ?? [])].map((css) => link({ rel: 'stylesheet', href: `/${css}` })),
      ])
    },
  },
}

/** What recording a patrol needs where there is no network; what these import comes along. */
const offline = [
  'main.ts',
  'start.ts',
  'frame/AccountMenu.svelte',
  'frame/Legend.svelte',
  'frame/PhoneSheet.svelte',
  'i18n/en/catalogue.ts',
  'i18n/zh/catalogue.ts',
  'workspaces/record/DeviceBar.svelte',
  'workspaces/record/OfflinePage.svelte',
  'workspaces/record/Workspace.svelte',
].map((name) => join(client, name))

/** Tells the service worker which files it keeps, under a version that changes with any of them. */
const filesOfServiceWorker: Plugin = {
  name: 'files-of-service-worker',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const outputs = Object.values(bundle)
      const chunks = outputs.filter((output) => output.type === 'chunk')
      const kept = new Set(
        chunks.filter(({ moduleIds }) => moduleIds.some((id) => offline.includes(id.split('?')[0]!))),
      )
      for (const { imports } of kept) {
        for (const chunk of chunks) if (imports.includes(chunk.fileName)) kept.add(chunk)
      }
      const styles = [...kept].flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])])
      const workers = outputs.flatMap(({ fileName }) =>
        fileName.includes('maplibre-gl-worker') ? fileName : [],
      )
      const names = [...new Set([...[...kept].map(({ fileName }) => fileName), ...styles, ...workers])].sort()
      const page = bundle['index.html']
      const version = createHash('sha256')
        .update(JSON.stringify([names, page?.type === 'asset' ? page.source.toString() : '']))
        .digest('hex')
        .slice(0, 12)
      const paths = ['/favicon.svg', ...names.map((name) => `/${name}`)]
      const worker = chunks.find(({ facadeModuleId }) => facadeModuleId === serviceWorker)
      if (!worker?.code.includes('__FILES__')) this.error('the service worker has no place for its files')
      worker.code = worker.code.replace('__FILES__', JSON.stringify({ version, paths }))
    },
  },
}

export default defineConfig({
  root: 'client',
  plugins: [svelte(), withoutJsonSchema, preloadFirstView, filesOfServiceWorker],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: join(client, 'index.html'), 'service-worker': serviceWorker },
      output: {
        codeSplitting: { groups },
        // A service worker is registered under one address for good, and at the root, so that it serves every page.
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js',
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      // The host stays as the browser named it: the API compares it with the origin of writes.
      ['/api/', '/tiles/', '/healthz', '/readyz'].map((path) => [
        path,
        { target: `http://127.0.0.1:${process.env['API_PORT'] ?? '8081'}`, changeOrigin: false },
      ]),
    ),
  },
})
