import { sql } from 'kysely'
import { openDatabase } from '../../api/database/connect.ts'

// Opens the data folder named in its argument and writes numbers until it is killed, telling its parent each number that was acknowledged.
const database = await openDatabase({ dataDir: process.argv[2] ?? '' })
await sql`CREATE TABLE IF NOT EXISTS acknowledged (number int PRIMARY KEY)`.execute(database.write)
for (let number = 0; ; number += 1) {
  await sql`INSERT INTO acknowledged VALUES (${number})`.execute(database.write)
  process.send?.(number)
}
