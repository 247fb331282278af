import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'client',
  plugins: [svelte()],
  worker: { format: 'es' },
  build: { outDir: '../dist/client', emptyOutDir: true, target: 'es2022', manifest: true, assetsInlineLimit: 0 },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/tiles', '/healthz', '/readyz'].map((path) => [path, `http://127.0.0.1:${process.env['API_PORT'] ?? '8081'}`]),
    ),
  },
})
