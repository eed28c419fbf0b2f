import { UrbanBrainError } from '../../core/errors.ts'
import { quantityNames, quantityOf } from '../../core/quantities.ts'
import { refusal, type Purpose, type Room } from '../../core/room.ts'
import { instant, type Clock, type Instant } from '../../core/time.ts'
import type {
  Bucket,
  BucketsQuery,
  DeviceTally,
  Point,
  ReadingsQuery,
  Selection,
  SeriesStore,
  StoredReading,
  TalliesQuery,
  Written,
} from '../../core/series.ts'
import { available, isInvalidated, oneAtATime, openDuckDb } from './engine.ts'
import type { DuckDbEngine, DuckDbFile } from './engine.ts'
import { appendPoint, column, isNormal } from './table.ts'
import { newestOrder, selected, storedReading, type Cell } from './table.ts'
import { deviceTally, tallySelect } from './tallies.ts'

export interface DuckDbSeriesOptions extends DuckDbFile {
  readonly clock: Pick<Clock, 'now'>
  /** Left out in memory. */
  readonly room?: Room
}

export const openDuckDbSeries = (options: DuckDbSeriesOptions): Promise<SeriesStore> =>
  available(async () => new DuckDbSeries(options, await openDuckDb(options)))

/**
 * Writing and reading have a connection each, and each one is used by one call at a time. What is newer than everything
 * known of its device cannot be a repeat, unless it is `resent`, and is appended straight; the rest is compared with what
 * is stored. Instants
 * are bound with a cast: the client binds them as 128-bit integers, with which a scan takes several times as long.
 */
class DuckDbSeries implements SeriesStore {
  readonly #options: DuckDbSeriesOptions
  readonly #write = oneAtATime()
  readonly #read = oneAtATime()
  #engine: DuckDbEngine
  #invalidated = false
  #closed = false

  constructor(options: DuckDbSeriesOptions, engine: DuckDbEngine) {
    this.#options = options
    this.#engine = engine
  }

  async write(points: readonly Point[]): Promise<Written> {
    if (points.length === 0) return { dead: [] }
    await this.#writing('readings', () =>
      this.#transaction(async () => {
        const { fresh, doubtful, newest } = this.#sort(points)
        await this.#append('reading', fresh)
        if (doubtful.length > 0) await this.#appendUnknown(doubtful)
        return newest
      }),
    )
    return { dead: [] }
  }

  readings(query: ReadingsQuery): Promise<readonly StoredReading[]> {
    const names = query.quantity === undefined ? quantityNames() : [query.quantity]
    const { where, values } = condition(query)
    const present = query.quantity === undefined ? '' : ` and ${column(query.quantity)} is not null`
    return this.#selectCells(
      `select ${selected(names)} from reading
       where ${where} and observed_at >= $from::bigint and observed_at < $to::bigint${present}
       order by ${newestOrder} limit $limit`,
      { ...values, from: BigInt(query.from), to: BigInt(query.to), limit: query.limit },
      (at) => storedReading(at, names),
    )
  }

  async buckets(query: BucketsQuery): Promise<readonly Bucket[]> {
    const { where, values } = condition(query)
    const value = column(query.quantity)
    const mean = quantityOf(query.quantity).level
      ? `10 * log10(avg(power(10, ${value} / 10)))`
      : `avg(${value})`
    const normal = query.quality === 'any' ? '' : ` and ${isNormal(query.quantity)}`
    const found = await this.#select(
      `select ((observed_at + $offset::bigint) // $bucket::bigint * $bucket::bigint - $offset::bigint)::double as bucket,
         count(*)::double, ${mean}, min(${value}), max(${value})
       from reading
       where ${where} and observed_at >= $from::bigint and observed_at < $to::bigint and ${value} is not null${normal}
       group by bucket order by bucket desc limit $limit`,
      {
        ...values,
        from: BigInt(query.from),
        to: BigInt(query.to),
        offset: BigInt(query.offset ?? 0),
        bucket: BigInt(query.bucket),
        limit: query.limit,
      },
      ([at, count, mean, min, max]): Bucket => ({
        at: instant(Number(at)),
        count: Number(count),
        mean: Number(mean),
        min: Number(min),
        max: Number(max),
      }),
    )
    return found.toReversed()
  }

  latest(
    query: Selection & { readonly since: Instant; readonly limit: number },
  ): Promise<readonly StoredReading[]> {
    const { where, values } = condition(query)
    return this.#select(
      // The narrow aggregate first: a window over the wide rows took 6 s on a million of them, this 25 ms.
      `with newest as (
         select device, max(observed_at) as observed_at from reading
         where ${where} and observed_at >= $since::bigint group by device)
       select ${selected(quantityNames())} from reading join newest using (device, observed_at)
       qualify row_number() over (partition by device order by ${newestOrder}) = 1
       order by device limit $limit`,
      { ...values, since: BigInt(query.since), limit: query.limit },
      (row) => storedReading((index) => row[index], quantityNames()),
    )
  }

  tallies(query: TalliesQuery): Promise<readonly DeviceTally[]> {
    const { where, values } = condition(query)
    return this.#select(
      `${tallySelect(query)} from reading
       where ${where} and observed_at >= $from::bigint and observed_at < $to::bigint
       group by device order by device`,
      { ...values, from: BigInt(query.from), to: BigInt(query.to) },
      deviceTally,
    )
  }

  retire(before: Instant): Promise<number> {
    return this.#writing('record', () =>
      this.#open(async () => {
        const result = await this.#engine.writing.run(
          'delete from reading where observed_at < $before::bigint',
          {
            before: BigInt(before),
          },
        )
        return result.rowsChanged
      }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.all([this.#write(() => Promise.resolve()), this.#read(() => Promise.resolve())])
    this.#engine[Symbol.dispose]()
  }

  /** Parts points by what is known of their device; `newest` is what will be known once they are written. */
  #sort(points: readonly Point[]) {
    const fresh: Point[] = []
    const doubtful = new Map<string, Point>()
    const newest = new Map<string, Instant>()
    for (const point of points) {
      const { id, device, observedAt, timing } = point.reading
      const known = newest.get(device) ?? this.#engine.newest.get(device)
      if (timing !== 'resent' && (known === undefined || observedAt > known)) {
        newest.set(device, observedAt)
        fresh.push(point)
      } else if (!doubtful.has(id)) {
        doubtful.set(id, point)
      }
    }
    return { fresh, doubtful: [...doubtful.values()], newest }
  }

  /** Appends those that are not stored yet; what this transaction appended before counts as stored. */
  async #appendUnknown(points: readonly Point[]): Promise<void> {
    const instants = points.map(({ reading }) => reading.observedAt)
    const bounds = {
      from: BigInt(instants.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)),
      to: BigInt(instants.reduce((a, b) => Math.max(a, b), 0)),
    }
    await this.#engine.writing.run('delete from incoming')
    await this.#append('incoming', points)
    if (points.some(({ reading }) => reading.timing === 'resent')) {
      // Its instant may have been ahead of our clock when it came first: then it is stored under that receipt.
      await this.#engine.writing.run(
        `delete from incoming where timing = 'resent' and exists (
           select 1 from reading where claimed_at between $from::bigint and $to::bigint
             and reading.device = incoming.device and reading.claimed_at = incoming.observed_at
             and reading.sequence is not distinct from incoming.sequence
             and reading.content is not distinct from incoming.content)`,
        bounds,
      )
    }
    await this.#engine.writing.run(
      `insert into reading select * from incoming where not exists (
         select 1 from reading where observed_at between $from::bigint and $to::bigint
           and reading.device = incoming.device and reading.observed_at = incoming.observed_at
           and reading.sequence is not distinct from incoming.sequence
           and reading.claimed_at is not distinct from incoming.claimed_at
           and reading.content is not distinct from incoming.content)`,
      bounds,
    )
    await this.#engine.writing.run('delete from incoming')
  }

  async #append(table: string, points: readonly Point[]): Promise<void> {
    if (points.length === 0) return
    const storedAt = this.#options.clock.now()
    const appender = await this.#engine.writing.createAppender(table)
    try {
      for (const point of points) appendPoint(appender, point, storedAt, this.#engine.order)
    } finally {
      appender.closeSync()
    }
  }

  #transaction(work: () => Promise<ReadonlyMap<string, Instant>>): Promise<void> {
    return this.#open(async () => {
      await this.#engine.writing.run('begin transaction')
      let newest: ReadonlyMap<string, Instant>
      try {
        newest = await work()
        await this.#engine.writing.run('commit')
      } catch (error) {
        // A failed commit has ended the transaction already, and then there is nothing to roll back.
        await this.#engine.writing.run('rollback').catch(() => {})
        throw error
      }
      for (const [device, at] of newest) this.#engine.newest.set(device, at)
    })
  }

  async #select<T>(
    sql: string,
    values: Record<string, string | number | bigint>,
    read: (row: readonly unknown[]) => T,
  ): Promise<readonly T[]> {
    if (this.#invalidated) await this.#write(() => this.#revive())
    return this.#read(() =>
      this.#open(async () =>
        (await this.#engine.reading.runAndReadAll(sql, values)).getRows().map(read),
      ),
    )
  }

  /** The same of rows whose cells are asked for one by one. */
  async #selectCells<T>(
    sql: string,
    values: Record<string, string | number | bigint>,
    read: (at: Cell) => T,
  ): Promise<readonly T[]> {
    if (this.#invalidated) await this.#write(() => this.#revive())
    return this.#read(() =>
      this.#open(async () => {
        const found = await this.#engine.reading.run(sql, values)
        const rows: T[] = []
        for (const chunk of await found.fetchAllChunks()) {
          const vectors = Array.from({ length: chunk.columnCount }, (_, index) =>
            chunk.getColumnVector(index),
          )
          for (let row = 0; row < chunk.rowCount; row += 1)
            rows.push(read((column) => vectors[column]?.getItem(row)))
        }
        return rows
      }),
    )
  }

  #open<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) {
      throw new UrbanBrainError('store-unavailable', 'the time-series store was closed')
    }
    return available(work).catch((error: UrbanBrainError) => {
      this.#invalidated ||= isInvalidated(error.cause)
      throw error
    })
  }

  #writing<T>(purpose: Purpose, work: () => Promise<T>): Promise<T> {
    return this.#write(async () => {
      const { room } = this.#options
      const reason = room === undefined ? undefined : refusal(room, purpose)
      if (reason !== undefined)
        throw new UrbanBrainError('store-unavailable', `the time series wait: ${reason}`)
      await this.#revive()
      return work()
    })
  }

  /** Opens an engine again that has ended itself; runs where nobody else writes, and waits for who reads. */
  #revive(): Promise<void> {
    if (!this.#invalidated) return Promise.resolve()
    return this.#read(() =>
      this.#open(async () => {
        this.#engine[Symbol.dispose]()
        this.#engine = await openDuckDb(this.#options)
        this.#invalidated = false
      }),
    )
  }
}

function condition({ device, kind, cell }: Selection) {
  const parts = ['true']
  const values: Record<string, string> = {}
  if (device !== undefined) {
    parts.push('device = $device')
    values['device'] = device
  }
  if (kind !== undefined) {
    parts.push('kind = $kind')
    values['kind'] = kind
  }
  if (cell !== undefined) {
    parts.push('starts_with(cell, $cell)')
    values['cell'] = cell
  }
  return { where: parts.join(' and '), values }
}
