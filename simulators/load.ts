/**
 * The load generator of benchmarks and kill tests: N devices on N sockets of this machine, QoS 1, so that whatever it
 * counts as acknowledged is what the system promised to keep. Bounded in connections, in flight, number and time.
 */
import { UrbanBrainError } from '../core/errors.ts'
import type { Clock, Instant } from '../core/time.ts'
import { createHistogram } from './histogram.ts'
import { LoadConnection } from './load-connection.ts'

export interface LoadOptions {
  /** A port of 127.0.0.1; other machines are never loaded. */
  readonly port: number
  /** One connection each, at most 20,000. */
  readonly devices: readonly { readonly id: string; readonly token: string }[]
  /** Default: the device's own telemetry topic. */
  readonly topic?: (device: string) => string
  /** The body of the device's n-th publish, from 0. Called once; a repeat sends the same bytes. */
  readonly payload: (device: number, n: number, now: Instant) => Uint8Array
  readonly clock: Pick<Clock, 'now'>
  /** Publishes without PUBACK for each connection, 1 to 1,000. */
  readonly window: number
  /** Publishes a second of all connections together; left out: as many as the windows let through. */
  readonly rate?: number
  /** Ends after this many publishes or milliseconds; at least one of them is required. */
  readonly messages?: number
  readonly milliseconds?: number
  /** How long to wait at the end for what is not acknowledged yet, in milliseconds. Default 10,000. */
  readonly patience?: number
  readonly onAcknowledged?: (device: number, n: number) => void
  /** Fills `acknowledgedIds`. */
  readonly keepAcknowledged?: boolean
}

export interface LoadResult {
  /** Distinct publishes sent at least once. */
  readonly published: number
  readonly acknowledged: number
  readonly unacknowledged: number
  /** Repeats with the DUP flag. */
  readonly resent: number
  readonly reconnects: number
  /** From the first publish to the last PUBACK. */
  readonly seconds: number
  readonly perSecond: number
  /**
   * From when a publish was due to its PUBACK, in milliseconds: with a rate by the rate, so that what waited for a window or for
   * this process has waited; without one from when it was written first.
   */
  readonly latency: {
    readonly p50: number
    readonly p90: number
    readonly p99: number
    readonly p999: number
    readonly max: number
    readonly mean: number
  }
  /** The most publishes that were due at once and had to wait for a window. */
  readonly behind: number
  /** The n of every acknowledged publish by device, in the order of their acknowledgement. */
  readonly acknowledgedIds?: readonly (readonly number[])[]
}

const host = '127.0.0.1'
/** Milliseconds between two handouts of a limited rate. */
const handout = 2
const connectAtOnce = 200
const connectWithin = 60_000

/**
 * Rejects with `unauthenticated` when the broker refuses a device, `server-unreachable` when not all are connected
 * within a minute, and the signal's reason when it aborts before sending began; later an abort ends the run early. With
 * `messages` alone it goes on until all are acknowledged, however long the broker is away: the signal is its bound.
 */
export async function runLoad(options: LoadOptions, signal: AbortSignal): Promise<LoadResult> {
  check(options)
  const run = new LoadRun(options)
  const abort = () => run.abort(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await run.result
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function check({ devices, window, rate, messages, milliseconds }: LoadOptions): void {
  const problems = [
    devices.length < 1 || devices.length > 20_000 ? '1 to 20,000 devices' : '',
    window < 1 || window > 1_000 ? 'a window of 1 to 1,000' : '',
    rate !== undefined && rate <= 0 ? 'a rate above 0' : '',
    messages === undefined && milliseconds === undefined ? 'a number of messages or a time' : '',
  ].filter((problem) => problem !== '')
  if (problems.length > 0) throw new UrbanBrainError('usage', `load needs ${problems.join(', ')}`)
}

class LoadRun {
  readonly result: Promise<LoadResult>
  readonly #options: LoadOptions
  readonly #connections: readonly LoadConnection[]
  readonly #histogram = createHistogram()
  readonly #ids: readonly number[][] | undefined
  readonly #limit: number
  /** Publishes the rate lets through by now; 0 until all are connected. */
  #allowed = 0
  #published = 0
  #acknowledged = 0
  #resent = 0
  #reconnects = 0
  #behind = 0
  #opened = 0
  #connected = 0
  #startedAt: number | undefined
  #lastAt = 0
  #turn = 0
  #finished = false
  readonly #timers: NodeJS.Timeout[] = []
  #settle: ((outcome: Promise<LoadResult>) => void) | undefined

  constructor(options: LoadOptions) {
    this.#options = options
    this.#limit = options.messages ?? Number.POSITIVE_INFINITY
    this.#ids = options.keepAcknowledged === true ? options.devices.map(() => []) : undefined
    this.#connections = options.devices.map((_, index) => this.#connection(index))
    this.result = new Promise((resolve) => (this.#settle = resolve))
    const late = () => this.#fail(new UrbanBrainError('server-unreachable', this.#whyLate()))
    this.#timers.push(setTimeout(late, connectWithin))
    for (let index = 0; index < connectAtOnce; index++) this.#openNext()
  }

  abort(reason: unknown): void {
    if (this.#startedAt === undefined) this.#fail(reason)
    else this.#finish(true)
  }

  #connection(index: number): LoadConnection {
    const { port, devices, window, payload, clock, onAcknowledged } = this.#options
    const { id, token } = devices[index] ?? { id: '', token: '' }
    const ids = this.#ids?.[index]
    let first = true
    return new LoadConnection({
      host,
      port,
      clientId: id,
      username: id,
      password: token,
      topic: this.#options.topic?.(id) ?? `ub/v1/${id}/telemetry`,
      window,
      takeTurn: () => {
        if (this.#published >= this.#allowed) return undefined
        return this.#dueAt(this.#published++)
      },
      body: (n) => payload(index, n, clock.now()),
      connected: () => {
        if (!first) {
          this.#reconnects++
          this.#connections[index]?.fill()
          return
        }
        first = false
        this.#connected++
        this.#openNext()
        if (this.#connected === devices.length) this.#start()
      },
      acknowledged: (n, latency) => {
        this.#histogram.record(latency)
        this.#acknowledged++
        ids?.push(n)
        onAcknowledged?.(index, n)
        if (this.#acknowledged >= this.#limit) this.#finish(false)
      },
      resent: (count) => {
        this.#resent += count
      },
      refused: (code) =>
        this.#fail(
          new UrbanBrainError('unauthenticated', `${id} was refused, return code ${code}`),
        ),
    })
  }

  #openNext(): void {
    this.#connections[this.#opened++]?.open()
  }

  #whyLate = () => `${this.#connected} of ${this.#connections.length} devices could connect`

  #start(): void {
    const { rate, milliseconds } = this.#options
    this.#clearTimers()
    this.#startedAt = performance.now()
    if (milliseconds !== undefined) this.#timers.push(setTimeout(() => this.#drain(), milliseconds))
    if (rate === undefined) {
      this.#allowed = this.#limit
      for (const connection of this.#connections) connection.fill()
      return
    }
    this.#timers.push(setInterval(() => this.#handOut(rate), handout))
  }

  /** With a rate however late the publish goes out, so that a system that stops is asked as often as one that does not. */
  #dueAt(published: number): number {
    const { rate } = this.#options
    if (rate === undefined || this.#startedAt === undefined) return performance.now()
    return this.#startedAt + (published * 1_000) / rate
  }

  /** Deals out what is due, one to each connection in turn, going on where the last round ended. */
  #handOut(rate: number): void {
    // A late timer must not stretch the time it was given.
    const time = this.#options.milliseconds ?? Number.POSITIVE_INFINITY
    const elapsed = Math.min(time, performance.now() - (this.#startedAt ?? 0))
    this.#allowed = Math.min(this.#limit, Math.floor((elapsed * rate) / 1_000))
    const count = this.#connections.length
    let idle = 0
    while (this.#published < this.#allowed && idle < count) {
      const sent = this.#connections[this.#turn]?.fill(1) ?? 0
      this.#turn = (this.#turn + 1) % count
      idle = sent === 0 ? idle + 1 : 0
    }
    this.#behind = Math.max(this.#behind, this.#allowed - this.#published)
  }

  /** Time is up: nothing new goes out, what is out may still be acknowledged. */
  #drain(): void {
    this.#clearTimers()
    this.#allowed = this.#published
    const until = performance.now() + (this.#options.patience ?? 10_000)
    const look = () => {
      if (this.#acknowledged >= this.#published || performance.now() >= until) this.#finish(false)
    }
    this.#timers.push(setInterval(look, 5))
    look()
  }

  #finish(abruptly: boolean): void {
    if (this.#finished) return
    this.#finished = true
    this.#lastAt = performance.now()
    this.#allowed = 0
    this.#hangUp(abruptly, () => this.#summary())
  }

  #fail(reason: unknown): void {
    if (this.#finished) return
    this.#finished = true
    this.#hangUp(true, () => {
      throw reason
    })
  }

  #hangUp(abruptly: boolean, outcome: () => LoadResult): void {
    this.#clearTimers()
    const closed = Promise.all(this.#connections.map((connection) => connection.close(abruptly)))
    this.#settle?.(closed.then(outcome))
  }

  #clearTimers(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
  }

  #summary(): LoadResult {
    const seconds = (this.#lastAt - (this.#startedAt ?? this.#lastAt)) / 1_000
    const { quantile, max, mean } = this.#histogram
    return {
      published: this.#published,
      acknowledged: this.#acknowledged,
      unacknowledged: this.#published - this.#acknowledged,
      resent: this.#resent,
      reconnects: this.#reconnects,
      seconds,
      perSecond: seconds > 0 ? this.#acknowledged / seconds : 0,
      latency: {
        p50: quantile(0.5),
        p90: quantile(0.9),
        p99: quantile(0.99),
        p999: quantile(0.999),
        max,
        mean,
      },
      behind: this.#behind,
      ...(this.#ids === undefined ? {} : { acknowledgedIds: this.#ids }),
    }
  }
}
