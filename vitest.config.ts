import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte()],
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/database/scene-folder.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    // A busy machine is late, not wrong: whatever is polled for gets longer than the second it has by default.
    expect: { poll: { timeout: 30_000 } },
  },
})
