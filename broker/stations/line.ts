/**
 * One connection. Its frames are taken in their order, one after the other: whose each is, into the log, and an answer only
 * when it is durable there. The socket is not read while the log has no room, while too many of its frames wait, or faster
 * than its rate.
 */
import type { Socket } from 'node:net'

import type { DeviceId } from '../../core/identity.ts'
import { TokenBucket } from '../../core/token-bucket.ts'
import { isUrgent } from '../edge/lanes.ts'
import type { ListenerConfig } from './config.ts'
import type { StationParts } from './parts.ts'
import type { Heard, Piece, RefusedBytes, Speech, SpokenFrame, Stray } from './speech.ts'

/** Frames that nobody can use, after which a connection ends. */
const mostRefused = 20
/** Of these such of stations that nobody registered, while none has proved itself: a relay may begin with one. */
const mostUnknown = 5
/** Bytes that a station does not read. */
const mostUnread = 65_536

export type Ending = 'no-frame' | 'silent' | 'refused' | 'unstored' | 'not-reading'

/** Told of the first frame of a station, and of each that is of none or has a wrong password. */
export interface Proof {
  known(): void
  wrong(): void
}

/** Bytes on end that are no frame. */
interface Strays {
  readonly type: 'strays'
  readonly pieces: Stray[]
}

const ignored = (): void => {}

export class Line {
  readonly #socket: Socket
  readonly #parts: StationParts
  readonly #proof: Proof
  readonly #config: ListenerConfig
  readonly #speech: Speech
  readonly #bucket: TokenBucket
  readonly #stations = new Set<DeviceId>()
  readonly #pending: (SpokenFrame | Strays)[] = []
  /** By Clock.elapsed: when it began, then when the last frame of a station came. */
  #heardAt: number
  /** Whether what it sends may be held back; of a relay nothing is, as it speaks for several. */
  ordinary = false
  #refused = 0
  #inflight = 0
  #working = false
  #room: (() => void) | undefined
  #over = false

  constructor(socket: Socket, parts: StationParts, proof: Proof) {
    const { config, clock } = parts
    this.#socket = socket
    this.#parts = parts
    this.#proof = proof
    this.#config = config
    this.#speech = parts.speech()
    this.#heardAt = clock.elapsed()
    this.#bucket = new TokenBucket(config.frameRate, config.frameBurst, this.#heardAt)
    socket.on('data', (chunk) => this.#enter(this.#speech.push(chunk)))
    socket.on('end', () => this.#enter(this.#speech.end()))
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
    this.#parts.observer.emit(`${this.#parts.protocol}.closed`, { reason })
    this.#leave()
    this.#socket.destroy()
  }

  #leave(): void {
    if (this.#over) return
    this.#over = true
    const { presence, orders, clock, store } = this.#parts
    for (const one of this.#speech.abandoned()) store.data(one, ignored)
    for (const station of this.#stations) {
      presence.left(station, this, clock.elapsed())
      orders?.left(station, this)
    }
    this.resume()
  }

  #enter(found: readonly Piece[]): void {
    for (const one of found) this.#wait(one)
    if (!this.#working) void this.#work()
  }

  /** Bytes on end that are no frame are one fault, however many the reader takes them for. */
  #wait(one: Piece): void {
    const last = this.#pending.at(-1)
    if (one.type === 'frame') this.#pending.push(one)
    else if (last?.type === 'strays') last.pieces.push(one)
    else this.#pending.push({ type: 'strays', pieces: [one] })
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

  async #take(one: SpokenFrame | Strays): Promise<void> {
    const { clock, signal, directory, follow } = this.#parts
    const wait = this.#bucket.take(clock.elapsed())
    if (wait > 0) await clock.sleep(wait, signal).catch(() => {})
    await this.#untilRoom()
    if (this.#over) return
    if (one.type === 'strays') {
      this.#refuse(this.#speech.stray(one.pieces))
      return
    }
    let heard = one.hear(directory, clock.now())
    // The register may know more than the directory: a new station, another password.
    const doubted = heard.type === 'refused' && heard.name !== undefined
    if (doubted && (await follow())) heard = one.hear(directory, clock.now())
    if (this.#over) return
    if (heard.type === 'heard') this.#proven(heard)
    else this.#refuse(heard)
  }

  async #untilRoom(): Promise<void> {
    const { backpressure } = this.#parts
    while (
      !this.#over &&
      (backpressure.closes(this) || this.#inflight >= this.#config.maxInflight)
    ) {
      await new Promise<void>((resolve) => {
        this.#room = resolve
        backpressure.wait(this)
      })
    }
    this.#room = undefined
  }

  #proven(heard: Heard): void {
    const { device, topic, kind, body, abandoned } = heard
    const { protocol, clock, observer, presence, store, directory } = this.#parts
    this.#heardAt = clock.elapsed()
    this.#refused = 0
    if (this.#stations.size === 0) this.#proof.known()
    this.#stations.add(device)
    this.ordinary = this.#stations.size === 1 && !isUrgent(directory, device)
    if (presence.arrived(device, topic, this)) store.status(device, topic, true)
    observer.emit(`${protocol}.frame`, { kind })
    if (abandoned !== undefined) store.data(abandoned, ignored)
    if (body === undefined) {
      this.#answer(heard)
      return
    }
    this.#inflight += 1
    store[kind === 'reply' ? 'reply' : 'data']({ device, topic, body }, (error) => {
      this.#inflight -= 1
      // Nothing says that it was not stored, but a connection that ends: the station sends it again.
      if (error !== undefined) this.end('unstored')
      else this.#answer(heard)
      this.#room?.()
    })
  }

  /** What waits for the station goes out behind the answer that it waits for itself. */
  #answer(heard: Heard): void {
    const { orders, observer, protocol } = this.#parts
    if (heard.answer !== undefined && this.say(heard.answer))
      observer.emit(`${protocol}.answered`, {})
    if (!this.#over) orders?.heard(this, heard)
  }

  /** False where nobody is there any more. */
  say(bytes: Uint8Array): boolean {
    if (this.#over || !this.#socket.writable) return false
    this.#socket.write(bytes)
    if (this.#socket.writableLength > mostUnread) this.end('not-reading')
    return true
  }

  #refuse(refused: RefusedBytes): void {
    this.#parts.refuse(this.#socket, refused)
    this.#refused += 1
    const { refusal } = refused
    const stranger = refusal === 'unknown-station' || refusal === 'wrong-password'
    if (stranger) this.#proof.wrong()
    // Of a relay: one behind it that is not registered must not cost the others their line, nor when it speaks first.
    const isBeside =
      refusal === 'unknown-station' && (this.#stations.size > 0 || this.#refused < mostUnknown)
    if ((stranger && !isBeside) || this.#refused >= mostRefused) this.end('refused')
  }
}
