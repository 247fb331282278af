import type { Bilingual, Language, ProblemDetails } from './contract.ts'

interface ProblemOptions {
  status: number
  /** Stable name of the problem; the `type` member is `/problems/<name>`. */
  name: string
  title: Bilingual
  /** What to do about it. */
  detail?: Bilingual
  /** The input field at fault. */
  field?: string
  /** Further members of the answer, for example the record as it is now. */
  extra?: Record<string, unknown>
  headers?: Record<string, string>
}

/** An answer that is not success: thrown anywhere below a route, shown once in plain words. */
export class Problem extends Error {
  readonly options: ProblemOptions

  constructor(options: ProblemOptions) {
    super(options.title.en)
    this.name = 'Problem'
    this.options = options
  }

  /** The `application/problem+json` body in one language. */
  toDetails(language: Language, requestId: string): ProblemDetails & Record<string, unknown> {
    const { status, name, title, detail, field, extra } = this.options
    return {
      type: `/problems/${name}`,
      title: title[language],
      status,
      ...(detail && { detail: detail[language] }),
      ...(field && { field }),
      requestId,
      ...extra,
    }
  }
}

/** Input that cannot be accepted, with the field and the remedy. */
export function invalidInput(field: string, title: Bilingual, detail?: Bilingual): Problem {
  return new Problem({ status: 400, name: 'invalid-input', title, detail, field })
}

export function notFound(): Problem {
  return new Problem({
    status: 404,
    name: 'not-found',
    title: { zh: '没有找到，或不在您的管辖范围内', en: 'Not found, or outside your area' },
  })
}

export function forbidden(detail?: Bilingual): Problem {
  return new Problem({
    status: 403,
    name: 'forbidden',
    title: { zh: '您的岗位无权进行此操作', en: 'Your post may not do this' },
    detail,
  })
}

export function notSignedIn(): Problem {
  return new Problem({
    status: 401,
    name: 'not-signed-in',
    title: { zh: '请先登录', en: 'Please sign in' },
    detail: { zh: '登录已过期或尚未登录。', en: 'The session has ended or was never started.' },
  })
}

/** Somebody else saved this record meanwhile; `current` is the record as it is now. */
export function editConflict(current: unknown): Problem {
  return new Problem({
    status: 409,
    name: 'edit-conflict',
    title: { zh: '这条记录刚刚被别人修改', en: 'Someone else has just changed this record' },
    detail: {
      zh: '您的修改没有保存。请对照最新内容后再保存。',
      en: 'Your change was not saved. Compare with the newest version and save again.',
    },
    extra: { current },
  })
}
