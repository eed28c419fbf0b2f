import type { RegisteredDevice, Registry } from '../core/registry.ts'

const page = 1_000

/**
 * The register in memory, for code that must answer at once (authentication, decoding, judging). It follows the
 * register by revision; `follow` is called by a timer, and by whoever misses a device before it says "unknown".
 */
export class DeviceDirectory {
  readonly #registry: Registry
  readonly #devices = new Map<string, RegisteredDevice>()
  readonly #stations = new Map<string, RegisteredDevice>()
  #revision = 0
  #following: Promise<boolean> | undefined

  constructor(registry: Registry) {
    this.#registry = registry
  }

  /** Grows with every change seen; caches of derived facts compare it. */
  get revision(): number {
    return this.#revision
  }

  get size(): number {
    return this.#devices.size
  }

  get(id: string): RegisteredDevice | undefined {
    return this.#devices.get(id)
  }

  /** The one with this MN. */
  station(mn: string): RegisteredDevice | undefined {
    return this.#stations.get(mn)
  }

  values(): IterableIterator<RegisteredDevice> {
    return this.#devices.values()
  }

  /** Reads what changed; resolves true when something had. Callers at the same time share one read. */
  follow(): Promise<boolean> {
    this.#following ??= this.#read().finally(() => {
      this.#following = undefined
    })
    return this.#following
  }

  #learn(row: RegisteredDevice): void {
    const { id, mn } = row.device
    const before = this.#devices.get(id)?.device.mn
    // Another device may have taken it meanwhile.
    if (before !== undefined && this.#stations.get(before)?.device.id === id)
      this.#stations.delete(before)
    if (mn !== undefined) this.#stations.set(mn, row)
    this.#devices.set(id, row)
  }

  async #read(): Promise<boolean> {
    const before = this.#revision
    for (;;) {
      const rows = await this.#registry.changes(this.#revision, page)
      for (const row of rows) {
        this.#learn(row)
        this.#revision = Math.max(this.#revision, row.revision)
      }
      if (rows.length < page) return this.#revision !== before
    }
  }
}
