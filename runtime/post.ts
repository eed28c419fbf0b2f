import { messageOf } from '../core/errors.ts'

export interface Call {
  readonly url: string
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds for the whole call. */
  readonly timeout: number
  /** The first words of an answer count also when it is a success. */
  readonly listen?: boolean
}

/** What came of a call: an answer, with its first words when it is no success or they count, or why there was none. */
export type Called =
  | {
      readonly status: number
      readonly said: string
      /** Seconds, or a date, as the header has it. */
      readonly retryAfter?: string
      readonly unreachable?: undefined
    }
  | { readonly unreachable: string }

const mostSaid = 300

/** A POST of JSON that follows no redirect: that would carry the body elsewhere. */
export async function post(
  { url, body, headers, timeout, listen = false }: Call,
  signal: AbortSignal,
): Promise<Called> {
  const ending = new AbortController()
  const end = () => ending.abort()
  const timer = setTimeout(end, timeout)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'user-agent': 'urban-brain', ...headers },
      redirect: 'manual',
      signal: ending.signal,
    })
    const { status, ok, body: answer } = response
    const retryAfter = response.headers.get('retry-after')
    if (!ok || listen)
      return {
        ...{ status, said: await beginning(response).catch(() => '') },
        ...(retryAfter !== null && { retryAfter }),
      }
    await answer?.cancel()
    return { status, said: '' }
  } catch (error) {
    const why = ending.signal.aborted ? 'no answer in time' : withoutAddresses(causeOf(error))
    return { unreachable: why }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

/** The first words of what was answered, on one line; the rest is not read. */
async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return new TextDecoder()
    .decode(first?.value as Uint8Array | undefined)
    .replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, mostSaid)
}

/** An address may hold a password or a key, and what fails goes into the record of a case: its host is enough. */
const withoutAddresses = (error: unknown): string =>
  messageOf(error).replaceAll(/[a-z][a-z\d+.-]*:\/\/[^\s"']+/gi, (address) =>
    URL.canParse(address) ? new URL(address).host : 'its address',
  )

/** `fetch` says only "fetch failed"; what failed is its cause. */
const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error ? error.cause : error
