/** The listening time of a partition of readings, and of each partition of frames that they came in, where there are several. */
import { consumers } from '../../core/consumers.ts'
import type { Tick } from '../../core/frame.ts'
import type { PartitionState } from '../../core/log.ts'
import type { Reading } from '../../core/reading.ts'
import { heard, hostTime, listened, listeningFrom, wasAway, type Listening } from './listening.ts'

const {
  tick: { key: tickKey },
  lanes: { key: lanesKey },
} = consumers.rules.remembers

type Lanes = Readonly<Record<string, Listening>>

export class PartitionClock {
  readonly #keep: (key: string, value: unknown) => void
  #listening: Listening
  #lanes: Lanes | undefined

  /** `keep`: what is remembered of it with the batch in hand. */
  constructor(state: Pick<PartitionState, 'get'>, keep: (key: string, value: unknown) => void) {
    this.#keep = keep
    this.#listening = listeningFrom(state.get(tickKey)) ?? hostTime
    const lanes = state.get(lanesKey) as Readonly<Record<string, unknown>> | undefined
    this.#lanes =
      lanes &&
      Object.fromEntries(
        Object.entries(lanes).map(([lane, kept]) => [lane, listeningFrom(kept) ?? hostTime]),
      )
  }

  get listening(): Listening {
    return this.#listening
  }

  /** By the clock of the partition that its frame came in. One that comes before a tick may be the end of an outage. */
  read({ frame, receivedAt }: Reading): Listening {
    const lane = this.#lanes === undefined ? undefined : frame.slice(0, frame.indexOf(':'))
    const listening = (lane === undefined ? undefined : this.#lanes?.[lane]) ?? this.#listening
    if (!wasAway(listening, receivedAt)) return listening
    const now = heard(listening, receivedAt)
    if (lane === undefined) this.#listen(now)
    else this.#hear(lane, now)
    return now
  }

  /** Whether time went on: everything received before a tick has been judged. */
  tick({ at, stepped, lane }: Tick): boolean {
    const before = this.#listening
    if (lane === undefined) {
      this.#listen(before.at === 0 ? { ...hostTime, at } : heard(before, at, stepped))
      return this.#listening !== before
    }
    const known = this.#lanes?.[lane.partition]
    // One that is heard of for the first time begins with what is known of the others.
    const now = known === undefined ? { ...before, at } : heard(known, at, stepped)
    if (now === known) return false
    const lanes = Object.values(this.#hear(`${lane.partition}`, now))
    if (lanes.length < lane.partitions) return false
    const last = lanes.reduce((a, b) => (listened(b) < listened(a) ? b : a))
    if (before.at > 0 && listened(last) <= listened(before)) return false
    this.#listen(last)
    return true
  }

  #listen(listening: Listening): void {
    if (listening === this.#listening) return
    this.#listening = listening
    this.#keep(tickKey, listening)
  }

  #hear(lane: string, listening: Listening): Lanes {
    this.#lanes = { ...this.#lanes, [lane]: listening }
    this.#keep(lanesKey, this.#lanes)
    return this.#lanes
  }
}
