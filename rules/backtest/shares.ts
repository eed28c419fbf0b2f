/**
 * Records dealt out to several who judge them, each for some of the devices: no rule on a device knows of another device. Time
 * is for all of them: ticks, and a reading that shows before the next tick that we were away.
 */
import type { DeviceId } from '../../core/identity.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { PartitionClock } from '../judging/partition-clock.ts'

/** So many lists, of each kind as many in one as in another. */
export function sharesOf(
  registered: readonly RegisteredDevice[],
  count: number,
): readonly (readonly RegisteredDevice[])[] {
  const order = registered.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  return Array.from({ length: count }, (_, share) =>
    order.filter((_one, index) => index % count === share),
  )
}

const keyOf = ({ device }: RegisteredDevice): string => `${device.kind} ${device.site} ${device.id}`

export class Dealing {
  readonly #shares: ReadonlyMap<DeviceId, number>
  readonly #count: number
  readonly #kept = new Map<string, unknown>()
  readonly #clock: PartitionClock
  #changed = false

  constructor(shares: readonly (readonly RegisteredDevice[])[]) {
    this.#count = shares.length
    this.#shares = new Map(
      shares.flatMap((share, index) => share.map(({ device }) => [device.id, index] as const)),
    )
    this.#clock = new PartitionClock(this.#kept, () => {
      this.#changed = true
    })
  }

  /** A list for each share, in the order they came in. */
  deal(records: readonly ReadingRecord[]): readonly (readonly ReadingRecord[])[] {
    const dealt = Array.from({ length: this.#count }, (): ReadingRecord[] => [])
    for (const record of records) {
      const share = record.type === 'reading' ? this.#shares.get(record.device) : undefined
      if (this.#isForAll(record)) for (const each of dealt) each.push(record)
      else if (share !== undefined) dealt[share]?.push(record)
    }
    return dealt
  }

  #isForAll(record: ReadingRecord): boolean {
    if (record.type === 'tick') this.#clock.tick(record)
    if (record.type !== 'reading') return true
    this.#changed = false
    this.#clock.read(record)
    return this.#changed
  }
}
