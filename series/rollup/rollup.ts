/**
 * Minutes and hours of each device, added up as readings pass. A bucket is open until the log's own time is `lateness`
 * past its end. A minute is given out `settling` after its end, for those who look at now, and once more when it closes if
 * a reading came in between; an hour when it closes. What comes later makes it stale: it is made again from the readings
 * stored. So any order, any cut into batches and any repeat give in the end the rollups that all readings together would
 * give.
 *
 * Every normal value counts, of several at one instant too, but of one that was corrected only the last correction. A
 * bucket with a correction is doubtful: it is made from the readings stored.
 *
 * A repeat is known as long as the minute of its reading is open; an hour that gets a reading of a minute already closed
 * is doubtful and is made from the readings stored when it closes. Open are a few buckets a device, each of a bounded
 * size: a minute with more readings than `remembered` is doubtful too.
 */
import { consumers } from '../../core/consumers.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { PartitionState, StateChange } from '../../core/log.ts'
import type { Reading } from '../../core/reading.ts'
import type { Quantity } from '../../core/quantities.ts'
import { instant, minutes, plus, seconds, type Instant } from '../../core/time.ts'
import { added, aggregated, type Sum } from './aggregate.ts'
import { newestFirst } from '../../core/newest-first.ts'
import type {
  Bucket,
  Point,
  Rollup,
  RollupLength,
  StoredPoint,
  StoredReading,
  Tags,
} from '../../core/series.ts'

export const lengths = { m1: 60_000, h1: 3_600_000 } as const satisfies Record<RollupLength, number>

/** How long after its end a minute is given out first. */
const settling = seconds(5)

/** How long after its end a bucket waits for readings: by whole minutes more, so that one look at all a minute is enough. */
const lateness = settling + minutes(2)

const remembered = 120

type Sums = Readonly<Partial<Record<Quantity, Sum>>>

/** Plain data: this is what the state of the partition holds of a device, as an array of them. */
interface Open {
  readonly length: RollupLength
  readonly at: Instant
  readonly tags: Tags
  readonly sums: Sums
  /** Of a minute: which readings are in it, see `identityIn`. */
  readonly seen: readonly string[]
  readonly doubtful: boolean
  /** Of a minute given out before it closes: whether it still is as it was then. */
  readonly told?: boolean
}

/** A bucket to be made from the readings stored. */
export interface Stale {
  readonly device: DeviceId
  readonly length: RollupLength
  readonly at: Instant
}

export interface Rolled {
  /** What has closed, and minutes that are given out before. */
  readonly given: readonly Rollup[]
  readonly stale: readonly Stale[]
  readonly state: readonly StateChange[]
}

/** `points` in the order of the log; `now` is the newest instant the log has told, of a tick or a receipt. */
export function rollUp(
  state: PartitionState,
  points: readonly Point[],
  now: Instant | undefined,
): Rolled {
  const before = watermarkOf(state)
  const after = now === undefined || now < before ? before : now
  const changed = new Map<string, readonly Open[]>()
  const stale = new Map<string, Stale>()
  const markStale = (one: Stale) => stale.set(`${one.device} ${one.length} ${one.at}`, one)

  for (const point of points) {
    const { device } = point.reading
    const key = keyOf(device)
    const open = changed.get(key) ?? openIn(state, key)
    const { buckets, late } = withReading(open, point, before)
    changed.set(key, buckets)
    for (const one of late) markStale({ device, ...one })
  }

  const given: Rollup[] = []
  if (minuteOf(after) > minuteOf(before)) {
    for (const [key, open] of everyOpen(state, changed)) {
      const device = key.slice(prefix.length) as DeviceId
      const rest = open
        .filter((bucket) => !isClosed(bucket.length, bucket.at, after))
        .map((bucket) => (isDue(bucket, after) ? { ...bucket, told: true } : bucket))
      if (rest.length === open.length && rest.every((bucket, index) => bucket === open[index])) {
        continue
      }
      changed.set(key, rest)
      for (const bucket of open) {
        const { length, at, tags, sums, doubtful, told } = bucket
        const ends = isClosed(length, at, after) && told !== true
        if (!ends && !isDue(bucket, after)) continue
        if (doubtful) markStale({ device, length, at })
        else if (Object.keys(sums).length > 0) given.push(rollupOf(device, length, at, tags, sums))
      }
    }
  }
  const changes = [...changed].map(([key, open]) => ({
    key,
    value: open.length === 0 ? undefined : open,
  }))
  const time = after > before ? [{ key: watermarkKey, value: after }] : []
  return { given, stale: [...stale.values()], state: [...changes, ...time] }
}

/**
 * The state to go on from where a store has these readings and the rollups of all that had closed by `now`. `points` of one
 * device belong together; those of closed buckets are passed over.
 */
export function rolledUntil(points: readonly Point[], now: Instant): readonly StateChange[] {
  const begun: PartitionState = {
    get: (key) => (key === watermarkKey ? now : undefined),
    entries: () => [],
  }
  return rollUp(begun, points, now).state
}

/**
 * The rollups of all given readings of one length. Of repeats under the same tags the first counts, and of a quantity
 * that was corrected the last correction alone.
 */
export function rollupsOf(points: readonly StoredPoint[], length: RollupLength): readonly Rollup[] {
  const seen = new Set<string>()
  const corrections = lastCorrections(points)
  const found = new Map<string, { device: DeviceId; at: Instant; tags: Tags; sums: Sums }>()
  for (const { reading, ...tags } of points) {
    const { device, observedAt, id } = reading
    const at = startOf(observedAt, length)
    const key = `${device} ${at} ${tagsKey(tags)}`
    if (seen.has(`${key} ${id}`)) continue
    seen.add(`${key} ${id}`)
    const sums = withValues(found.get(key)?.sums ?? {}, reading, (quantity) => {
      const correction = corrections.get(instantKey(reading, tags, quantity))
      return correction === undefined || correction.id === id
    })
    found.set(key, { device, at, tags, sums })
  }
  return [...found.values()]
    .filter(({ sums }) => Object.keys(sums).length > 0)
    .map(({ device, at, tags, sums }) => rollupOf(device, length, at, tags, sums))
}

/**
 * By device, instant, tags and quantity. A value that is not normal, or stands under other tags, corrects nothing: what was
 * given out may be replaced, but not taken back.
 */
function lastCorrections(points: readonly StoredPoint[]): ReadonlyMap<string, StoredReading> {
  const last = new Map<string, StoredReading>()
  for (const { reading, ...tags } of points) {
    if (reading.beside !== 'correction') continue
    for (const name of Object.keys(reading.values) as Quantity[]) {
      if (!isNormal(reading, name)) continue
      const key = instantKey(reading, tags, name)
      const other = last.get(key)
      if (other === undefined || newestFirst(reading, other) < 0) last.set(key, reading)
    }
  }
  return last
}

const instantKey = (
  { device, observedAt, claimedAt }: StoredReading,
  tags: Tags,
  quantity: Quantity,
): string => `${device} ${claimedAt ?? observedAt} ${quantity} ${tagsKey(tags)}`

const isNormal = ({ quality }: Pick<Reading, 'quality'>, name: Quantity): boolean =>
  (quality?.[name] ?? 'N') === 'N'

export const startOf = (at: Instant, length: RollupLength): Instant =>
  instant(Math.floor(at / lengths[length]) * lengths[length])

function withReading(
  open: readonly Open[],
  { reading, ...tags }: Point,
  watermark: Instant,
): { readonly buckets: readonly Open[]; readonly late: readonly Omit<Stale, 'device'>[] } {
  const { observedAt } = reading
  const minute = startOf(observedAt, 'm1')
  const hour = startOf(observedAt, 'h1')
  const identity = identityIn(minute, reading)
  const minuteClosed = isClosed('m1', minute, watermark)
  const ofMinute = open.filter(({ length, at }) => length === 'm1' && at === minute)
  if (ofMinute.some(({ seen }) => seen.includes(identity))) return { buckets: open, late: [] }
  const full = ofMinute.reduce((sum, { seen }) => sum + seen.length, 0) >= remembered
  // It may be a repeat of one that is no longer remembered, or takes away another's value, so it cannot be added to anything.
  const doubtful = minuteClosed || full || reading.beside === 'correction'
  const late: Omit<Stale, 'device'>[] = []
  let buckets = open
  for (const [length, at] of [
    ['m1', minute],
    ['h1', hour],
  ] as const) {
    if (isClosed(length, at, watermark)) {
      late.push({ length, at })
      continue
    }
    const found = buckets.find(
      (one) => one.length === length && one.at === at && tagsKey(one.tags) === tagsKey(tags),
    )
    const bucket: Open = found ?? { length, at, tags, sums: {}, seen: [], doubtful: false }
    const grown: Open =
      doubtful || bucket.doubtful
        ? { ...bucket, sums: {}, doubtful: true }
        : {
            ...bucket,
            sums: withValues(bucket.sums, reading),
            seen: length === 'm1' ? [...bucket.seen, identity] : [],
          }
    const kept = grown.told === true ? { ...grown, told: false } : grown
    buckets =
      found === undefined ? [...buckets, kept] : buckets.map((one) => (one === found ? kept : one))
  }
  return { buckets, late }
}

/** `<millisecond>#<sequence>`, `~` and the content, `@` and the instant of a device that is ahead. */
function identityIn(minute: Instant, reading: Reading): string {
  const { observedAt, sequence, content, claimedAt } = reading
  const told = content === undefined ? '' : `~${content.toString(36)}`
  const claimed = claimedAt === undefined ? '' : `@${claimedAt.toString(36)}`
  return `${observedAt - minute}#${sequence ?? ''}${told}${claimed}`
}

function withValues(
  sums: Sums,
  reading: Pick<Reading, 'values' | 'quality'>,
  counts: (quantity: Quantity) => boolean = () => true,
): Sums {
  const grown: Partial<Record<Quantity, Sum>> = { ...sums }
  for (const name of Object.keys(reading.values) as Quantity[]) {
    const value = reading.values[name]
    if (value === undefined || !isNormal(reading, name) || !counts(name)) continue
    grown[name] = added(sums[name], name, value)
  }
  return grown
}

function rollupOf(
  device: DeviceId,
  length: RollupLength,
  at: Instant,
  tags: Tags,
  sums: Sums,
): Rollup {
  const values: Partial<Record<Quantity, Omit<Bucket, 'at'>>> = {}
  for (const name of Object.keys(sums) as Quantity[]) {
    const sum = sums[name]
    if (sum !== undefined) values[name] = aggregated(sum, name)
  }
  return { device, tags, length, at, values }
}

const { prefix } = consumers.series.remembers.rollup
export const watermarkKey = consumers.series.remembers.watermark.key
const keyOf = (device: string): string => `${prefix}${device}`

const openIn = (state: PartitionState, key: string): readonly Open[] =>
  (state.get(key) as readonly Open[] | undefined) ?? []

const watermarkOf = (state: PartitionState): Instant =>
  instant((state.get(watermarkKey) as number | undefined) ?? 0)

function* everyOpen(state: PartitionState, changed: ReadonlyMap<string, readonly Open[]>) {
  for (const [key, value] of state.entries(prefix)) {
    if (!changed.has(key)) yield [key, value as readonly Open[]] as const
  }
  yield* [...changed]
}

const tagsKey = ({ kind, site, cell, zone }: Tags): string =>
  JSON.stringify([kind, site, cell, zone])

const isClosed = (length: RollupLength, at: Instant, watermark: Instant): boolean =>
  plus(at, lengths[length] + lateness) <= watermark

const isDue = ({ length, at, told }: Open, watermark: Instant): boolean =>
  length === 'm1' &&
  told === undefined &&
  !isClosed(length, at, watermark) &&
  plus(at, lengths.m1 + settling) <= watermark

const minuteOf = (at: Instant): number => Math.floor((at - lateness) / lengths.m1)
