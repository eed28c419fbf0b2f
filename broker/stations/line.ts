/**
 * One connection. Its frames are taken in their order, one after the other: whose each is, into the log, and an answer only
 * when it is durable there. The socket is not read while the log has no room, while too many of its frames wait, or faster
 * than its rate.
 */
import type { Socket } from 'node:net'

import type { DeviceId } from '../../core/identity.ts'
import { answerTo, isNotice, saysData } from '../../core/hj212/answer.ts'
import type { ChecksumMode } from '../../core/hj212/checksum.ts'
import { FrameReader, frameOf, type Frame, type Noise } from '../../core/hj212/framing.ts'
import { keptFrame, withoutPassword } from '../../core/hj212/kept.ts'
import { writeMessage, type Message } from '../../core/hj212/message.ts'
import { TokenBucket } from '../protocol/token-bucket.ts'
import type { StationsConfig } from './config.ts'
import type { StationParts } from './parts.ts'
import { verdictOf, type Proven } from './verdict.ts'

/** Frames that nobody can use, after which a connection ends. */
const mostRefused = 20
/** Bytes of answers that a station does not read. */
const mostUnread = 65_536

export type Ending = 'no-frame' | 'silent' | 'refused' | 'unstored' | 'not-reading'

/** Bytes that are no frame. */
interface Stray {
  readonly type: 'stray'
  readonly pieces: Uint8Array[]
}

export class Line {
  readonly #socket: Socket
  readonly #parts: StationParts
  readonly #known: () => void
  readonly #config: StationsConfig
  readonly #reader: FrameReader
  readonly #bucket: TokenBucket
  readonly #stations = new Set<DeviceId>()
  readonly #pending: (Frame | Stray)[] = []
  /** By Clock.elapsed: when it began, then when the last frame of a station came. */
  #heardAt: number
  #refused = 0
  #inflight = 0
  #working = false
  #room: (() => void) | undefined
  #over = false

  /** `known` is told of the first frame of a station. */
  constructor(socket: Socket, parts: StationParts, known: () => void) {
    const { config, clock } = parts
    this.#socket = socket
    this.#parts = parts
    this.#known = known
    this.#config = config
    this.#reader = new FrameReader(config.segmentBytes)
    this.#heardAt = clock.elapsed()
    this.#bucket = new TokenBucket(config.frameRate, config.frameBurst, this.#heardAt)
    socket.on('data', (chunk) => this.#enter(this.#reader.push(chunk)))
    socket.on('end', () => this.#enter(this.#reader.end()))
    socket.on('close', () => this.#leave())
  }

  /** Called each second. */
  look(elapsed: number): void {
    const quiet = elapsed - this.#heardAt
    if (this.#stations.size === 0) {
      if (quiet >= this.#config.firstFrame) this.end('no-frame')
    } else if (quiet >= this.#config.silence) this.end('silent')
  }

  /** There is room in the log again. */
  resume(): void {
    this.#parts.backpressure.forget(this)
    this.#room?.()
  }

  end(reason: Ending): void {
    if (this.#over) return
    this.#parts.observer.emit('hj212.closed', { reason })
    this.#leave()
    this.#socket.destroy()
  }

  #leave(): void {
    if (this.#over) return
    this.#over = true
    const { presence, clock } = this.#parts
    for (const station of this.#stations) presence.left(station, this, clock.elapsed())
    this.resume()
  }

  #enter(found: readonly (Frame | Noise)[]): void {
    for (const one of found) this.#wait(one)
    if (!this.#working) void this.#work()
  }

  /** Bytes on end that are no frame are one fault, however many the reader takes them for. */
  #wait(one: Frame | Noise): void {
    const last = this.#pending.at(-1)
    if (one.type === 'frame') this.#pending.push(one)
    else if (last?.type === 'stray') last.pieces.push(one.bytes)
    else this.#pending.push({ type: 'stray', pieces: [one.bytes] })
  }

  async #work(): Promise<void> {
    this.#working = true
    this.#socket.pause()
    for (let one = this.#pending.shift(); one !== undefined; one = this.#pending.shift()) {
      if (this.#over) break
      await this.#take(one)
    }
    this.#working = false
    if (!this.#over) this.#socket.resume()
  }

  async #take(one: Frame | Stray): Promise<void> {
    const { clock, signal, directory, follow } = this.#parts
    const wait = this.#bucket.take(clock.elapsed())
    if (wait > 0) await clock.sleep(wait, signal).catch(() => {})
    await this.#untilRoom()
    if (this.#over) return
    if (one.type === 'stray') {
      const body = withoutPassword(Buffer.concat(one.pieces))
      this.#refuse({ refusal: 'unreadable-frame', body })
      return
    }
    let verdict = verdictOf(one, directory)
    // The register may know more than the directory: a new station, another password.
    const doubted = verdict.type === 'unproven' && verdict.refusal !== 'unreadable-frame'
    if (doubted && (await follow())) verdict = verdictOf(one, directory)
    if (this.#over) return
    if (verdict.type === 'proven') this.#proven(one, verdict)
    else this.#refuse({ ...verdict, body: keptFrame(one) })
  }

  async #untilRoom(): Promise<void> {
    const { backpressure } = this.#parts
    while (!this.#over && (backpressure.closed || this.#inflight >= this.#config.maxInflight)) {
      await new Promise<void>((resolve) => {
        this.#room = resolve
        backpressure.wait(this)
      })
    }
    this.#room = undefined
  }

  #proven(frame: Frame, { station, message, mode }: Proven): void {
    const { clock, observer, presence, store } = this.#parts
    const { id } = station.device
    const topic = topicOf(message.mn)
    this.#heardAt = clock.elapsed()
    this.#refused = 0
    if (this.#stations.size === 0) this.#known()
    this.#stations.add(id)
    if (presence.arrived(id, topic, this)) store.status(id, topic, true)
    const kind = saysData(message) ? 'data' : isNotice(message) ? 'notice' : 'other'
    observer.emit('hj212.frame', { kind })
    if (kind !== 'data') {
      this.#answer(message, mode)
      return
    }
    this.#inflight += 1
    store.data(id, topic, keptFrame(frame), (error) => {
      this.#inflight -= 1
      // Nothing says that it was not stored, but a connection that ends: the station sends it again.
      if (error !== undefined) this.end('unstored')
      else this.#answer(message, mode)
      this.#room?.()
    })
  }

  #answer(message: Message, mode: ChecksumMode): void {
    const answer = answerTo(message)
    if (answer === undefined || this.#over || !this.#socket.writable) return
    this.#socket.write(frameOf(Buffer.from(writeMessage(answer)), mode))
    this.#parts.observer.emit('hj212.answered', {})
    if (this.#socket.writableLength > mostUnread) this.end('not-reading')
  }

  #refuse(refused: Parameters<StationParts['refuse']>[1]): void {
    this.#parts.refuse(this.#socket, refused)
    this.#refused += 1
    const { refusal } = refused
    const stranger = refusal === 'unknown-station' || refusal === 'wrong-password'
    if (stranger || this.#refused >= mostRefused) this.end('refused')
  }
}

export const topicOf = (mn: string): string => `hj212/${mn}`
