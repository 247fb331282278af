import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

/** Builds the server file by file (structure kept), so that child processes and workers find their entry beside the caller. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: {
      input: [
        'api/main.ts',
        'api/compute/worker.ts',
        'api/database/embedded-process.ts',
        'api/imports/command.ts',
        'seed/main.ts',
      ],
      external: [...builtinModules, /^node:/],
      output: { preserveModules: true, preserveModulesRoot: '.', entryFileNames: '[name].js' },
    },
  },
})
