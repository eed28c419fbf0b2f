/**
 * Commands on their way to stations: each stands in the register, goes out on the connection on which its station was last heard, and
 * again under the same number until it is answered, as often as the standard has it. Where a station hangs up it gets it when it is back.
 */
import type { DeviceCommand, DeviceCommandId, DeviceCommands } from '../../core/device-command.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock, Instant } from '../../core/time.ts'
import { repeated } from '../../runtime/background.ts'
import type { Hj212Config } from './config.ts'
import type { StationPresence } from './presence.ts'
import type { Heard, Tongue } from './speech.ts'

export interface OrdersOptions {
  readonly commands: Pick<DeviceCommands, 'unanswered' | 'tell'>
  readonly limits: Pick<Hj212Config, 'overtime' | 'recount' | 'connections'>
}

interface OrdersDeps extends OrdersOptions {
  readonly clock: Clock
  readonly observer: Observer
  readonly presence: Pick<StationPresence, 'isEmpty'>
}

/** A connection to a station. */
interface Mouth {
  say(bytes: Uint8Array): boolean
}

interface Sent {
  readonly mouth: Mouth
  /** By Clock.elapsed. */
  readonly at: number
  readonly times: number
}

/** What people write in the register is looked for so often while a station is here. */
const every = 1_000

export class StationOrders {
  readonly #deps: OrdersDeps
  readonly #stations = new Map<DeviceId, { readonly mouth: Mouth; readonly tongue: Tongue }>()
  /** As the register had it when it was looked at last. */
  #waiting: ReadonlyMap<DeviceId, readonly DeviceCommand[]> = new Map()
  readonly #sent = new Map<DeviceCommandId, Sent | 'answered'>()
  /** What went out for the first time and does not stand in the register yet. */
  readonly #unwritten = new Map<DeviceCommandId, Instant>()

  constructor(deps: OrdersDeps) {
    this.#deps = deps
  }

  heard(mouth: Mouth, { device, tongue, exchange }: Heard): void {
    if (tongue !== undefined) this.#stations.set(device, { mouth, tongue })
    if (exchange !== undefined)
      for (const { id, exchange: own } of this.#waiting.get(device) ?? [])
        if (own === exchange) this.#sent.set(id, 'answered')
    this.#tell(device)
  }

  left(station: DeviceId, mouth: Mouth): void {
    if (this.#stations.get(station)?.mouth === mouth) this.#stations.delete(station)
  }

  /** Until the signal aborts. */
  send(signal: AbortSignal): Promise<void> {
    const { clock, presence } = this.#deps
    return repeated('station-commands', this.#deps, async (held) => {
      if (presence.isEmpty) this.#waiting = new Map()
      else await this.#look()
      await clock.sleep(every, held).catch(() => {})
    })(signal)
  }

  async #look(): Promise<void> {
    const { commands, limits, clock } = this.#deps
    // No more stations than connections can be told anything.
    const found = await commands.unanswered(clock.now(), limits.connections)
    const waiting = new Map<DeviceId, DeviceCommand[]>()
    for (const one of found) waiting.set(one.device, [...(waiting.get(one.device) ?? []), one])
    this.#waiting = waiting
    const known = new Set(found.map(({ id }) => id))
    for (const id of this.#sent.keys()) if (!known.has(id)) this.#sent.delete(id)
    for (const device of waiting.keys()) this.#tell(device)
    await this.#write()
  }

  #tell(device: DeviceId): void {
    const station = this.#stations.get(device)
    if (station === undefined) return
    for (const command of this.#waiting.get(device) ?? []) this.#send(command, station)
  }

  #send(command: DeviceCommand, { mouth, tongue }: { mouth: Mouth; tongue: Tongue }): void {
    const { clock, limits } = this.#deps
    const [now, elapsed] = [clock.now(), clock.elapsed()]
    const before = this.#sent.get(command.id)
    if (command.until < now || before === 'answered') return
    const times = before?.mouth === mouth ? before.times : 0
    if (before !== undefined && elapsed - before.at < limits.overtime) return
    if (times > limits.recount) return
    const bytes = tongue(command, now)
    if (bytes === undefined || !mouth.say(bytes)) return
    this.#sent.set(command.id, { mouth, at: elapsed, times: times + 1 })
    if (command.sent === undefined && before === undefined) this.#unwritten.set(command.id, now)
  }

  async #write(): Promise<void> {
    const { commands, observer } = this.#deps
    for (const [id, at] of this.#unwritten) {
      const heard = await commands.tell(id, { fact: 'sent', at })
      this.#unwritten.delete(id)
      if (heard.outcome === 'changed')
        observer.emit('device-command.sent', { command: heard.command.command })
    }
  }
}
