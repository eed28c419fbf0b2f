import type { DeviceId } from '../core/identity.ts'
import type { Kind } from '../core/kinds.ts'
import type { RegisteredDevice, Registry } from '../core/registry.ts'
import { stationOf } from '../core/station.ts'

const page = 1_000

/**
 * The register in memory, for code that must answer at once (authentication, decoding, judging). It follows the
 * register by revision; `follow` is called by a timer, and by whoever misses a device before it says "unknown".
 */
export class DeviceDirectory {
  readonly #registry: Registry
  readonly #devices = new Map<string, RegisteredDevice>()
  readonly #stations = new Map<string, RegisteredDevice>()
  readonly #externals = new Map<string, RegisteredDevice>()
  /** Of each gateway, how many devices of each kind speak through it. */
  readonly #behind = new Map<DeviceId, Map<Kind, number>>()
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

  /** By its name as `stationOf` has it. */
  station(name: string | undefined): RegisteredDevice | undefined {
    return name === undefined ? undefined : this.#stations.get(name)
  }

  /** By what its platform calls it. */
  external(id: string | undefined): RegisteredDevice | undefined {
    return id === undefined ? undefined : this.#externals.get(id)
  }

  /** The kinds of the devices that speak through the gateway. */
  kindsBehind(gateway: DeviceId): Iterable<Kind> {
    return this.#behind.get(gateway)?.keys() ?? []
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
    const { id } = row.device
    const known = this.#devices.get(id)
    rename(this.#stations, known && stationOf(known.device), stationOf(row.device), row)
    rename(this.#externals, known?.device.externalId, row.device.externalId, row)
    this.#behindGateway(known, -1)
    this.#behindGateway(row, 1)
    this.#devices.set(id, row)
  }

  #behindGateway(row: RegisteredDevice | undefined, change: 1 | -1): void {
    const gateway = row?.device.gateway
    if (row === undefined || gateway === undefined) return
    const kinds = this.#behind.get(gateway) ?? new Map<Kind, number>()
    const { kind } = row.device
    const count = (kinds.get(kind) ?? 0) + change
    if (count > 0) kinds.set(kind, count)
    else kinds.delete(kind)
    if (kinds.size > 0) this.#behind.set(gateway, kinds)
    else this.#behind.delete(gateway)
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

function rename(
  names: Map<string, RegisteredDevice>,
  before: string | undefined,
  name: string | undefined,
  row: RegisteredDevice,
): void {
  // Another device may have taken it meanwhile.
  if (before !== undefined && names.get(before)?.device.id === row.device.id) names.delete(before)
  if (name !== undefined) names.set(name, row)
}
