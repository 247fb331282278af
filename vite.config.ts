import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'client',
  plugins: [svelte()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
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
