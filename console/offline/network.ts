/** Whether the server can be reached, as far as is known. */
import { computed, signal } from '@preact/signals'

import { ApiError } from '../api/client.ts'

const online = signal(navigator.onLine)
/** How the last call ended. */
const answered = signal(true)

addEventListener('online', () => {
  online.value = true
})
addEventListener('offline', () => {
  online.value = false
})

export const network = computed<'there' | 'none' | 'silent'>(() =>
  online.value ? (answered.value ? 'there' : 'silent') : 'none',
)

/** An answer that a proxy gives in the place of a server that is away is none either. */
export const isAway = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 500

/** Remembers how a call ended. */
export async function watched<T>(call: Promise<T>): Promise<T> {
  try {
    const answer = await call
    answered.value = true
    return answer
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError'))
      answered.value = !isAway(error)
    throw error
  }
}

/** Gives up after some time, for on a bad network an answer may never come; or when `leaving` says so. */
export function within(milliseconds: number, leaving?: AbortSignal): AbortSignal {
  const ending = new AbortController()
  const timer = setTimeout(
    () => ending.abort(new DOMException('no answer in time', 'TimeoutError')),
    milliseconds,
  )
  const end = () => {
    clearTimeout(timer)
    ending.abort(leaving?.reason)
  }
  if (leaving?.aborted === true) end()
  else leaving?.addEventListener('abort', end, { once: true })
  return ending.signal
}
