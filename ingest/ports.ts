import type { NoiseZone } from '../core/device.ts'
import type { CellCode, DeviceId } from '../core/identity.ts'
import type { Kind } from '../core/kinds.ts'
import type { Quantity } from '../core/quantities.ts'
import type { Reading } from '../core/reading.ts'
import type { Instant } from '../core/time.ts'
import type { Accounting } from './accounting.ts'

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

/**
 * The history of readings. Writes are idempotent by device, observed instant and sequence: the first one written stays.
 * A write that resolved survives the process; one that rejected wrote nothing or everything. All methods reject with
 * `store-unavailable` (retry later) when the engine cannot serve them now, and may be called at the same time.
 */
export interface SeriesStore extends AsyncDisposable {
  write(points: readonly Point[]): Promise<void>
  /** Newest first. */
  readings(query: ReadingsQuery): Promise<readonly StoredReading[]>
  /** In the order of time; of more than `limit` the newest. Buckets without a value are left out. */
  buckets(query: BucketsQuery): Promise<readonly Bucket[]>
  /** The newest reading of each device observed at `since` or later, by device id, at most `limit`. */
  latest(
    query: Selection & { readonly since: Instant; readonly limit: number },
  ): Promise<readonly StoredReading[]>
  /** Deletes what was observed before the instant; resolves with the number of readings deleted. */
  retire(before: Instant): Promise<number>
}

/** Where the totals of ingest come from: the component itself, or a message to the thread it runs in. */
export interface AccountingSource {
  /** undefined while no batch was worked off since the start. */
  accounting(): Promise<Accounting | undefined>
}
