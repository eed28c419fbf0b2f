import type { NoiseZone } from './device.ts'
import type { CellCode, DeviceId } from './identity.ts'
import type { Kind } from './kinds.ts'
import type { Quantity } from './quantities.ts'
import type { Reading } from './reading.ts'
import type { Instant } from './time.ts'

/** A reading with what the register said of its device when it was written. */
export interface Point {
  readonly reading: Reading
  readonly kind?: Kind
  readonly site?: string
  readonly cell?: CellCode
  readonly zone?: NoiseZone
}

/** Whose readings; what is left out does not restrict. */
export interface Selection {
  readonly device?: DeviceId
  readonly kind?: Kind
  /** First digits of a cell code: 6 a district, 9 a street, 12 a community, 15 one cell. */
  readonly cell?: string
}

export interface ReadingsQuery extends Selection {
  /** Only readings that hold it, and of these only its value. */
  readonly quantity?: Quantity
  /** Inclusive. */
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
  readonly limit: number
}

export interface BucketsQuery extends ReadingsQuery {
  readonly quantity: Quantity
  /** Length of a bucket in milliseconds. */
  readonly bucket: number
  /** Added to an instant before it is cut into buckets, so that days begin at the midnight of a zone. Default 0. */
  readonly offset?: number
  /** normal: only values of quality N (default). any: all values. */
  readonly quality?: 'normal' | 'any'
}

export interface TalliesQuery extends Selection {
  /** Inclusive. */
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
  /** Length of a slot in milliseconds; see `DeviceTally.slots`. A query spans at most a million of them. */
  readonly slot: number
}

/**
 * One device's readings of a span, counted. It holds what every engine counts by itself in one pass over the span.
 * How long a reading was on its way is not among that: InfluxQL cannot subtract the time of a point from a field.
 */
export interface DeviceTally {
  readonly device: DeviceId
  /** Never 0. An engine that overwrites may count one twice whose device got other tags between two writes of it. */
  readonly readings: number
  /** Of these the ones with the timing late or resent. */
  readonly late: number
  /** Values of all quantities. */
  readonly values: number
  /** Of these the ones of quality N. */
  readonly normal: number
  /**
   * Slots that hold a reading. The middle of a slot is a multiple of its length since the epoch: devices that report
   * on the minute do so a little before or after it, and this way both are the same minute.
   */
  readonly slots: number
  /** When the newest of the readings was observed. */
  readonly lastAt: Instant
}

/** A reading that the engine will never take. */
export interface DeadPoint {
  readonly point: Point
  /**
   * beyond-retention: older than what the engine keeps. refused: the engine says no to it, whatever else is in the
   * batch. unwritable: its device or instant cannot be said in the engine's format.
   */
  readonly reason: 'beyond-retention' | 'refused' | 'unwritable'
  /** In the engine's words, for a person. */
  readonly detail: string
}

export interface Written {
  /** Everything else is stored. */
  readonly dead: readonly DeadPoint[]
}

export interface StoredReading extends Omit<Reading, 'type' | 'frame'> {
  readonly kind?: Kind
  readonly cell?: CellCode
}

export interface Bucket {
  /** Start of the bucket. */
  readonly at: Instant
  readonly count: number
  /** Arithmetic; of levels in decibels the energy mean 10 lg(mean(10^(L/10))). */
  readonly mean: number
  readonly min: number
  readonly max: number
}

/** What the register says of a device, as it stands beside its values. */
export type Tags = Omit<Point, 'reading'>

/** One device's values of one minute (m1) or hour (h1), of quality N, under the tags they were written with. */
export interface Rollup {
  readonly device: DeviceId
  readonly tags: Tags
  readonly length: RollupLength
  /** Start of the minute or hour, UTC. */
  readonly at: Instant
  readonly values: Readonly<Partial<Record<Quantity, Omit<Bucket, 'at'>>>>
}

export type RollupLength = 'm1' | 'h1'

/** Of a store that keeps rollups: the engine does not make them itself. */
export interface RollupStore {
  /** Puts each in the place of the one with the same device, tags, length and instant; resolves with how many were refused for good. */
  write(rollups: readonly Rollup[]): Promise<number>
  /** All readings stored of these devices (some dozens), with the tags they were written with. `to` is exclusive. */
  stored(devices: readonly DeviceId[], from: Instant, to: Instant): Promise<readonly StoredPoint[]>
}

export interface StoredPoint extends Tags {
  readonly reading: StoredReading
}

/**
 * The history of readings. Writes are idempotent by the identity of a reading (`readingId`): the first one written stays,
 * readings of one device and instant that differ in it all stay, and each comes back with the identity it had. An engine
 * that overwrites keeps this promise for readings that share an instant and for those of the timing `resent`, the only ones
 * that the log may hold twice; of others that differ under one identity the last one stays.
 *
 * A reading whose device's clock was ahead stands under the instant of its receipt. Written again as it was, it is known.
 * A `resent` one that has its identity and its own instant as `observedAt`, since our clock has caught up, is known too.
 * Only one that ingest no longer remembers and that comes with another receipt, not as `resent`, is stored once more.
 *
 * A write that resolved survives the process; one
 * that rejected may have written any part, and writing it again is harmless. All methods reject with
 * `store-unavailable` (retry later) when the engine cannot serve them now, and may be called at the same time.
 */
export interface SeriesStore extends AsyncDisposable {
  write(points: readonly Point[]): Promise<Written>
  /** undefined: the engine is asked for buckets and needs no rollups. */
  readonly rollups?: RollupStore
  /** In the order of `newestFirst`; where `limit` cuts into readings of one instant, any of these. */
  readings(query: ReadingsQuery): Promise<readonly StoredReading[]>
  /**
   * In the order of time; of more than `limit` the newest. Buckets without a value are left out. Every reading stored
   * counts, also one that was corrected.
   */
  buckets(query: BucketsQuery): Promise<readonly Bucket[]>
  /** The first by `newestFirst` of each device observed at `since` or later, by device id, at most `limit`. */
  latest(
    query: Selection & { readonly since: Instant; readonly limit: number },
  ): Promise<readonly StoredReading[]>
  /** By device id; a device without a reading in the span is left out. */
  tallies(query: TalliesQuery): Promise<readonly DeviceTally[]>
  /**
   * Deletes what was observed before the instant; resolves with the number of readings deleted. An engine with a
   * retention of its own leaves it to that and resolves with 0.
   */
  retire(before: Instant): Promise<number>
}
