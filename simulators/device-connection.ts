/**
 * One device's line to the broker. Whatever is sent stays in the outbox until its PUBACK; a broken line is opened again
 * after a jittered, growing pause, and what was not acknowledged goes out again, many readings in one array.
 */
import { connect, type Socket } from 'node:net'

import { messageOf } from '../core/errors.ts'
import {
  connectPacket,
  createPacketReader,
  disconnectPacket,
  packetType,
  pingPacket,
  pubackPacket,
  publishPacket,
  subscribePacket,
  type Heard,
} from './protocol/mqtt-bytes.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { reconnecting, type Reconnecting, type SessionEnd } from './reconnecting.ts'
import { mostItems, telemetryBody, type TelemetryItem } from './script/telemetry.ts'

export interface DeviceConnectionOptions extends Reconnecting {
  readonly host: string
  readonly port: number
  /** MQTT user name, client id and part of the topics. */
  readonly id: string
  readonly token: string
  /** Readings kept while the broker is away. */
  readonly capacity: number
  readonly acknowledged: (readings: number) => void
  readonly dropped: () => void
  /** Hears a command; returns the answer, if there is one. */
  readonly command: (body: string) => string | undefined
  /** What it, and those behind it, say when they come how they are set. */
  readonly configured: () => readonly string[]
  /** Hears how it should be set; returns how it is set then. */
  readonly configuration: (body: string) => string | undefined
}

/** A publish without its PUBACK, and a connect without its CONNACK, end the connection after this long. */
const answerWithin = 20_000
const keepAlive = 60
const statusPacketId = 0xffff
const subscribePacketId = 0xfffe
const secondSubscribePacketId = 0xfffd
/** Answers to commands have the numbers from here on, readings those below. */
const firstReplyId = 0xff00
const idleAfter = (keepAlive * 1_000) / 2

/**
 * What to do with a line on which nothing came or went for half the keep-alive. `owed`: how long an answer is, in milliseconds; whoever
 * reports as often as that has just asked when the line is found idle.
 */
export function whenIdle(owed: number | undefined, pinged: boolean): 'ping' | 'wait' | 'give up' {
  if (pinged) return 'give up'
  if (owed === undefined) return 'ping'
  return owed < answerWithin ? 'wait' : 'give up'
}

interface Answer {
  readonly channel: 'reply' | 'configured'
  readonly body: string
}

export class DeviceConnection {
  readonly #options: DeviceConnectionOptions
  readonly #outbox: Outbox<TelemetryItem>
  readonly #stopping = new AbortController()
  #socket: Socket | undefined
  #online = false
  #packetId = 0
  #waitingFor = 0
  #publishedAt = 0
  /** Answers that are not acknowledged yet, by their numbers. */
  readonly #replies = new Map<number, Answer>()
  #replyId = firstReplyId
  #running: Promise<void> = Promise.resolve()
  #settled: (() => void) | undefined

  constructor(options: DeviceConnectionOptions) {
    this.#options = options
    this.#outbox = createOutbox(options.capacity)
  }

  get online(): boolean {
    return this.#online
  }

  /** Readings that are not acknowledged yet. */
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

  /** Says offline, waits up to `patience` milliseconds for what is out, and hangs up. */
  async stop(patience: number): Promise<void> {
    this.#stopping.abort()
    const socket = this.#socket
    if (socket !== undefined && this.#online) {
      this.#publishStatus('offline')
      if (this.#owes) {
        const settled = new Promise<void>((resolve) => (this.#settled = resolve))
        const enough = new AbortController()
        const late = this.#options.clock.sleep(patience, enough.signal).catch(() => {})
        await Promise.race([settled, late])
        enough.abort()
      }
      socket.end(disconnectPacket)
    } else socket?.destroy()
    const cut = setTimeout(() => this.#socket?.destroy(), 1_000)
    await this.#running
    clearTimeout(cut)
  }

  get #owes(): boolean {
    return this.#outbox.size > 0 || this.#waitingFor > 0 || this.#statusOut
  }

  #statusOut = false

  /** One TCP connection from its opening to its end. */
  #session(): Promise<SessionEnd> {
    const { host, port, id, token } = this.#options
    return new Promise((resolve) => {
      let wasOnline = false
      let problem: string | undefined
      const socket = connect({ host, port, noDelay: true })
      this.#socket = socket
      const read = createPacketReader((type, firstTwo) => {
        if (type === packetType.connack) {
          if ((firstTwo & 0xff) !== 0) {
            problem = `refused with return code ${firstTwo & 0xff}`
            socket.destroy()
            return
          }
          wasOnline = true
          this.#online = true
          socket.setTimeout(idleAfter)
          this.#publishStatus('online')
          socket.write(subscribePacket(`ub/v1/${id}/command`, subscribePacketId))
          socket.write(subscribePacket(`ub/v1/${id}/configuration`, secondSubscribePacketId))
          // How it is set it says anew.
          for (const [packetId, answer] of this.#replies)
            if (answer.channel === 'configured') this.#replies.delete(packetId)
            else this.#publishReply(packetId, answer)
          for (const report of this.#options.configured()) this.#answer('configured', report)
          this.#pump()
        } else if (type === packetType.puback) this.#acknowledged(firstTwo)
      }, this.#heard.bind(this))
      let pinged = false
      socket.setTimeout(answerWithin)
      socket.on('connect', () => {
        const will = { topic: `ub/v1/${id}/status`, body: 'offline' }
        socket.write(
          connectPacket({ clientId: id, username: id, password: token, keepAlive, will }),
        )
      })
      socket.on('data', (chunk: Buffer) => {
        pinged = false
        try {
          read(chunk)
        } catch (error) {
          problem = messageOf(error)
          socket.destroy()
        }
      })
      socket.on('timeout', () => {
        const owed =
          this.#waitingFor === 0 ? undefined : this.#options.clock.elapsed() - this.#publishedAt
        const next = this.#online ? whenIdle(owed, pinged) : 'give up'
        if (next === 'give up') {
          problem = 'no answer in time'
          socket.destroy()
          return
        }
        // Once it has told that it is idle the socket does so no more until something comes.
        socket.setTimeout(idleAfter)
        if (next === 'wait') return
        pinged = true
        socket.write(pingPacket)
      })
      socket.on('error', (error) => (problem = error.message))
      socket.on('close', () => {
        this.#online = false
        this.#socket = undefined
        this.#waitingFor = 0
        this.#statusOut = false
        this.#outbox.giveBack()
        this.#settled?.()
        resolve({
          wasOnline,
          problem: problem ?? (this.#stopping.signal.aborted ? undefined : 'closed'),
        })
      })
    })
  }

  /** It listens to its commands and to how it should be set. */
  #heard({ topic, body, packetId }: Heard): void {
    const text = body.toString('utf8')
    const isConfiguration = topic.endsWith('/configuration')
    const { command, configuration } = this.#options
    const answer = isConfiguration ? configuration(text) : command(text)
    if (packetId !== undefined) this.#socket?.write(pubackPacket(packetId))
    if (answer !== undefined) this.#answer(isConfiguration ? 'configured' : 'reply', answer)
  }

  #answer(channel: Answer['channel'], body: string): void {
    const last = this.#replyId
    this.#replyId = last + 1 < secondSubscribePacketId ? last + 1 : firstReplyId
    const answer = { channel, body }
    this.#replies.set(this.#replyId, answer)
    this.#publishReply(this.#replyId, answer)
  }

  #publishReply(packetId: number, { channel, body }: Answer): void {
    const topic = `ub/v1/${this.#options.id}/${channel}`
    this.#socket?.write(publishPacket(topic, Buffer.from(body), packetId))
  }

  #publishStatus(word: 'online' | 'offline'): void {
    this.#statusOut = true
    const topic = `ub/v1/${this.#options.id}/status`
    this.#socket?.write(publishPacket(topic, Buffer.from(word), statusPacketId, true))
  }

  #pump(): void {
    if (!this.#online || this.#waitingFor !== 0) return
    const items = this.#outbox.take(mostItems)
    if (items === undefined) return
    this.#packetId = (this.#packetId % (firstReplyId - 1)) + 1
    this.#waitingFor = this.#packetId
    this.#publishedAt = this.#options.clock.elapsed()
    const topic = `ub/v1/${this.#options.id}/telemetry`
    this.#socket?.write(publishPacket(topic, telemetryBody(items), this.#packetId))
  }

  #acknowledged(packetId: number): void {
    if (packetId === statusPacketId) this.#statusOut = false
    else if (packetId >= firstReplyId) this.#replies.delete(packetId)
    else if (packetId === this.#waitingFor) {
      this.#waitingFor = 0
      this.#options.acknowledged(this.#outbox.acknowledge())
      this.#pump()
    }
    if (!this.#owes) this.#settled?.()
  }
}
