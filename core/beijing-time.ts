/** Instants as protocols of China write them: digits of the year, month, day, hour, minute and second, in Beijing time. */
import { instant, type Instant } from './time.ts'

/** China has one time on its clocks. */
const offset = 8 * 3_600_000
const timeForm = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})?$/

/** `YYYYMMDDhhmmss`, and with milliseconds as some stations have it. */
export function beijingInstant(text: string): Instant | undefined {
  const parts = timeForm.exec(text)
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, rest = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0))
  const at = Date.UTC(year, month - 1, day, hour, minute, second, rest)
  // A month of 13 or a 31st of June would be another day.
  return beijingDigits(instant(at - offset)) === text.slice(0, 14)
    ? instant(at - offset)
    : undefined
}

/** The first fourteen of them. */
export const beijingDigits = (at: Instant): string =>
  new Date(at + offset).toISOString().replaceAll(/\D/g, '').slice(0, 14)
