import { UrbanBrainError } from '../../core/errors.ts'
import { parseDuration } from '../../core/time.ts'
import { parseRfc3339 } from '../../core/rfc3339.ts'

/**
 * What an option that takes an instant means, as epoch milliseconds. A time without its zone is refused, as it would mean
 * another instant on every machine.
 */
export function epochText(option: string, text: string, now: number): string {
  if (/^\d+$/.test(text)) return text
  const ago = parseDuration(text)
  if (ago !== undefined) return String(now - ago)
  const parsed = parseRfc3339(text)
  if (parsed !== undefined) return String(Math.trunc(parsed))
  throw new UrbanBrainError(
    'usage',
    `--${option} takes RFC 3339 with its zone (2026-11-28T09:30:00+08:00), epoch milliseconds or a span like 2h; not "${text}"`,
  )
}
