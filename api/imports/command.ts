import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '../database/connect.ts'
import { migrateToLatest } from '../database/migrate.ts'
import { exitWithStartFailure } from '../database/start-errors.ts'
import type { Language } from '../http/contract.ts'
import { Problem } from '../http/problem.ts'
import { type Environment, readEnvironment } from '../settings/environment.ts'
import { SettingsReader } from '../settings/reader.ts'
import { checkFile } from './check-file.ts'
import { coordinateSystems, importConcepts, importOptions } from './contract.ts'
import { describeImport } from './describe-import.ts'
import { confirmFile, discardFile } from './finish-file.ts'
import { selectImport, type StoredImport } from './queries.ts'
import { type ImportServices, maximumFileBytes, readFile } from './read-file.ts'
import { rejectedCsv } from './rejected-csv.ts'

const usage = `npm run import -- --concept ${importConcepts.join('|')} --file FILE --coordinates ${coordinateSystems.join('|')}

  --map COLUMN=FIELD          列与字段的对应，可多次 / which column holds which field, may be repeated
  --option NAME=VALUE         选项，可多次，如 timeZone=Asia/Shanghai、createMissingCategories=true
                              an option of the file, may be repeated
  --drop-personal-columns     去掉涉及个人信息的列后继续 / go on without columns about persons
  --rejected FILE             把未导入的行写入此文件 / write the rejected rows here
  --confirm                   写入数据；否则只检查 / write; without it the file is only checked
`

class UsageError extends Error {}

const language: Language = /^en/i.test(process.env['LC_ALL'] || process.env['LANG'] || 'zh') ? 'en' : 'zh'
const actor = 'import-command'

function readArguments() {
  const { values } = parseArgs({
    options: {
      concept: { type: 'string' },
      file: { type: 'string' },
      coordinates: { type: 'string' },
      map: { type: 'string', multiple: true, default: [] },
      option: { type: 'string', multiple: true, default: [] },
      'drop-personal-columns': { type: 'boolean', default: false },
      rejected: { type: 'string' },
      confirm: { type: 'boolean', default: false },
    },
  })
  const concept = importConcepts.find((known) => known === values.concept)
  const coordinateSystem = coordinateSystems.find((known) => known === values.coordinates)
  if (!concept || !coordinateSystem || !values.file) throw new UsageError(usage)
  return { ...values, concept, coordinateSystem, file: values.file }
}

/** `a=b` pairs; the last `=` divides a column from its field, since columns may hold one. */
function pairs(texts: string[], divide: 'first' | 'last'): [string, string][] {
  return texts.map((text) => {
    const at = divide === 'first' ? text.indexOf('=') : text.lastIndexOf('=')
    if (at < 1) throw new UsageError(`“${text}”: NAME=VALUE`)
    return [text.slice(0, at), text.slice(at + 1)]
  })
}

/** Options as text become numbers and booleans where the contract wants them; `requirement` is JSON. */
function optionsOf(texts: string[]) {
  const entries = pairs(texts, 'first').map(([name, value]): [string, unknown] => {
    if (value === 'true' || value === 'false') return [name, value === 'true']
    if (name === 'sourceEpsg') return [name, Number(value)]
    return [name, value.startsWith('{') ? JSON.parse(value) : value]
  })
  const parsed = importOptions.safeParse(Object.fromEntries(entries))
  if (parsed.success) return parsed.data
  throw new UsageError(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
  )
}

async function run(services: ImportServices, choices: ReturnType<typeof readArguments>): Promise<boolean> {
  const { database } = services
  if (statSync(choices.file).size > maximumFileBytes) {
    throw new UsageError('文件超过 100 MB / the file is over 100 MB')
  }
  const id = await readFile(services, {
    concept: choices.concept,
    fileName: basename(choices.file),
    content: readFileSync(choices.file),
    dropPersonalColumns: choices['drop-personal-columns'],
    actor,
    accountId: null,
  })
  const stored = async () => (await selectImport(database.write, id)) as StoredImport
  const read = await stored()
  const chosen = pairs(choices.map, 'last').map(([column, field]) => [field, column])
  await checkFile(
    services,
    read,
    {
      mapping: { ...read.mapping, ...Object.fromEntries(chosen) },
      coordinateSystem: choices.coordinateSystem,
      options: { ...read.options.chosen, ...optionsOf(choices.option) },
    },
    () => undefined,
  )
  const checked = await stored()
  const detail = await describeImport(database, checked, language, null)
  console.log(`${detail.fileName}: ${detail.rowCount} 行 / rows`)
  console.log(`  可导入 / accepted: ${detail.acceptedCount}`)
  console.log(`  未通过 / rejected: ${detail.rejectedCount}`)
  for (const problem of detail.problems) {
    const where = problem.field ? ` (${problem.field})` : ''
    console.log(`    ${problem.rowCount} × ${problem.code}${where}: ${problem.message}`)
  }
  if (choices.rejected !== undefined) {
    let text = ''
    for await (const piece of rejectedCsv(database, checked, language)) text += piece
    writeFileSync(choices.rejected, text)
  }
  if (!choices.confirm) {
    await discardFile(services, id, { actor })
    console.log('只做了检查，没有写入；加 --confirm 写入。/ Checked only; add --confirm to write.')
    return detail.acceptedCount > 0
  }
  await confirmFile(services, id, { actor }, () => undefined)
  console.log(
    `已写入，导入编号 ${id}，可在“数据”页撤销。/ Written as import ${id}; it can be undone on the data page.`,
  )
  return true
}

let environment: Environment | undefined

async function main(): Promise<void> {
  const choices = readArguments()
  environment = readEnvironment(process.env)
  const database = await openDatabase(environment)
  try {
    await migrateToLatest(database.write)
    const settings = new SettingsReader(database)
    if (!(await settings.districtOrNull())) {
      throw new UsageError(
        '还没有设置辖区：请先启动系统，由首位管理员设置。/ The district is not set up yet: start the application and let the first administrator set it up.',
      )
    }
    if (!(await run({ database, settings }, choices))) process.exitCode = 1
  } finally {
    await database.close()
  }
}

main().catch((error: unknown) => {
  if (error instanceof UsageError || (error instanceof TypeError && 'code' in error)) {
    console.error(error.message)
    process.exitCode = 2
  } else if (error instanceof Problem) {
    const { title, detail } = error.options
    console.error([title[language], detail?.[language]].filter(Boolean).join('\n'))
    process.exitCode = 1
  } else if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    console.error(`找不到文件 / no such file: ${error.message}`)
    process.exitCode = 2
  } else {
    exitWithStartFailure(error, environment ?? { host: '127.0.0.1', port: 8080, dataDir: '.data' })
  }
})
