/**
 * The edge where another MQTT broker (Mosquitto, EMQX, NanoMQ) takes the connections and proves who they are. Its
 * messages are read by several connections over one shared subscription into one intake, and acknowledged to it after
 * they are durable. The source of a frame is the device named by its topic, which that broker's access rules must
 * enforce (docs/broker.md).
 */
import { readFileSync } from 'node:fs'

import type { IClientOptions } from 'mqtt'
import type { IPublishPacket } from 'mqtt-packet'

import { noBindings, publishedFor, type Bindings } from '../../core/bindings/bindings.ts'
import type { Component } from '../../runtime/component.ts'
import { nextTurn } from '../../runtime/turns.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { parseDeviceId, type DeviceId } from '../../core/identity.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Clock } from '../../core/time.ts'
import type { ExternalBrokerConfig } from './config.ts'
import { ExternalConnection } from './connection.ts'
import { frameOf } from '../edge/frames.ts'
import { Intake, type Answer } from '../edge/intake.ts'
import { authorisePublish } from '../rights/rights.ts'
import { printableTopic } from '../rights/topics.ts'
import { stationsBeside } from '../stations/beside.ts'
import type { StationsDeps } from '../stations/stations.ts'

export interface ExternalBrokerDeps {
  readonly config: ExternalBrokerConfig
  /** Listens for stations as well. */
  readonly stations?: Pick<StationsDeps, 'config' | 'commands' | 'directory'> | undefined
  /** Topics beside our own that are read; of those that name their gateway. */
  readonly bindings?: Bindings
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
}

const name = 'external-broker'
const tickEvery = 1_000
const reconnectEvery = 1_000

export function createExternalBroker(deps: ExternalBrokerDeps): Component {
  const { config, clock, observer } = deps
  const bindings = ofGateways(deps.bindings ?? noBindings)
  const stopped = new AbortController()
  const intake = new Intake(deps, config)
  const client = clientOptions(config)
  const { group } = config
  const filters = config.topics.map((one) => (group === null ? one : `$share/${group}/${one}`))
  let state: 'not started' | 'running' | 'stopping' = 'not started'
  let ticking: Promise<void> | undefined
  let reported: string | undefined

  const connections = Array.from(
    { length: group === null ? 1 : config.connections },
    (_, index) =>
      new ExternalConnection({
        url: config.url,
        client: { ...client, clientId: `${config.clientIdPrefix}-${index}` },
        filters,
        take,
        full: () => intake.full,
        changed,
      }),
  )
  const stations = deps.stations && stationsBeside({ ...deps.stations, clock, observer, intake })
  intake.answered = () => {
    stations?.release()
    if (intake.full) return
    for (const connection of connections) connection.resume()
  }

  function take(packet: IPublishPacket, answer: Answer): void {
    const { topic } = packet
    const body = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    const source = sourceOf(topic, bindings)
    const rights = { kind: 'device', device: source } as const
    const verdict = authorisePublish(rights, topic, body.length, packet.retain, config, bindings)
    if (verdict.take !== 'frame') return
    const { channel, protocol, refused } = verdict
    const publish = {
      ...{ source, channel, topic, body, receivedAt: intake.now(), retained: packet.retain },
      ...(protocol !== undefined && { protocol }),
    }
    const frame = frameOf(publish, refused)
    intake.push(frame, (error) => {
      if (refused !== undefined && error === undefined) {
        observer.emit('broker.frame-refused', {
          reason: refused,
          source,
          topic: printableTopic(topic),
        })
      }
      answer(error)
    })
  }

  function trouble(): string | undefined {
    const away = connections.filter((one) => one.trouble !== undefined)
    if (away.length === 0) return undefined
    return `${away.length} of ${connections.length} connections: ${away[0]?.trouble ?? ''}`
  }

  /** Told once for all connections: when the first one fails, and when all are well. */
  function changed(): void {
    const failing = connections.find((one) => one.failed)
    const message = failing?.trouble
    if (state !== 'running' || (message === undefined) === (reported === undefined)) return
    reported = message
    if (message === undefined) observer.emit('component.started', { component: name })
    else observer.emit('component.failed', { component: name, message })
  }

  async function keepTime(): Promise<void> {
    for (;;) {
      await nextTurn(clock, tickEvery, stopped.signal)
      if (stopped.signal.aborted) return
      void intake.tick()
      stations?.look()
    }
  }

  return {
    name,
    unready: () =>
      state === 'running' ? (intake.failure ?? trouble()) : `the external broker is ${state}`,
    warning: () => intake.warning ?? stations?.warning(),
    async start() {
      await stations?.start()
      state = 'running'
      for (const connection of connections) connection.open()
      ticking = keepTime()
    },
    async stop() {
      state = 'stopping'
      for (const connection of connections) connection.pause()
      const shut = stations?.shut()
      stopped.abort()
      await ticking
      await intake.close()
      stations?.destroy()
      await shut
      await Promise.all(connections.map((connection) => connection.close()))
    },
  }
}

/** The device that a topic of ours names; of another one the gateway that its binding names. */
function sourceOf(topic: string, bindings: Bindings): DeviceId {
  if (topic.startsWith('ub/v1/')) return parseDeviceId(topic.split('/', 3)[2] ?? '') ?? nobody
  const [bound] = publishedFor(bindings, topic)
  return bound?.binding.gateway ?? nobody
}

/** Those that name one: who publishes on the topics of the others only that broker knows. */
const ofGateways = (bindings: Bindings): Bindings => ({
  find: (topic) => bindings.find(topic).filter(({ binding }) => binding.gateway !== undefined),
})

/** Stands for the source of messages whose topic names no device; they become dead letters. */
const nobody = nameOf(name)

function nameOf(text: string): DeviceId {
  const id = parseDeviceId(text)
  if (id === undefined) throw new UrbanBrainError('internal', `${text} is no name`)
  return id
}

function clientOptions(config: ExternalBrokerConfig): IClientOptions {
  const { username, password, protocol, ca, cert, key } = config
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca: pem('ca', ca) }),
    ...(cert === undefined ? {} : { cert: pem('cert', cert) }),
    ...(key === undefined ? {} : { key: pem('key', key) }),
    protocolVersion: protocol,
    // The session outlives the connection: what was not acknowledged comes again.
    clean: false,
    ...(protocol === 5
      ? {
          properties: {
            sessionExpiryInterval: Math.ceil(config.sessionExpiry / 1_000),
            receiveMaximum: config.receiveMaximum,
          },
        }
      : {}),
    keepalive: config.keepalive,
    connectTimeout: config.connectTimeout,
    reconnectPeriod: reconnectEvery,
    reconnectOnConnackError: true,
    resubscribe: false,
  }
}

function pem(setting: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new UrbanBrainError(
      'config-invalid',
      `externalBroker.${setting}: ${file} cannot be read (${messageOf(cause)})`,
      { cause },
    )
  }
}
