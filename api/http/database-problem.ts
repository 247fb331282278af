import pg from 'pg'
import type { Bilingual } from './contract.ts'
import { Problem } from './problem.ts'

/** What each constraint means to the person who ran into it, by constraint name or its ending. */
const meanings: [pattern: RegExp, field: string, title: Bilingual][] = [
  [/^grids_no_overlap$/, 'geometry', { zh: '网格与相邻网格重叠', en: 'The grid overlaps another grid' }],
  [
    /_code_key$|^accounts_username$/,
    'code',
    { zh: '这个编码或账号已被使用', en: 'This code or name is already in use' },
  ],
  [
    /_code_check$|_code_parent$/,
    'code',
    { zh: '编码格式不正确', en: 'The code does not have the right form' },
  ],
  [
    /^accounts_username_check$/,
    'username',
    { zh: '账号只能用小写字母、数字和 . _ -', en: 'Use lower-case letters, digits and . _ - only' },
  ],
  [/_name_check$/, 'name', { zh: '名称不能为空', en: 'The name must not be empty' }],
  [
    /_geom_check\d*$/,
    'geometry',
    { zh: '图形无效（自相交或为空）', en: 'The geometry is invalid (it crosses itself or is empty)' },
  ],
  [/level$/, 'parentId', { zh: '上级单位的层级不对', en: 'The parent has the wrong level' }],
  [/_no_cycle$/, 'parentId', { zh: '不能放在自己的下级之下', en: 'It cannot stand below itself' }],
]

/** Classes of values the database cannot hold: the zero character, numbers and dates out of range. */
const unusableValues = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05'])

/**
 * Turns a refused write or an unusable value into a problem, with the field at fault where it is known; undefined for errors that are not the
 * asker's.
 */
export function problemOfDatabaseError(error: unknown): Problem | undefined {
  if (!(error instanceof pg.DatabaseError) || !error.code) return undefined
  if (unusableValues.has(error.code)) return unusableValue
  const constraint = error.constraint ?? ''
  const meaning = meanings.find(([pattern]) => pattern.test(constraint))
  const kind = {
    '23505': {
      status: 409,
      name: 'duplicate',
      title: { zh: '已有相同的记录', en: 'Such a record exists already' },
    },
    '23P01': {
      status: 409,
      name: 'overlap',
      title: { zh: '与已有记录冲突', en: 'It conflicts with another record' },
    },
    '23503': {
      status: 409,
      name: 'still-in-use',
      title: { zh: '它仍被其他记录使用', en: 'Other records still use it' },
    },
    '23514': {
      status: 400,
      name: 'invalid-input',
      title: { zh: '输入不符合规则', en: 'The input breaks a rule' },
    },
    '23502': {
      status: 400,
      name: 'invalid-input',
      title: { zh: '缺少必填项', en: 'A required value is missing' },
    },
    '57014': {
      status: 503,
      name: 'too-slow',
      title: { zh: '查询用时过长，已停止', en: 'The query took too long and was stopped' },
    },
  }[error.code]
  if (!kind) return undefined
  return new Problem({ ...kind, title: meaning?.[2] ?? kind.title, field: meaning?.[1] ?? error.column })
}

const unusableValue = new Problem({
  status: 400,
  name: 'invalid-input',
  title: { zh: '有一个值无法使用', en: 'A value cannot be used' },
  detail: {
    zh: '请检查数字和日期是否过大，文字中是否有不可见字符。',
    en: 'Check for numbers or dates out of range and for invisible characters in texts.',
  },
})
