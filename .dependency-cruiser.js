/** The rules of `docs/architecture.md`, enforced. */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'client-imports-only-contracts',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^(api|tiles|seed|migrations)/', pathNot: '^api/.*contract\\.ts$' },
    },
    {
      name: 'contracts-import-only-zod-and-contracts',
      severity: 'error',
      from: { path: '^api/.*contract\\.ts$' },
      to: { pathNot: '(contract\\.ts$|node_modules/zod/)' },
    },
    {
      name: 'routes-have-no-sql',
      severity: 'error',
      from: { path: '^api/.*routes\\.ts$' },
      to: { path: 'node_modules/(kysely|pg)/' },
    },
    {
      name: 'queries-have-no-http',
      severity: 'error',
      from: { path: '^api/.*queries\\.ts$' },
      to: { path: 'node_modules/express/' },
    },
    {
      name: 'tiles-import-only-database-and-viewer',
      severity: 'error',
      from: { path: '^tiles/(?!router\\.ts$)' },
      to: {
        path: '^(api|client|seed)/',
        pathNot:
          '^api/(database/|auth/(viewer|permissions|scope)\\.ts$|(cases/(categories|filter|placing)|tracks/patrol-of-track)\\.ts$)',
      },
    },
    {
      name: 'server-never-imports-client',
      severity: 'error',
      from: { path: '^(api|tiles|seed|migrations)/' },
      to: { path: '^client/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'svelte'],
    },
  },
}
