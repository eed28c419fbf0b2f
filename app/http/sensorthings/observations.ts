/** The observations of one datastream, page by page, in either direction of time. */
import { newestFirst } from '../../../core/newest-first.ts'
import type { ReadingsQuery, StoredReading } from '../../../core/series.ts'
import { hours, instant, plus, type Instant } from '../../../core/time.ts'
import { malformed } from './decide/refusals.ts'

/** Readings of one device that hold one quantity: newest first, and of more than `limit` the newest. */
export type ReadSpan = (
  span: Pick<ReadingsQuery, 'from' | 'to' | 'limit'>,
) => Promise<readonly StoredReading[]>

interface Asked {
  readonly from: Instant
  readonly to: Instant
  /** How many are wanted. */
  readonly wanted: number
  readonly downwards: boolean
  /** Of the last one that was given. */
  readonly token?: string | undefined
}

/** Readings of one instant that are told apart; nothing that measures says more at once. */
const mostOfInstant = 1_000
/** Readings that are looked through at a time by who goes forward. */
const mostOfStep = 1_000

export const tokenOf = ({ observedAt, id }: StoredReading): string => `${observedAt},${id}`

export async function observationsOf(
  read: ReadSpan,
  { from, to, wanted, downwards, token }: Asked,
): Promise<readonly StoredReading[]> {
  if (wanted === 0) return []
  const order = downwards ? newestFirst : (a: StoredReading, b: StoredReading) => newestFirst(b, a)
  const begun = token === undefined ? undefined : await rest(read, { token, from, to, order })
  const found = [...(begun?.readings ?? [])]
  const missing = wanted - found.length
  if (missing <= 0) return found.slice(0, wanted)
  const span =
    begun === undefined
      ? { from, to }
      : downwards
        ? { from, to: begun.at }
        : { from: plus(begun.at, 1), to }
  if (span.from >= span.to) return found
  const more = downwards ? await newest(read, span, missing) : await oldest(read, span, missing)
  return [...found, ...more.toSorted(order)].slice(0, wanted)
}

/** What there is besides of the instant at which a page ended. */
async function rest(
  read: ReadSpan,
  {
    token,
    from,
    to,
    order,
  }: {
    readonly token: string
    readonly from: Instant
    readonly to: Instant
    readonly order: (a: StoredReading, b: StoredReading) => number
  },
) {
  const [, written = '', id = ''] = /^(\d{1,15}),(.+)$/s.exec(token) ?? []
  if (id === '') throw malformed('$skiptoken', 'take it from @iot.nextLink as it is')
  const at = instant(Number(written))
  if (at < from || at >= to) return { at, readings: [] }
  const all = (await ofInstant(read, at)).toSorted(order)
  const place = all.findIndex((reading) => reading.id === id)
  return { at, readings: place < 0 ? [] : all.slice(place + 1) }
}

const ofInstant = (read: ReadSpan, at: Instant) =>
  read({ from: at, to: plus(at, 1), limit: mostOfInstant })

interface Span {
  readonly from: Instant
  readonly to: Instant
}

/** Where a limit cuts into one instant it may leave any of it: all of that instant are asked for then. */
async function newest(
  read: ReadSpan,
  span: Span,
  wanted: number,
): Promise<readonly StoredReading[]> {
  const found = await read({ ...span, limit: wanted })
  const last = found.at(-1)
  if (last === undefined || found.length < wanted) return found
  const before = found.filter(({ observedAt }) => observedAt > last.observedAt)
  return [...before, ...(await ofInstant(read, last.observedAt))]
}

/** The store gives the newest of a span; so spans are taken one after the other, longer while little is found. */
async function oldest(
  read: ReadSpan,
  { from, to }: Span,
  wanted: number,
): Promise<readonly StoredReading[]> {
  const found: StoredReading[] = []
  let start = from
  let length = hours(1)
  while (start < to && found.length < wanted) {
    const end = instant(Math.min(to, start + length))
    const some = await read({ from: start, to: end, limit: mostOfStep + 1 })
    if (some.length > mostOfStep && end - start > 1) {
      length = Math.max(1, Math.floor((end - start) / 8))
      continue
    }
    found.push(...some)
    start = end
    length *= 4
  }
  return found
}
