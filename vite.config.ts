import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type HtmlTagDescriptor, type Plugin, type Rolldown } from 'vite'

const client = fileURLToPath(new URL('client', import.meta.url))
const entry = join(client, 'main.ts')
const firstView = join(client, 'start.ts')

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

export default defineConfig({
  root: 'client',
  plugins: [svelte(), withoutJsonSchema, preloadFirstView],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups } } },
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
