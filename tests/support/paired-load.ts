/**
 * A load in which devices say two things at one instant, as those that report and signal in one second do: every second
 * publish is an event with the instant of the report before it and without a number, told from it by what it says.
 */
import { contentOf } from '../../core/content.ts'
import { readingId, type DeviceId, type ReadingId } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'

export class PairedLoad {
  readonly #sent: Instant[][]
  readonly #contents: number[][]

  constructor(devices: number) {
    this.#sent = Array.from({ length: devices }, () => [])
    this.#contents = Array.from({ length: devices }, () => [])
  }

  /** The body of publish `n` of a device; `report` is asked once, for what a report says. */
  body(
    index: number,
    n: number,
    now: Instant,
    report: () => Readonly<Record<string, number>>,
  ): Buffer {
    const times = this.#sent[index] ?? []
    const contents = this.#contents[index] ?? []
    const isEvent = n % 2 === 1
    const t = isEvent ? (times[n - 1] ?? now) : now
    times[n] = t
    // Of several in one millisecond each says something else.
    const rssi = -(n % 150)
    const measured = isEvent ? { coverOpen: 0, rssi } : report()
    contents[n] = contentOf(measured)
    const m = isEvent ? { coverOpen: false, rssi } : measured
    return Buffer.from(JSON.stringify(isEvent ? { t, m } : { t, seq: n, m }))
  }

  at(index: number, n: number): Instant {
    return this.#sent[index]?.[n] ?? instant(0)
  }

  named(device: DeviceId, index: number, n: number): ReadingId {
    return readingId({
      device,
      observedAt: this.at(index, n),
      ...(n % 2 === 1 ? {} : { sequence: n }),
      content: this.#contents[index]?.[n] ?? 0,
    })
  }

  /** Of each device, how many were made up. */
  get counts(): readonly number[] {
    return this.#sent.map(({ length }) => length)
  }
}
