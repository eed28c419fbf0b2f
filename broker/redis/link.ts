/**
 * The two connections of one broker to Redis: commands, and what the other brokers say. Together they are up or down.
 * While down every command rejects at once and nothing waits in memory; after each loss `back` runs before it is up
 * again. Commands leave in the order of the calls, so what was stored before a word to the others is there when they
 * hear it.
 */
import { readFileSync } from 'node:fs'

import { Redis, type RedisOptions } from 'ioredis'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { RedisConfig } from './config.ts'

export interface RedisLinkParts {
  readonly config: RedisConfig
  readonly channels: readonly string[]
  readonly heard: (bytes: Buffer) => void
  /** Makes up for what was missed; it is up when this resolves. */
  readonly back: (commands: Redis) => Promise<void>
  readonly changed: (trouble: string | undefined) => void
}

/** Commands without an answer yet; above it those that may be left out are. */
const maxOutstanding = 20_000
const longestPause = 2_000

export class RedisLink {
  readonly #parts: RedisLinkParts
  readonly #commands: Redis
  readonly #listener: Redis
  #trouble: string | undefined = 'not connected yet'
  #reason = 'the connection is closed'
  #generation = 0
  #outstanding = 0
  #closed = false

  constructor(parts: RedisLinkParts) {
    this.#parts = parts
    const options = optionsOf(parts.config)
    this.#commands = new Redis(parts.config.url, options)
    this.#listener = new Redis(parts.config.url, { ...options, autoResubscribe: false })
    for (const one of [this.#commands, this.#listener]) {
      one.on('error', (error: Error) => {
        this.#reason = error.message
      })
      one.on('close', () => this.#down())
      one.on('ready', () => void this.#ready())
    }
    this.#listener.on('messageBuffer', (_channel: Buffer, bytes: Buffer) => parts.heard(bytes))
  }

  /** Why it is down. */
  get trouble(): string | undefined {
    return this.#trouble
  }

  /** Room for commands whose loss is bearable. */
  get roomy(): boolean {
    return this.#trouble === undefined && this.#outstanding < maxOutstanding
  }

  /** Resolves when it is up or the first attempt failed. */
  async open(): Promise<void> {
    await Promise.allSettled([this.#commands.connect(), this.#listener.connect()])
    await this.#ready()
  }

  /** Rejects with retry `later` when Redis is away. */
  async run<T>(work: (commands: Redis) => Promise<T>): Promise<T> {
    if (this.#trouble !== undefined) throw away(this.#trouble)
    const generation = this.#generation
    this.#outstanding++
    try {
      return await work(this.#commands)
    } catch (error) {
      if (isTimeout(error)) this.#lost(generation, messageOf(error))
      throw away(messageOf(error), error)
    } finally {
      this.#outstanding--
    }
  }

  /** Whether both connections still answer; cuts them when not. */
  async check(): Promise<void> {
    const generation = this.#generation
    if (this.#trouble !== undefined) return
    try {
      await Promise.all([this.#commands.ping(), this.#listener.ping()])
    } catch (error) {
      this.#lost(generation, messageOf(error))
    }
  }

  close(): void {
    this.#closed = true
    this.#commands.disconnect()
    this.#listener.disconnect()
  }

  #restoring: Promise<void> | undefined

  #ready(): Promise<void> {
    this.#restoring ??= this.#restore().finally(() => {
      this.#restoring = undefined
    })
    return this.#restoring
  }

  async #restore(): Promise<void> {
    while (this.#connected && this.#trouble !== undefined && !this.#closed) {
      const generation = this.#generation
      try {
        await this.#listener.subscribe(...this.#parts.channels)
        await this.#parts.back(this.#commands)
        if (generation !== this.#generation) continue
        this.#trouble = undefined
        this.#parts.changed(undefined)
      } catch (error) {
        this.#lost(generation, messageOf(error))
      }
    }
  }

  get #connected(): boolean {
    return this.#commands.status === 'ready' && this.#listener.status === 'ready'
  }

  /** It does not answer, although it is connected: both connections are made again. */
  #lost(generation: number, reason: string): void {
    if (generation !== this.#generation || this.#closed) return
    this.#reason = reason
    this.#down()
    this.#commands.disconnect(true)
    this.#listener.disconnect(true)
  }

  #down(): void {
    this.#generation++
    const before = this.#trouble
    this.#trouble = this.#reason
    if (before === undefined && !this.#closed) this.#parts.changed(this.#trouble)
  }
}

const away = (message: string, cause?: unknown): UrbanBrainError =>
  new UrbanBrainError('store-unavailable', `Redis is away: ${message}`, { cause })

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Command timed out'

function optionsOf(config: RedisConfig): RedisOptions {
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: config.connectTimeout,
    commandTimeout: config.commandTimeout,
    keepAlive: 10_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, longestPause),
    ...(config.ca === undefined ? {} : { tls: { ca: pem(config.ca) } }),
  }
}

function pem(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new UrbanBrainError(
      'config-invalid',
      `redis.ca: ${file} cannot be read (${messageOf(cause)})`,
      { cause },
    )
  }
}

const chunk = 500

/** As many as go into one pipeline at a time. */
export function* chunks<T>(all: Iterable<T>): Iterable<readonly T[]> {
  const list = [...all]
  for (let at = 0; at < list.length; at += chunk) yield list.slice(at, at + chunk)
}
