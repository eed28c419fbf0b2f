/**
 * Limits in the words of the filing standard and the instants they run out at. 紧急工作时 and 自然日 run through nights,
 * weekends and holidays; 工作时 and 工作日 only in working hours of workdays.
 */
import { days, hours, instant, minutes, plus, type Instant } from '../../core/time.ts'

/**
 * Times of a working day in minutes since local midnight, sorted, not overlapping. A shift over midnight ends after 1440, not
 * later than the first hours of the next day begin; all of it belongs to the day it began on.
 */
export interface Calendar {
  readonly hours: readonly { readonly from: number; readonly to: number }[]
  /** Milliseconds east of UTC. */
  offset(at: Instant): number
  /** `day` counts days since 1970-01-01 on the city's clocks. Not `certain`: the year is not in the data. */
  workday(day: number): { readonly work: boolean; readonly certain: boolean }
  /** The first day from now on whose year is not in the data. */
  ends(now: Instant): number
}

type LimitUnit = 'minute' | 'urgent hour' | 'working hour' | 'working day' | 'natural day'

export interface Limit {
  readonly amount: number
  readonly unit: LimitUnit
}

const words: Readonly<Record<string, LimitUnit>> = {
  minute: 'minute',
  'urgent minute': 'minute',
  'urgent hour': 'urgent hour',
  'working hour': 'working hour',
  'working day': 'working day',
  'natural day': 'natural day',
  'urgent day': 'natural day',
  分钟: 'minute',
  紧急工作时: 'urgent hour',
  工作时: 'working hour',
  工作日: 'working day',
  自然日: 'natural day',
  紧急工作日: 'natural day',
}

/** The words that everything else of the program shows in the reader's language. */
export const limitText = ({ amount, unit }: Limit): string =>
  `${amount} ${unit}${amount === 1 ? '' : 's'}`

const mostDays = 400
const longest: Readonly<Record<LimitUnit, number>> = {
  minute: mostDays * 24 * 60,
  'urgent hour': mostDays * 24,
  'working hour': mostDays * 8,
  'working day': mostDays,
  'natural day': mostDays,
}

/**
 * `2 urgent hours`, `4 working hours`, `1 working day`, `3 natural days`, `30 minutes`, or the Chinese words. A bare
 * `hours` or `小时` is not a limit: cities use it for both clocks.
 */
export function parseLimit(text: string): Limit | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)\s*(\D+)$/.exec(text.trim())
  const word = match?.[2]?.toLowerCase().trim().replace(/\s+/g, ' ').replace(/s$/, '')
  const unit = word === undefined || !Object.hasOwn(words, word) ? undefined : words[word]
  const amount = Number(match?.[1])
  if (unit === undefined || !(amount > 0) || amount > longest[unit]) return undefined
  return { amount, unit }
}

export interface Due {
  readonly at: Instant
  readonly certain: boolean
}

/** The instant `limit` runs out when it starts at `start`. In working time it is the end of the last minute used up. */
export function deadline(start: Instant, limit: Limit, calendar: Calendar): Due {
  const continuous = { minute: minutes(1), 'urgent hour': hours(1), 'natural day': days(1) }
  switch (limit.unit) {
    case 'minute':
    case 'urgent hour':
    case 'natural day':
      return { at: plus(start, Math.round(limit.amount * continuous[limit.unit])), certain: true }
    case 'working hour':
      return worked(start, Math.round(limit.amount * hours(1)), calendar)
    case 'working day':
      break
  }
  const day = calendar.hours.reduce((sum, { from, to }) => sum + to - from, 0)
  return worked(start, Math.round(limit.amount * minutes(day)), calendar)
}

const isWorking = ({ unit }: Limit): boolean => unit === 'working hour' || unit === 'working day'

/** Where milliseconds of the clock that the limit runs by end. */
export const goesOn = (start: Instant, left: number, limit: Limit, calendar: Calendar): Due =>
  isWorking(limit) ? worked(start, left, calendar) : { at: plus(start, left), certain: true }

/** How many milliseconds the clock that the limit runs by counts between two instants. */
export function elapsed(from: Instant, until: Instant, limit: Limit, calendar: Calendar): number {
  if (!isWorking(limit)) return Math.max(0, until - from)
  const [begin, end] = [from + calendar.offset(from), until + calendar.offset(until)]
  let sum = 0
  // The shift of yesterday may not be over.
  for (let day = Math.floor(begin / days(1)) - 1; day * days(1) < end; day += 1) {
    if (!calendar.workday(day).work) continue
    for (const period of calendar.hours) {
      const opens = Math.max(begin, day * days(1) + minutes(period.from))
      sum += Math.max(0, Math.min(end, day * days(1) + minutes(period.to)) - opens)
    }
  }
  return sum
}

/** Days looked at before giving up; only a calendar without any workday gets there. */
const horizon = 3_700

function worked(start: Instant, milliseconds: number, calendar: Calendar): Due {
  const offset = calendar.offset(start)
  const from = start + offset
  const first = Math.floor(from / days(1))
  let left = milliseconds
  let certain = true
  // The shift of yesterday may not be over.
  const overnight = calendar.hours.some(({ to }) => from - first * days(1) < minutes(to - 1_440))
  for (let day = overnight ? first - 1 : first; day < first + horizon; day += 1) {
    const kind = calendar.workday(day)
    certain &&= kind.certain
    if (!kind.work) continue
    for (const period of calendar.hours) {
      const opens = Math.max(from, day * days(1) + minutes(period.from))
      const usable = day * days(1) + minutes(period.to) - opens
      if (usable <= 0) continue
      if (left <= usable) return { at: universal(opens + left, offset, calendar), certain }
      left -= usable
    }
  }
  return { at: plus(start, milliseconds), certain: false }
}

/** Local milliseconds to an instant; the offset at the end may differ from the one at the start. */
function universal(local: number, offset: number, calendar: Calendar): Instant {
  return instant(local - calendar.offset(instant(local - offset)))
}
