import mqtt, { type MqttClient } from 'mqtt'

import type { Component } from '../../core/component.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { silentObserver, type Observer } from '../../core/events.ts'
import { seconds } from '../../core/time.ts'
import type { Notifier } from '../ports.ts'

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

/** The broker opens last: for so many milliseconds after the start a refused connection is nothing to report. */
const startingUp = seconds(15)

const noticeTopic = (unit: string): string => `ub/v1/crew/${unit}/notices`

/**
 * Notices on the topic of the unit, QoS 1. `deliver` resolves with the broker's acknowledgement; without a connection it
 * rejects at once, and the caller keeps the notice.
 */
export function createMqttNotifier(options: MqttNotifierOptions): Notifier & Component {
  const timeout = options.timeout ?? seconds(10)
  const observer = options.observer ?? silentObserver
  const name = 'mqtt-notifier'
  let client: MqttClient | undefined
  let trouble = 'not connected yet'
  let reported = ''
  let quietUntil = Number.POSITIVE_INFINITY
  return {
    name,
    channel: 'mqtt',
    serves: () => true,
    start: () => {
      quietUntil = performance.now() + startingUp
      client = mqtt.connect(options.url, {
        username: options.username,
        password: options.password,
        clientId: options.clientId ?? options.username,
        clean: true,
        // Short: the broker is the last to open at every start, and readiness waits for this.
        reconnectPeriod: 200,
        connectTimeout: seconds(10),
        queueQoSZero: false,
        resubscribe: false,
      })
      client.on('error', (error) => {
        const message = messageOf(error)
        // Told once: a refused connection comes back again and again.
        trouble = message
        if (message === reported || performance.now() < quietUntil) return
        reported = message
        observer.emit('component.failed', { component: name, message })
      })
      client.on('connect', () => {
        quietUntil = 0
        trouble = 'the broker closed the connection'
      })
      return Promise.resolve()
    },
    stop: () => client?.endAsync(true) ?? Promise.resolve(),
    unready: () => (client?.connected === true ? undefined : trouble),
    deliver: async (notice, unit, signal) => {
      if (client?.connected !== true) throw new UrbanBrainError('notice-failed', trouble)
      const sent = client.publishAsync(noticeTopic(unit.id), JSON.stringify(notice), { qos: 1 })
      await within(sent, timeout, signal)
    },
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
