import type { Kysely } from 'kysely'
import { generate, PostgresDialect } from 'kysely-codegen'
import { fileURLToPath } from 'node:url'
import type { DB as Tables } from './tables.ts'

/** The file that holds the generated types. */
export const tableTypesFile = fileURLToPath(new URL('./tables.ts', import.meta.url))

/** Tables that are no part of the application's model: PostGIS's own and the record of migrations. */
const excluded = '(spatial_ref_sys|geography_columns|geometry_columns|schema_migrations)'

/** TypeScript for every table of a migrated database, as `openDatabase` hands the rows out. */
export async function describeTables(db: Kysely<Tables>): Promise<string> {
  return generate({
    db: db.withoutPlugins(),
    dialect: new PostgresDialect({ dateParser: 'string', numericParser: 'number' }),
    camelCase: true,
    excludePattern: `public.${excluded}`,
    partitions: false,
    typeMapping: { int8: 'number', geometry: 'string' },
    outFile: null,
  })
}
