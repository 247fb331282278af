import { z } from 'zod'
import { parseDatabaseUrl, StartError } from '../database/start-errors.ts'

/** What the operator sets from outside, checked. */
export interface Environment {
  port: number
  host: string
  /** Native PostgreSQL; without it the embedded engine is used. */
  databaseUrl?: string | undefined
  databaseReadUrl?: string | undefined
  dataDir: string
  /** An empty database gets the demo city with its accounts. */
  demo: boolean
  /** Files of the certificate and its key; both or none. */
  tlsCert?: string | undefined
  tlsKey?: string | undefined
  /** Proxies in front whose X-Forwarded-* headers are believed: how many, or their addresses. */
  trustProxy?: number | string[] | undefined
  /** The broker from which positions are taken; without it none is. */
  mqtt?:
    | {
        url: string
        username?: string | undefined
        password?: string | undefined
        token?: string | undefined
      }
    | undefined
  /** Where vehicle terminals (JT/T 808) are served; without it they are not. */
  jt808?: { port: number; host: string } | undefined
}

/** Turns a refused value into the sentences that name the variable and the remedy. */
function refuse(name: string, [zh, en]: readonly [zh: string, en: string]): StartError {
  return new StartError(
    `环境变量 ${name} 的值不正确：${zh}；请更正，或去掉它以使用默认值。`,
    `The environment variable ${name} is wrong: ${en}; correct it, or remove it to use the default.`,
  )
}

const port = z.coerce.number().int().min(1).max(65535)
const host = z.string().regex(/^[A-Za-z0-9.:_-]+$/)
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//)
  .refine((address) => parseDatabaseUrl(address) !== undefined)
const flag = z.enum(['0', '1'])
const mqttUrl = z.url({ protocol: /^(mqtts?|wss?)$/ })

const proxyAddress = z.union([
  z.enum(['loopback', 'linklocal', 'uniquelocal']),
  z.ipv4(),
  z.ipv6(),
  z.cidrv4(),
  z.cidrv6(),
])
const proxies = z.union([
  z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number),
  z
    .string()
    .transform((text) => text.split(',').map((address) => address.trim()))
    .pipe(z.array(proxyAddress)),
])

const expectations = {
  PORT: ['应为 1 到 65535 的整数', 'a whole number from 1 to 65535 is expected'],
  HOST: [
    '应为本机地址，例如 127.0.0.1 或 0.0.0.0',
    'an address of this machine such as 127.0.0.1 or 0.0.0.0 is expected',
  ],
  DATABASE_URL: [
    '应形如 postgres://用户:密码@主机:5432/库名（密码中的特殊字符须百分号编码）',
    'it should look like postgres://user:password@host:5432/database (special characters of the password percent-encoded)',
  ],
  DATABASE_READ_URL: [
    '应形如 postgres://用户:密码@主机:5432/库名，并与 DATABASE_URL 同时设置',
    'it should look like postgres://user:password@host:5432/database and needs DATABASE_URL beside it',
  ],
  DEMO: ['应为 0 或 1', '0 or 1 is expected'],
  TRUST_PROXY: [
    '应为代理的层数，或以逗号分隔的代理地址、网段（可用 loopback、uniquelocal）',
    'the number of proxies or their addresses or subnets with commas (loopback and uniquelocal are known) is expected',
  ],
  MQTT_URL: [
    '应形如 mqtt://主机:1883 或 mqtts://主机:8883，账号口令另设 MQTT_USERNAME、MQTT_PASSWORD',
    'it should look like mqtt://host:1883 or mqtts://host:8883, with MQTT_USERNAME and MQTT_PASSWORD beside it',
  ],
  JT808_PORT: ['应为 1 到 65535 的整数', 'a whole number from 1 to 65535 is expected'],
  JT808_HOST: [
    '应为本机地址，例如 127.0.0.1 或 0.0.0.0',
    'an address of this machine such as 127.0.0.1 or 0.0.0.0 is expected',
  ],
  TLS_CERT: ['TLS_CERT 与 TLS_KEY 必须同时设置', 'TLS_CERT and TLS_KEY must be set together'],
} as const satisfies Record<string, readonly [zh: string, en: string]>

type Checked = keyof typeof expectations

/**
 * Reads the settings that come from outside; an empty variable counts as unset.
 * Throws a `StartError` that names the first wrong variable.
 */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const read = (name: string): string | undefined => variables[name]?.trim() || undefined
  const check = <T>(name: Checked, schema: z.ZodType<T>): T | undefined => {
    const value = read(name)
    if (value === undefined) return undefined
    const parsed = schema.safeParse(value)
    if (!parsed.success) throw refuse(name, expectations[name])
    return parsed.data
  }
  const databaseUrl = check('DATABASE_URL', postgresUrl)
  const databaseReadUrl = check('DATABASE_READ_URL', postgresUrl)
  if (databaseReadUrl !== undefined && databaseUrl === undefined) {
    throw refuse('DATABASE_READ_URL', expectations.DATABASE_READ_URL)
  }
  const tlsCert = read('TLS_CERT')
  const tlsKey = read('TLS_KEY')
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw refuse('TLS_CERT', expectations.TLS_CERT)
  const url = check('MQTT_URL', mqttUrl)
  const jt808Port = check('JT808_PORT', port)
  const hostName = check('HOST', host) ?? '127.0.0.1'
  const demo = check('DEMO', flag)
  return {
    port: check('PORT', port) ?? 8080,
    host: hostName,
    databaseUrl,
    databaseReadUrl,
    dataDir: read('DATA_DIR') ?? '.data',
    // Demo accounts have a published password: never by default where others can reach them or in a real database.
    demo: demo === undefined ? databaseUrl === undefined && isLoopback(hostName) : demo === '1',
    tlsCert,
    tlsKey,
    trustProxy: check('TRUST_PROXY', proxies),
    mqtt:
      url === undefined
        ? undefined
        : {
            url,
            username: read('MQTT_USERNAME'),
            password: read('MQTT_PASSWORD'),
            token: read('MQTT_TOKEN'),
          },
    jt808:
      jt808Port === undefined ? undefined : { port: jt808Port, host: check('JT808_HOST', host) ?? hostName },
  }
}

/** Whether only this machine can reach the address. */
function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address)
}
