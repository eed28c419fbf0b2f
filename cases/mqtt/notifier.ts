import mqtt, { type MqttClient } from 'mqtt'
import { z } from 'zod'

import type { Component } from '../../runtime/component.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { silentObserver, type Observer } from '../../core/observer.ts'
import { minutes, seconds } from '../../core/time.ts'
import { addressSchema } from '../life/addressee.ts'
import type { Notifier, Receipt } from '../ports.ts'

export interface MqttNotifierOptions {
  /** Of the broker, `mqtt://host:port`. */
  readonly url: string
  /** Name and token of the service, as the broker knows them. */
  readonly username: string
  readonly password: string
  readonly clientId?: string
  /** Hears of a connection that is refused. */
  readonly observer?: Observer
  /** Milliseconds until a publish without acknowledgement counts as failed; default 10 s. */
  readonly timeout?: number
}

export interface MqttPublisher {
  /** QoS 1: resolves with the broker's acknowledgement; without a connection it rejects at once. */
  publish(topic: string, body: string, signal: AbortSignal): Promise<void>
}

/**
 * The broker opens last, on a small machine under load after a minute: for so many milliseconds after the start a refused
 * connection is waiting and no failure. Readiness names it meanwhile.
 */
const startingUp = minutes(2)

/** The broker is the last to open at every start, and readiness waits for this; one that is away for long is not asked all the time. */
const shortestPause = 200
const longestPause = seconds(5)

/** Until the next try, after it has been away for so long: waiting adds a tenth to that at most. */
export const reconnectPause = (away: number): number =>
  Math.min(Math.max(away / 10, shortestPause), longestPause)

/** A desk has its place in the tree of the crews, under an address that no unit can have. */
const noticeTopic = (to: string): string => `ub/v1/crew/${to}/notices`
const receiptTopics = 'ub/v1/crew/+/receipts'

/** `{"notice":"C.../4","by":"<client>","at":<epoch ms>}`; who and when are for whoever reads along. */
const receiptSchema = z.object({ notice: z.string().min(1).max(200) })

/**
 * Notices on the topic of the unit, QoS 1. `deliver` resolves with the broker's acknowledgement, which only says that the
 * broker has it; without a connection it rejects at once, and the caller keeps the notice. That the crew has it is said on
 * the topic of receipts, by our own broker when a client of the crew acknowledges, behind another one by that client.
 */
export function createMqttNotifier(
  options: MqttNotifierOptions,
): Notifier & Component & MqttPublisher {
  const timeout = options.timeout ?? seconds(10)
  const observer = options.observer ?? silentObserver
  const name = 'mqtt-notifier'
  let client: MqttClient | undefined
  let trouble = 'waits for the broker'
  let reported = ''
  let quietUntil = Number.POSITIVE_INFINITY
  /** undefined: connected. */
  let awaySince: number | undefined
  let connections = 0
  /** The connection hears receipts, or was refused them: what is told before that could not be answered. */
  let listening = false
  let deaf: string | undefined
  let listener: (receipt: Receipt) => void = () => {}

  const listen = async (on: MqttClient) => {
    const subscribed = await on.subscribeAsync(receiptTopics, { qos: 1 }).then(
      () => undefined,
      (error: unknown) => messageOf(error),
    )
    if (!on.connected) return
    const refused =
      subscribed && `the broker refuses ${receiptTopics} to ${options.username}: ${subscribed}`
    if (refused !== undefined && refused !== deaf)
      observer.emit('component.failed', { component: name, message: refused })
    deaf = refused
    connections += 1
    listening = true
  }

  const publish = async (topic: string, body: string, signal: AbortSignal) => {
    if (client?.connected !== true) throw new UrbanBrainError('notice-failed', trouble)
    await within(client.publishAsync(topic, body, { qos: 1 }), timeout, signal)
  }

  return {
    name,
    channel: 'mqtt',
    publish,
    serves: ({ mqtt }) => mqtt !== false,
    start: () => {
      awaySince = performance.now()
      quietUntil = awaySince + startingUp
      client = mqtt.connect(options.url, {
        username: options.username,
        password: options.password,
        clientId: options.clientId ?? options.username,
        clean: true,
        reconnectPeriod: shortestPause,
        connectTimeout: seconds(10),
        queueQoSZero: false,
        resubscribe: false,
      })
      client.on('error', (error) => {
        const message = messageOf(error)
        // Told once: a refused connection comes back again and again.
        // Codes of the system are words, those of a broker that answered and refused are numbers.
        const isAway = 'code' in error && typeof error.code === 'string'
        const waits = isAway && performance.now() < quietUntil
        trouble = waits ? `waits for the broker: ${message}` : message
        if (waits || message === reported) return
        reported = message
        observer.emit('component.failed', { component: name, message })
      })
      client.on('connect', () => {
        quietUntil = 0
        awaySince = undefined
        trouble = 'the broker closed the connection'
        if (client !== undefined) void listen(client)
      })
      client.on('close', () => {
        listening = false
        awaySince ??= performance.now()
        if (client !== undefined)
          client.options.reconnectPeriod = reconnectPause(performance.now() - awaySince)
      })
      client.on('message', (topic, payload, { retain }) => {
        // One that a broker kept may be of a notice long ago; nobody should retain them.
        const receipt = retain ? undefined : receiptFrom(topic, payload)
        if (receipt !== undefined) listener(receipt)
      })
      return Promise.resolve()
    },
    stop: () => client?.endAsync(true) ?? Promise.resolve(),
    unready: () => (listening ? undefined : trouble),
    warning: () => deaf,
    connection: () => (listening ? connections : undefined),
    onReceipt: (hear) => {
      listener = hear
    },
    deliver: async (notice, to, signal) => {
      await publish(noticeTopic(to.id), JSON.stringify(notice), signal)
      return 'handed'
    },
  }
}

function receiptFrom(topic: string, payload: Buffer): Receipt | undefined {
  const level = /^ub\/v1\/crew\/([^/]+)\/receipts$/.exec(topic)?.[1] ?? ''
  const to = addressSchema.safeParse(level)
  if (!to.success) return undefined
  try {
    const { notice } = receiptSchema.parse(JSON.parse(payload.toString()))
    return { notice, to: to.data }
  } catch {
    return undefined
  }
}

async function within(work: Promise<unknown>, timeout: number, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(timeout)
  const failed = (why: string) => new UrbanBrainError('notice-failed', why)
  await new Promise<void>((resolve, reject) => {
    const late = () => reject(failed('the broker did not acknowledge in time'))
    const ended = () => reject(failed('the notifier stops'))
    limit.addEventListener('abort', late, { once: true })
    signal.addEventListener('abort', ended, { once: true })
    work
      .then(
        () => resolve(),
        (error: unknown) => reject(failed(messageOf(error))),
      )
      .finally(() => {
        limit.removeEventListener('abort', late)
        signal.removeEventListener('abort', ended)
      })
      .catch(() => {})
  })
}
