/** The HTTP API of the same server. Whoever is signed in is known by a cookie that scripts cannot read. */
import type { InChinese } from '../../core/errors.ts'
import type { AnswerOf, BodyOf, Route, QueryOf } from './routes.ts'

/** What the API answers when it refuses: its code and its words (docs/errors.md). `status` 0: no answer came. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly details: readonly string[]
  readonly chinese: InChinese | undefined

  constructor(
    status: number,
    code: string,
    message: string,
    details: readonly string[] = [],
    chinese?: InChinese,
  ) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
    this.chinese = chinese
  }
}

let signedOut = (): void => {}

/** What to do when the server no longer knows who asks. */
export function whenSignedOut(listener: () => void): void {
  signedOut = listener
}

/** How often somebody has signed in on this page. */
let sessions = 0

/** An answer to what was asked before says nothing of this session. */
export function sessionBegins(): void {
  sessions += 1
}

type AnyQuery = Readonly<Record<string, string | number | boolean | undefined>>

/** `id` of `/v1/cases/{id}`. */
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

type InPath<Name extends Route> = [NamesIn<Name>] extends [never]
  ? unknown
  : { readonly path: Readonly<Record<NamesIn<Name>, string | number>> }
type InQuery<Name extends Route> = [QueryOf<Name>] extends [never]
  ? unknown
  : Partial<QueryOf<Name>> extends QueryOf<Name>
    ? { readonly query?: QueryOf<Name> }
    : { readonly query: QueryOf<Name> }
/** Sent as JSON; a Blob as it is, under its own type. */
type InBody<Name extends Route> = [BodyOf<Name>] extends [never]
  ? unknown
  : { readonly body: BodyOf<Name> }

export type Call<Name extends Route> = InPath<Name> &
  InQuery<Name> &
  InBody<Name> & {
    readonly headers?: Readonly<Record<string, string>>
    readonly signal?: AbortSignal
  }

/** What any call may have, once its operation is not looked at any more. */
interface AnyCall {
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: AnyQuery
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

function address(template: string, { path = {}, query = {} }: AnyCall): string {
  const whole = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(path[name])),
  )
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  if (given.length === 0) return whole
  return `${whole}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`
}

export async function call<Name extends Route>(
  operation: Name,
  ...[given]: object extends Call<Name> ? [given?: Call<Name>] : [given: Call<Name>]
): Promise<AnswerOf<Name>> {
  const asked: AnyCall = given ?? {}
  const { body, headers = {}, signal } = asked
  const [method = '', template = ''] = operation.split(' ')
  const isBlob = body instanceof Blob
  const askedIn = sessions
  let response: Response
  try {
    response = await fetch(address(template, asked), {
      method,
      credentials: 'same-origin',
      headers: {
        ...(body === undefined ? {} : { 'content-type': isBlob ? body.type : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isBlob ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new ApiError(0, 'unreachable', 'the server does not answer')
  }
  const answer: unknown =
    response.status === 204 ? undefined : await response.json().catch(() => undefined)
  if (response.ok) return answer as AnswerOf<Name>
  const {
    code = 'internal',
    message = response.statusText,
    details = [],
    chinese,
  } = (answer ?? {}) as {
    code?: string
    message?: string
    details?: readonly string[]
    chinese?: InChinese
  }
  if (response.status === 401 && askedIn === sessions) signedOut()
  throw new ApiError(response.status, code, message, details, chinese)
}
