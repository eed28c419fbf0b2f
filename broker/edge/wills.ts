/** Last wills: when the one of a device is untrue, and how one is published whose broker died. */
import type { Client, PublishPacket } from 'aedes'

import type { Observer } from '../../core/observer.ts'
import type { Bindings } from '../../core/bindings/bindings.ts'
import { parseDeviceId } from '../../core/identity.ts'
import type { BrokerConfig } from '../config.ts'
import type { OrphanedWill, Presence } from '../ports.ts'
import { authorisePublish, type Rights } from '../rights/rights.ts'
import { isTopicOf } from '../rights/topics.ts'
import type { Connections } from '../sessions/connections.ts'
import type { FanOut } from './fan-out.ts'
import { frameOf, live } from './frames.ts'
import type { Intake } from './intake.ts'

export interface WillsParts {
  readonly config: BrokerConfig
  readonly observer: Observer
  readonly intake: Intake
  readonly connections: Connections
  readonly fanOut: FanOut
  /** Undefined where there is one broker. */
  readonly presence: Presence | undefined
  readonly bindings: Bindings
}

export class Wills {
  readonly #parts: WillsParts

  constructor(parts: WillsParts) {
    this.#parts = parts
  }

  /** A will on `status` is untrue while another session of its device stands, here or at another broker. */
  async untrue(name: string, clientId: string, client?: Client): Promise<boolean> {
    const { connections, presence, observer } = this.#parts
    const standsHere = () => connections.connected(name, client)
    // Asked last, whoever came here meanwhile has said already that the device is online.
    const stands = standsHere() || (await presence?.elsewhere(clientId)) === true || standsHere()
    if (stands)
      observer.emit('broker.will-suppressed', { reason: 'device-connected', source: name })
    return stands
  }

  /** The will that a client left at a broker which died; resolves when it is published. */
  async inherit(will: OrphanedWill): Promise<void> {
    const { config, intake, fanOut, bindings } = this.#parts
    const packet: PublishPacket = {
      cmd: 'publish',
      topic: will.topic,
      payload: will.payload,
      qos: will.qos === 0 ? 0 : 1,
      retain: will.retain,
      dup: false,
    }
    if (will.kind === 'service') {
      await fanOut.pass(packet)
      return
    }
    const source = parseDeviceId(will.clientId.split('/', 1)[0] ?? '')
    if (source === undefined) return
    const rights = { kind: 'device', device: source } as const
    const { topic, payload: body } = will
    if (tellsOffline(rights, topic) && (await this.untrue(source, will.clientId))) return
    const verdict = authorisePublish(rights, topic, body.length, will.retain, config, bindings)
    if (verdict.take !== 'frame' || verdict.refused !== undefined) return
    const { channel, protocol } = verdict
    await new Promise<void>((resolve, reject) => {
      const sent = { source, channel, topic, body, receivedAt: intake.now(), retained: live }
      const marked = protocol === undefined ? sent : { ...sent, protocol }
      intake.push(frameOf(marked, undefined), (error) => (error ? reject(error) : resolve()))
    })
    if (protocol === undefined) fanOut.spread({ ...packet, retain: verdict.retain })
  }
}

/** A will on `event` is a fact and stays. */
export const tellsOffline = (rights: Rights, topic: string): boolean =>
  rights.kind === 'device' && isTopicOf(rights.device, topic, 'status')
