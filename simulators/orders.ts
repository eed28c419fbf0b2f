/**
 * What a simulated device, gateway or station does with the commands that it hears: an interval changes its pace, the rest it only says
 * to have done. A command that it knows is answered as before and not done again; one that is over is not done.
 */
import { deviceIdSchema, type DeviceId } from '../core/identity.ts'
import type { Clock } from '../core/time.ts'
import { Commits } from '../runtime/commits.ts'

export const obediences = ['obey', 'refuse', 'silent'] as const
/** What devices do when they are told something: they do it, refuse it, or do not answer. */
export type Obedience = (typeof obediences)[number]

/** As a device answers it. */
interface Obeyed {
  readonly id: string
  readonly result: 'done' | 'refused'
  readonly reason?: string
}

/** Answers that are kept, so that a command which comes again is told from a new one. */
const mostKept = 100

export class Orders {
  readonly #clock: Clock
  readonly #obedience: Obedience
  readonly #self: DeviceId
  readonly #answers = new Map<string, Obeyed>()
  readonly #periods = new Map<DeviceId, number>()
  /** Wakes whoever goes by the pace. */
  readonly changed: Commits

  constructor(self: DeviceId, clock: Clock, obedience: Obedience) {
    this.#self = self
    this.#clock = clock
    this.#obedience = obedience
    this.changed = new Commits(clock)
  }

  /** Seconds between two reports, where the device was told. */
  period(device: DeviceId): number | undefined {
    return this.#periods.get(device)
  }

  /** The answer to what came on the topic of commands; none where it is not understood, or is not answered. */
  hear(body: string): string | undefined {
    const told = orderIn(body)
    const answer = told && this.take(told)
    return answer && JSON.stringify(answer)
  }

  take(told: Order): Obeyed | undefined {
    if (this.#obedience === 'silent') return undefined
    const known = this.#answers.get(told.id)
    if (known !== undefined) return known
    const refusal = this.#refusalOf(told)
    if (refusal === undefined) this.#do(told)
    const answer: Obeyed =
      refusal === undefined
        ? { id: told.id, result: 'done' }
        : { id: told.id, result: 'refused', reason: refusal }
    this.#answers.set(told.id, answer)
    const [oldest] = this.#answers.keys()
    if (this.#answers.size > mostKept && oldest !== undefined) this.#answers.delete(oldest)
    return answer
  }

  #refusalOf({ until }: Order): string | undefined {
    if (until < this.#clock.now()) return 'came too late'
    return this.#obedience === 'refuse' ? 'local control' : undefined
  }

  #do({ device, command, arguments: given }: Order): void {
    const { seconds } = given
    if (command !== 'interval' || typeof seconds !== 'number') return
    this.pace(device ?? this.#self, seconds)
  }

  /** The device reports every so many seconds from now on. */
  pace(device: DeviceId, period: number): void {
    this.#periods.set(device, period)
    this.changed.announce()
  }
}

export interface Order {
  readonly id: string
  /** Of a gateway's child. */
  readonly device: DeviceId | undefined
  readonly command: string
  readonly arguments: Readonly<Record<string, unknown>>
  /** Epoch milliseconds, after which it is not done. */
  readonly until: number
}

function orderIn(body: string): Order | undefined {
  try {
    const { id, device, command, arguments: given, until } = JSON.parse(body) as Partial<Order>
    if (typeof id !== 'string' || typeof command !== 'string' || typeof until !== 'number')
      return undefined
    const named = deviceIdSchema.optional().parse(device)
    return { id, device: named, command, arguments: { ...given }, until }
  } catch {
    return undefined
  }
}
