/**
 * One station on its line to the edge: a reading stays in the outbox until all its packets were answered. What was not answered in
 * time goes out again; after three times the line is opened anew. It may have trouble: packets, frames changed on the way, sent
 * twice, lines that break.
 */
import { connect, type Socket } from 'node:net'

import { createOutbox, type Outbox } from './outbox.ts'
import { reconnecting, type Reconnecting, type SessionEnd } from './reconnecting.ts'
import type { TelemetryItem } from './script/telemetry.ts'
import type { HeardAnswer, SaidFrame, Voice } from './station-voice.ts'

/** Shares from 0 to 1 of what is sent. */
export interface StationTrouble {
  /** Messages in two to four packets. */
  readonly split: number
  /** Frames with a byte that was changed. */
  readonly corrupt: number
  /** Frames that are sent twice. */
  readonly again: number
  /** Messages behind which the line breaks. */
  readonly reconnect: number
}

export interface StationConnectionOptions extends Reconnecting {
  readonly host: string
  readonly port: number
  readonly voice: Voice
  readonly trouble: StationTrouble
  /** Readings kept while nobody answers. */
  readonly capacity: number
  /** For an answer, in milliseconds; the standard of HJ 212 has ten seconds. */
  readonly answerWithin?: number
  readonly acknowledged: (readings: number) => void
  readonly dropped: () => void
}

const mostTimes = 3

export class StationConnection {
  readonly #options: StationConnectionOptions
  readonly #outbox: Outbox<TelemetryItem>
  readonly #stopping = new AbortController()
  #socket: Socket | undefined
  #online = false
  /** Frames of the reading that is out, without an answer yet. */
  #open = new Map<string, SaidFrame>()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #settled: (() => void) | undefined

  constructor(options: StationConnectionOptions) {
    this.#options = options
    this.#outbox = createOutbox(options.capacity)
  }

  get online(): boolean {
    return this.#online
  }

  get waiting(): number {
    return this.#outbox.size
  }

  start(): void {
    this.#running = reconnecting(this.#options, this.#stopping.signal, () => this.#session())
  }

  offer(items: readonly TelemetryItem[]): void {
    for (const item of items) if (!this.#outbox.add(item)) this.#options.dropped()
    this.#pump()
  }

  /** Waits up to `patience` milliseconds for what is out, and hangs up. */
  async stop(patience: number): Promise<void> {
    this.#stopping.abort()
    if (this.#online && this.#outbox.size > 0) {
      const settled = new Promise<void>((resolve) => (this.#settled = resolve))
      const enough = new AbortController()
      const late = this.#options.clock.sleep(patience, enough.signal).catch(() => {})
      await Promise.race([settled, late])
      enough.abort()
    }
    this.#socket?.destroy()
    await this.#running
  }

  #session(): Promise<SessionEnd> {
    const { host, port } = this.#options
    return new Promise((resolve) => {
      let wasOnline = false
      let problem: string | undefined
      const listen = this.#options.voice.listen()
      const socket = connect({ host, port, noDelay: true })
      this.#socket = socket
      socket.on('connect', () => {
        wasOnline = true
        this.#online = true
        this.#pump()
      })
      socket.on('data', (chunk: Buffer) => {
        for (const answer of listen(chunk)) this.#heard(answer)
      })
      socket.on('error', (error) => (problem = error.message))
      socket.on('close', () => {
        clearTimeout(this.#timer)
        this.#online = false
        this.#socket = undefined
        this.#open.clear()
        this.#outbox.giveBack()
        this.#settled?.()
        resolve({ wasOnline, problem })
      })
    })
  }

  #pump(): void {
    if (!this.#online || this.#open.size > 0) return
    for (let next = this.#outbox.take(1); next !== undefined; next = this.#outbox.take(1)) {
      const { voice, trouble, random, acknowledged } = this.#options
      const packets = random() < trouble.split ? 2 + Math.floor(random() * 3) : 1
      const frames = next.flatMap((item) => voice.framesOf(item, packets))
      if (frames.length > 0) {
        this.#open = new Map(frames.map((frame) => [frame.key, frame]))
        this.#send(1)
        return
      }
      acknowledged(this.#outbox.acknowledge())
    }
    this.#settled?.()
  }

  #send(time: number): void {
    const { trouble, random, answerWithin = 10_000 } = this.#options
    for (const { bytes } of this.#open.values()) this.#write(bytes)
    if (random() < trouble.reconnect) {
      this.#socket?.destroySoon()
      return
    }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (time < mostTimes) this.#send(time + 1)
      else this.#socket?.destroy()
    }, answerWithin)
  }

  #write(bytes: Buffer): void {
    const { voice, trouble, random } = this.#options
    const bent = random() < trouble.corrupt
    this.#socket?.write(bent ? voice.corrupted(bytes, Math.floor(random() * bytes.length)) : bytes)
    if (random() < trouble.again) this.#socket?.write(bytes)
  }

  #heard(answer: HeardAnswer): void {
    if (answer.type === 'told') {
      for (const bytes of answer.replies) this.#write(bytes)
      return
    }
    const { key } = answer
    const frame = key === undefined ? undefined : this.#open.get(key)
    if (answer.type === 'asked') {
      if (frame !== undefined) this.#write(frame.asked ?? frame.bytes)
      return
    }
    const known = key === undefined ? this.#open.size > 0 : frame !== undefined
    if (key === undefined) this.#open.clear()
    else this.#open.delete(key)
    if (!known || this.#open.size > 0) return
    clearTimeout(this.#timer)
    this.#options.acknowledged(this.#outbox.acknowledge())
    this.#pump()
  }
}
