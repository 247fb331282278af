/** What is imported. Only `places` have a `name` of their own. */
export type ImportKind = 'places' | 'cases' | 'units' | 'patrols' | 'tracks'

/** Columns whose values are never read, with their obvious synonyms; matching ignores case, width, spaces and punctuation. */
export const defaults = {
  /** Chinese words that refuse every column which contains them. */
  refusedWords: {
    personName: [
      '姓名',
      '户主',
      '责任人',
      '负责人',
      '签名',
      '签字',
      '签订人',
      '法定代表人',
      '法人代表',
      '法人姓名',
    ],
    party: ['当事人', '嫌疑人', '犯罪人', '受害人', '被害人', '报警人', '报案人', '证人', '重点人员'],
    contact: ['联系人', '联系方式', '联络人', '联络方式', '微信号', '邮箱', '电子邮件'],
    identityNumber: ['身份证', '身份号', '公民身份', '证件号', '护照'],
    phone: ['手机', '电话', '移动号码', '联系号码', '座机'],
    household: ['户籍地', '户口本', '户口簿', '户口号', '出生日期', '出生年月'],
  },
  /** Columns refused when this is all of their name: as a part of one it may be a count. */
  refusedNames: {
    personName: [
      'fullname',
      'firstname',
      'lastname',
      'givenname',
      'familyname',
      'middlename',
      'personname',
      'residentname',
      'ownername',
      'owner',
      'landlord',
      'tenant',
      'manager',
      'signer',
      'signedby',
      'xingming',
      '业主',
      '房东',
      '租客',
      '承租人',
    ],
    party: ['person', 'persons', 'reporter', 'offender', 'caller', 'witness', 'party', 'parties'],
    contact: ['contactname', 'contactperson', 'mail'],
    identityNumber: [
      'idcard',
      'idcardno',
      'idno',
      'idnum',
      'idnumber',
      'identity',
      'identityno',
      'nationalid',
      'ssn',
      'sfz',
      'sfzh',
    ],
    phone: [
      'tel',
      'telno',
      'telnumber',
      'mobile',
      'mobileno',
      'mobilenumber',
      'cell',
      'cellno',
      'sjh',
      'sjhm',
      'dianhua',
    ],
    household: ['birthday', 'birthdate', 'dateofbirth', 'dob', 'hukou'],
  },
  /** English words that refuse every column in whose name they are a word. */
  refusedTokens: {
    personName: ['surname', 'householder', 'forename'],
    party: ['suspect', 'victim', 'complainant'],
    contact: ['contact', 'contacts', 'wechat', 'email'],
    identityNumber: ['passport', 'idcard'],
    phone: ['phone', 'phones', 'telephone', 'cellphone', 'mobilephone', 'smartphone'],
    household: ['hukou'],
  },
  /** Refused for all but places, where they are the name of the place. */
  nameColumns: ['name', '名称', '名字', 'mingcheng'],
  /** Refused for cases, which take no free text. */
  freeTextWords: ['案情', '警情内容', '警情描述', '简要情况', '处警结果', '备注'],
  freeTextTokens: [
    'narrative',
    'description',
    'summary',
    'remark',
    'remarks',
    'notes',
    'note',
    'comment',
    'comments',
  ],
}

export type PersonalColumnReason = keyof typeof defaults.refusedWords | 'name' | 'freeText'

export interface RefusedColumn {
  /** The column as the file spells it. */
  readonly column: string
  readonly reason: PersonalColumnReason
}

/** The columns of a file that must not be read, in their order. Nothing but the headers is looked at. */
export function refusedColumns(kind: ImportKind, columns: readonly string[]): RefusedColumn[] {
  return columns.flatMap((column) => {
    const reason = refusalOfColumn(kind, column)
    return reason ? [{ column, reason }] : []
  })
}

/** Why a column is refused, or null. */
export function refusalOfColumn(kind: ImportKind, column: string): PersonalColumnReason | null {
  const plain = column.normalize('NFKC').trim()
  const tokens = plain
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  const compact = tokens.join('')
  for (const [reason, words] of reasons(defaults.refusedWords)) {
    if (words.some((word) => compact.includes(word))) return reason
  }
  for (const [reason, names] of reasons(defaults.refusedNames)) {
    if (names.includes(compact)) return reason
  }
  for (const [reason, words] of reasons(defaults.refusedTokens)) {
    if (words.some((word) => tokens.includes(word))) return reason
  }
  const pairs = tokens.slice(1).map((token, i) => tokens[i]! + token)
  if (pairs.includes('idcard') || pairs.includes('idnumber')) return 'identityNumber'
  if (pairs.includes('contactname') || pairs.includes('contactperson')) return 'contact'
  if (kind !== 'places' && defaults.nameColumns.includes(compact)) return 'name'
  if (kind === 'cases') {
    if (defaults.freeTextWords.some((word) => compact.includes(word))) return 'freeText'
    if (defaults.freeTextTokens.some((word) => tokens.includes(word))) return 'freeText'
  }
  return null
}

export type PersonalCellReason = 'identityNumber' | 'mobileNumber'

/** Up to two spaces, hyphens, dots or dashes between the digits of a number. */
const SEPARATOR = String.raw`[\s\-_.·‐-―]{0,2}`
const IDENTITY_NUMBER = new RegExp(String.raw`\d(?:${SEPARATOR}\d){16}${SEPARATOR}[\dXx](?![\dA-Za-z])`, 'y')
const MOBILE_GROUPS = [
  String.raw`1[3-9]\d${SEPARATOR}\d{4}${SEPARATOR}\d{4}`,
  String.raw`1[3-9]\d${SEPARATOR}\d{3}${SEPARATOR}\d{5}`,
  String.raw`1[3-9]\d{2}${SEPARATOR}\d{3}${SEPARATOR}\d{4}`,
  String.raw`1[\s\-.][3-9](?:[\s\-.]\d){9}`,
]
const COUNTRY_PREFIX = String.raw`(?:(?:\+|00)?86[\s\-).]{0,2})?`
/** Eleven digits that begin like a mainland mobile number, not part of a longer number nor of a decimal. */
const MOBILE_NUMBER = new RegExp(
  String.raw`(?<!\d)(?<!\d\.)${COUNTRY_PREFIX}(?:${MOBILE_GROUPS.join('|')})(?!\d)(?!\.\d)`,
)

/**
 * Whether a text cell holds an 18-digit identity number with the right checksum, or a mainland mobile number; also with separators, a country
 * prefix or full-width digits. The number itself is not returned, so that it cannot reach a log.
 */
export function personalDataIn(text: string): PersonalCellReason | null {
  const plain = text.normalize('NFKC')
  if (!/\d(?:[^\d]{0,2}\d){10}/.test(plain)) return null
  for (let start = 0; start < plain.length; start++) {
    if (!isDigit(plain[start]) || isDigit(plain[start - 1])) continue
    IDENTITY_NUMBER.lastIndex = start
    const match = IDENTITY_NUMBER.exec(plain)
    if (match && hasRightChecksum(match[0].replace(/[^\dXx]/g, ''))) return 'identityNumber'
  }
  return MOBILE_NUMBER.test(plain) ? 'mobileNumber' : null
}

/**
 * Whether the last of 18 characters is the check digit of the 17 before it: ISO 7064 MOD 11-2 as in GB 11643-1999, the sum of digit x 2^(17-i) mod 11
 * read in `10X98765432`.
 */
export function hasRightChecksum(identityNumber: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(identityNumber)) return false
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(identityNumber[i]) * (2 ** (17 - i) % 11)
  return '10X98765432'[sum % 11] === identityNumber[17]!.toUpperCase()
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9'
}

function reasons<K extends string>(record: Record<K, string[]>): [K, string[]][] {
  return Object.entries(record) as [K, string[]][]
}
