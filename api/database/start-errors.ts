import { FolderInUseError } from './folder-lock.ts'

/** A reason not to start, in one sentence per language that ends with the remedy. */
export class StartError extends Error {
  readonly zh: string
  readonly en: string

  constructor(zh: string, en: string) {
    super(en)
    this.name = 'StartError'
    this.zh = zh
    this.en = en
  }
}

/** What a start was given, so that its failure can be told in its words. Never holds a password. */
export interface StartCircumstances {
  host: string
  port: number
  dataDir: string
  databaseUrl?: string | undefined
  tlsCert?: string | undefined
  tlsKey?: string | undefined
}

interface SystemError extends Error {
  code?: string
  syscall?: string
  path?: string
  errors?: SystemError[]
}

/** Turns any failure of a start into its sentences. What is not recognised keeps its own message. */
export function describeStartFailure(error: unknown, start: StartCircumstances): StartError {
  if (error instanceof StartError) return error
  if (error instanceof FolderInUseError) return folderInUse(start.dataDir, error.pid)
  const failure = (error instanceof AggregateError ? error.errors[0] : error) as SystemError
  return (
    listenFailure(failure, start) ??
    certificateFailure(failure, start) ??
    folderFailure(failure, start) ??
    (start.databaseUrl === undefined ? undefined : serverFailure(failure, start.databaseUrl)) ??
    unknownFailure(failure)
  )
}

/** Prints the failure in both languages and ends the process with code 1. */
export function exitWithStartFailure(error: unknown, start: StartCircumstances): never {
  const { zh, en } = describeStartFailure(error, start)
  console.error(`\n无法启动：${zh}\nCannot start: ${en}\n`)
  process.exit(1)
}

function folderInUse(dataDir: string, pid: number): StartError {
  const holderZh = pid > 0 ? `（进程 ${pid}）` : ''
  const holderEn = pid > 0 ? ` (${pid})` : ''
  return new StartError(
    `数据目录 ${dataDir} 正被另一个进程${holderZh}使用：请先停止它，或用 DATA_DIR 指定另一个目录。`,
    `The data folder ${dataDir} is in use by another process${holderEn}: stop it first, or name another folder with DATA_DIR.`,
  )
}

function listenFailure(error: SystemError, { host, port }: StartCircumstances): StartError | undefined {
  if (error.syscall !== 'listen' && error.syscall !== 'bind') return undefined
  if (error.code === 'EADDRINUSE') {
    return new StartError(
      `端口 ${port} 已被占用：请停止占用它的程序，或换一个端口，例如 PORT=${port + 1} npm start。`,
      `Port ${port} is taken: stop the program that uses it, or choose another, for example PORT=${port + 1} npm start.`,
    )
  }
  if (error.code === 'EACCES') {
    return new StartError(
      `当前用户无权使用端口 ${port}：请换用 1024 以上的端口，例如 PORT=8080 npm start。`,
      `This user may not use port ${port}: choose one above 1024, for example PORT=8080 npm start.`,
    )
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new StartError(
      `本机没有地址 ${host}：请把 HOST 设为本机的地址，例如 127.0.0.1 或 0.0.0.0。`,
      `This machine has no address ${host}: set HOST to one it has, for example 127.0.0.1 or 0.0.0.0.`,
    )
  }
  return undefined
}

function certificateFailure(
  error: SystemError,
  { tlsCert, tlsKey }: StartCircumstances,
): StartError | undefined {
  const file = [tlsCert, tlsKey].find((name) => name !== undefined && name === error.path)
  const isMalformed = error.code?.startsWith('ERR_OSSL') === true
  if (file === undefined && !isMalformed) return undefined
  return new StartError(
    `无法使用证书${file === undefined ? '' : `文件 ${file}`}：请检查 TLS_CERT 与 TLS_KEY 是否为可读的 PEM 文件且相互匹配。`,
    `The certificate${file === undefined ? '' : ` file ${file}`} cannot be used: check that TLS_CERT and TLS_KEY are readable PEM files that belong together.`,
  )
}

function folderFailure(error: SystemError, { dataDir }: StartCircumstances): StartError | undefined {
  if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS') {
    return new StartError(
      `没有写入数据目录 ${dataDir} 的权限：请授予当前用户写权限，或用 DATA_DIR 指定可写的目录。`,
      `No permission to write to the data folder ${dataDir}: grant it to this user, or name a writable folder with DATA_DIR.`,
    )
  }
  if (error.code === 'ENOTDIR' || error.code === 'EEXIST') {
    return new StartError(
      `数据目录 ${dataDir} 的路径上有同名文件：请移走该文件，或用 DATA_DIR 指定另一个目录。`,
      `A file stands in the way of the data folder ${dataDir}: move it, or name another folder with DATA_DIR.`,
    )
  }
  if (error.code === 'ENOSPC') {
    return new StartError(
      `数据目录 ${dataDir} 所在磁盘已满：请清理磁盘，或用 DATA_DIR 指定另一个目录。`,
      `The disk of the data folder ${dataDir} is full: free some space, or name another folder with DATA_DIR.`,
    )
  }
  return undefined
}

function serverFailure(error: SystemError, databaseUrl: string): StartError | undefined {
  const { place, user, database } = namesIn(databaseUrl)
  if (
    [
      'ECONNREFUSED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ETIMEDOUT',
      'ECONNRESET',
      'ENOENT',
    ].includes(error.code ?? '') ||
    /timeout|terminated unexpectedly/i.test(error.message)
  ) {
    return new StartError(
      `无法连接数据库服务器 ${place}：请确认它已启动、网络可达，并检查 DATABASE_URL 中的主机和端口。`,
      `The database server ${place} cannot be reached: make sure it runs and is reachable, and check host and port in DATABASE_URL.`,
    )
  }
  if (
    error.code === '28P01' ||
    error.code === '28000' ||
    /password must be a string|no password/i.test(error.message)
  ) {
    return new StartError(
      `数据库服务器 ${place} 拒绝用户 ${user} 登录：请检查 DATABASE_URL 中的用户名和密码。`,
      `The database server ${place} refuses user ${user}: check user name and password in DATABASE_URL.`,
    )
  }
  if (error.code === '3D000') {
    return new StartError(
      `数据库 ${database} 不存在：请先创建（createdb ${database}），或检查 DATABASE_URL 中的库名。`,
      `Database ${database} does not exist: create it first (createdb ${database}), or check its name in DATABASE_URL.`,
    )
  }
  if (error.code === '42501') {
    return new StartError(
      `用户 ${user} 无权在数据库 ${database} 中建表：请授权（GRANT ALL ON SCHEMA public），或改用该库的所有者。`,
      `User ${user} may not create tables in database ${database}: grant it (GRANT ALL ON SCHEMA public), or use the owner of the database.`,
    )
  }
  if (error.code === '53300') {
    return new StartError(
      `数据库服务器 ${place} 的连接数已满：请调大 max_connections，或停掉多余的程序。`,
      `The database server ${place} has no connection left: raise max_connections, or stop programs that hold some.`,
    )
  }
  return undefined
}

function unknownFailure(error: SystemError): StartError {
  const message = error instanceof Error ? error.message : String(error)
  return new StartError(
    `${message}。请检查设置后重试；若仍失败，请把这句话交给维护人员。`,
    `${message}. Check the settings and try again; if it fails again, hand this sentence to whoever maintains the installation.`,
  )
}

/** Parses a database address, also one without a host (a socket folder in `?host=`). Nothing if it is malformed. */
export function parseDatabaseUrl(databaseUrl: string): URL | undefined {
  const address = databaseUrl.replace('@/', '@localhost/')
  return URL.canParse(address) ? new URL(address) : undefined
}

/** The names in a database address that may be shown: never the password. */
function namesIn(databaseUrl: string): { place: string; user: string; database: string } {
  const url = parseDatabaseUrl(databaseUrl)
  const host = url?.searchParams.get('host') ?? (url?.hostname || 'localhost')
  return {
    place: `${host}:${url?.port || '5432'}`,
    user: decodeURIComponent(url?.username ?? '') || '?',
    database: decodeURIComponent(url?.pathname.slice(1) ?? '') || '?',
  }
}
