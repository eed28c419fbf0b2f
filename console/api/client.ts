/** The HTTP API of the same server. Whoever is signed in is known by a cookie that scripts cannot read. */
/** What the API answers when it refuses: its code and its words (docs/errors.md). `status` 0: no answer came. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly details: readonly string[]

  constructor(status: number, code: string, message: string, details: readonly string[] = []) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

let signedOut = (): void => {}

/** What to do when the server no longer knows who asks. */
export function whenSignedOut(listener: () => void): void {
  signedOut = listener
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly query?: Query
  /** Sent as JSON; a Blob as it is, under its own type. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  if (given.length === 0) return path
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`
}

export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const { method = 'GET', query, body, headers = {}, signal } = options
  const isBlob = body instanceof Blob
  let response: Response
  try {
    response = await fetch(address(path, query), {
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
  if (response.status === 204) return undefined as T
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer as T
  const {
    code = 'internal',
    message = response.statusText,
    details = [],
  } = (answer ?? {}) as {
    code?: string
    message?: string
    details?: readonly string[]
  }
  if (response.status === 401) signedOut()
  throw new ApiError(response.status, code, message, details)
}
