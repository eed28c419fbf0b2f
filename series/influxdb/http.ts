/**
 * Requests to InfluxDB, with its logins and its ways of saying no. They are made with `fetch` and not with the client's
 * WriteApi: that one takes a 201, which InfluxDB 3 answers to a partial write, for success, hides its body, and writes
 * to the console. A failure that passes is `store-unavailable`; what remains is an answer to look at.
 */
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import { retryAfter } from '../../runtime/retry-after.ts'
import type { InfluxConfig } from './config.ts'

export interface Answer {
  readonly status: number
  /** Whole, for a request that was not streamed. */
  readonly text: string
}

interface InfluxRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly body?: string
  readonly contentType?: string
}

export interface InfluxHttp {
  /** Resolves with 2xx, and with those 4xx that are about what was asked. */
  ask(request: InfluxRequest): Promise<Answer>
  /** Pieces of the body as they come; leaving early ends the request. */
  stream(request: InfluxRequest): AsyncIterable<string>
}

/** A server may ask for a pause of any length; we come back after a minute at the latest. */
const longestWait = 60_000
const queryTimeout = 60_000

export function influxHttp(
  config: InfluxConfig,
  clock: Pick<Clock, 'now' | 'elapsed'>,
): InfluxHttp {
  const base = config.url.replace(/\/+$/, '')
  const authorization = authorizationOf(config)
  let notBefore: number | undefined

  const send = async (request: InfluxRequest, timeout: number): Promise<Response> => {
    const now = clock.elapsed()
    if (notBefore !== undefined && now < notBefore) {
      throw unavailable(`asked not to be called for another ${notBefore - now} ms`)
    }
    const parameters = new URLSearchParams(request.parameters)
    try {
      return await fetch(`${base}${request.path}?${parameters.toString()}`, {
        method: request.method,
        headers: {
          ...(authorization === undefined ? {} : { authorization }),
          ...(request.body === undefined
            ? {}
            : { 'content-type': request.contentType ?? 'text/plain; charset=utf-8' }),
        },
        signal: AbortSignal.timeout(timeout),
        ...(request.body === undefined ? {} : { body: request.body }),
      })
    } catch (error) {
      throw unreachable(error)
    }
  }

  const refuse = (response: Response, text: string): UrbanBrainError => {
    const wait = retryAfter(response.headers.get('retry-after'), clock.now())
    if (wait > 0) notBefore = clock.elapsed() + Math.min(wait, longestWait)
    return unavailable(`answered ${response.status}: ${reasonIn(text)}`)
  }

  return {
    async ask(request) {
      const response = await send(request, config.writeTimeout)
      const text = await response.text().catch((error: unknown) => {
        throw unreachable(error)
      })
      if (response.ok || aboutTheQuestion.has(response.status)) {
        return { status: response.status, text }
      }
      throw refuse(response, text)
    },
    async *stream(request) {
      const response = await send(request, queryTimeout)
      try {
        if (!response.ok) throw refuse(response, await response.text())
        const decoder = new TextDecoder()
        for await (const bytes of response.body ?? []) {
          yield decoder.decode(bytes, { stream: true })
        }
      } catch (error) {
        throw error instanceof UrbanBrainError ? error : unreachable(error)
      }
    },
  }
}

const aboutTheQuestion: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 413, 422])

export const unavailable = (message: string, cause?: unknown): UrbanBrainError =>
  new UrbanBrainError('store-unavailable', `InfluxDB ${message}`, { cause })

/** `fetch failed` says nothing; its cause does. */
function unreachable(error: unknown): UrbanBrainError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  return unavailable(`cannot be reached: ${messageOf(cause) || 'connection failed'}`, error)
}

function authorizationOf({ version, token, username, password }: InfluxConfig): string | undefined {
  if (version === '1' && username !== undefined) {
    return `Basic ${Buffer.from(`${username}:${password ?? ''}`, 'utf8').toString('base64')}`
  }
  if (token === undefined) return undefined
  return version === '3' ? `Bearer ${token}` : `Token ${token}`
}

/** The message of an error body of any generation, short enough for a log line. */
export function reasonIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) {
      const words = [
        'error' in body ? body.error : undefined,
        'message' in body ? body.message : undefined,
      ]
      const lines = 'data' in body && Array.isArray(body.data) ? body.data.slice(0, 1) : []
      const said = [...words.filter((word) => typeof word === 'string'), ...lines.map(lineMessage)]
      if (said.length > 0) return said.join(': ').slice(0, 300)
    }
  } catch {
    // Not JSON: a proxy speaks, and its own words will do.
  }
  return text.trim().slice(0, 300) || 'no reason given'
}

/** InfluxDB 3 says of each line what is wrong. */
const lineMessage = (entry: unknown): string =>
  typeof entry === 'object' && entry !== null && 'error_message' in entry
    ? String(entry.error_message)
    : ''
