import type { Instant } from '../core/time.ts'

/** How long a server asks to be left alone, in milliseconds: its Retry-After header, seconds or an HTTP date. 0 when it does not. */
export function retryAfter(header: string | null | undefined, now: Instant): number {
  const asked = header?.trim() ?? ''
  const wait = /^\d+$/.test(asked) ? Number(asked) * 1_000 : Date.parse(asked) - now
  return wait > 0 ? wait : 0
}
