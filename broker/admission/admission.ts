/** Lets connections in: keeps what each said in CONNECT and who it proved to be, and ends what has no ground any more. */
import { randomUUID } from 'node:crypto'

import type { AedesOptions, Client } from 'aedes'

import type { Bindings } from '../../core/bindings/bindings.ts'
import { messageOf } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import type { BrokerConfig } from '../config.ts'
import { Handover } from '../edge/handover.ts'
import { linkOf, type Link } from '../edge/link.ts'
import type { Identity, Login, LoginRefusal } from './login.ts'
import type { Receipts } from '../edge/receipts.ts'
import type { Presence, Sessions } from '../ports.ts'
import { mayWill, rightsOf } from '../rights/rights.ts'
import type { Connections } from '../sessions/connections.ts'
import { Session } from '../sessions/session.ts'

type Refused = LoginRefusal | 'will-not-allowed' | 'too-many-sessions' | 'gone'

/** Return code of who is not who it says. */
export const wrongProof = 4

/** Return codes of CONNACK, MQTT 3.1.1 table 3.1. */
const returnCodes: Readonly<Record<Refused, 2 | 3 | 4 | 5>> = {
  'client-id-invalid': 2,
  'register-away': 3,
  'too-many-sessions': 3,
  gone: 3,
  anonymous: wrongProof,
  'name-invalid': wrongProof,
  'name-reserved': wrongProof,
  'credential-wrong': wrongProof,
  'certificate-other': wrongProof,
  inactive: 5,
  'will-not-allowed': 5,
}

export interface AdmissionParts {
  readonly config: BrokerConfig
  readonly clock: Clock
  readonly observer: Observer
  readonly login: Login
  /** Aborted when the broker stops. */
  readonly signal: AbortSignal
  readonly connections: Connections
  readonly sessions: Pick<Sessions, 'arrived' | 'left'>
  readonly receipts: Receipts
  /** Where sessions at other brokers are counted too. */
  readonly presence: Presence | undefined
  readonly bindings: Bindings
  /** Whether what a source sends is never held back. */
  readonly isUrgent: (source: DeviceId) => boolean
}

export class Admission {
  readonly #parts: AdmissionParts
  readonly #ready = { device: 0, provisioned: 0, service: 0 }

  constructor(parts: AdmissionParts) {
    this.#parts = parts
  }

  /** Sessions that stand. */
  get sessions(): number {
    const { device, provisioned, service } = this.#ready
    return device + provisioned + service
  }

  readonly preConnect: NonNullable<AedesOptions['preConnect']> = (client, packet, callback) => {
    const link = linkOf(client.conn)
    // An empty client id asks the server for one (MQTT-3.1.3-6), which only a clean session may.
    const name = packet.username ?? link?.certified?.[0]
    if (packet.clientId === '' && packet.clean === true && name !== undefined) {
      packet.clientId = `${name}/${randomUUID()}`
    }
    // Code 6 is reserved in MQTT 3.1.1: whoever asks for a longer keep-alive than ours, or for none, is let in and has to be
    // heard within ours all the same, as section 3.1.2.10 leaves to the server.
    const limit = this.#parts.config.keepaliveLimit
    const asked = packet.keepalive ?? 0
    const keepalive = limit > 0 && (asked === 0 || asked > limit) ? limit : asked
    // Aedes would hold a timer for each client; one look a second at all of them is enough (MQTT-3.1.2-24).
    packet.keepalive = 0
    // The will lives as long as the session and must not keep the chunk it came in alive.
    if (packet.will !== undefined) packet.will.payload = Buffer.from(packet.will.payload)
    if (link !== undefined) {
      link.patience = keepalive * 1_500
      link.willTopic = packet.will?.topic
    }
    callback(null, link !== undefined)
  }

  readonly authenticate: NonNullable<AedesOptions['authenticate']> = (
    client,
    name,
    password,
    done,
  ) => {
    void this.#answer(client, name, password, done)
  }

  /** Aedes has restored its subscriptions and sent CONNACK. */
  opened(client: Client): void {
    const link = linkOf(client.conn)
    if (link?.session === undefined || !this.#parts.connections.open.has(link)) return
    link.ready = true
    link.heardAt = Math.round(this.#parts.clock.elapsed())
    link.gate.open()
    this.#parts.observer.emit('broker.connected', { client: client.id })
    this.#count(link.session.identity.kind, 1)
  }

  /** Closes every session whose ground is gone: token replaced, device put out of service or registered meanwhile. */
  revoke(): void {
    const { connections, login } = this.#parts
    for (const { client, session } of connections.open) {
      if (session !== undefined && !login.holds(session.identity)) client.close()
    }
  }

  async #answer(
    client: Client,
    userName: string | undefined,
    password: Buffer | undefined,
    done: Parameters<NonNullable<AedesOptions['authenticate']>>[3],
  ): Promise<void> {
    const { observer } = this.#parts
    try {
      const refused = await this.#authenticate(client, userName, password)
      if (refused === undefined) {
        done(null, true)
        return
      }
      observer.emit('broker.refused', { reason: refused, client: client.id })
      done(Object.assign(new Error(refused), { returnCode: returnCodes[refused] }), null)
    } catch (error) {
      observer.emit('broker.client-error', { client: client.id, message: messageOf(error) })
      client.conn.destroy()
    }
  }

  async #authenticate(
    client: Client,
    userName: string | undefined,
    password: Buffer | undefined,
  ): Promise<Refused | undefined> {
    const { login, connections, presence, config, bindings } = this.#parts
    const link = linkOf(client.conn)
    const certified = link?.certified
    const identity = await login.identify({ clientId: client.id, userName, password, certified })
    if (typeof identity === 'string') return identity
    if (link === undefined || client.closed || !connections.open.has(link)) return 'gone'
    const { willTopic } = link
    if (willTopic !== undefined && !mayWill(rightsOf(identity), willTopic, bindings))
      return 'will-not-allowed'
    if (presence === undefined || identity.kind === 'service' || this.#full(client, identity.name))
      return this.#begin(client, link, identity)
    if (!(await presence.admit(client.id, config.sessionsPerDevice))) return 'too-many-sessions'
    const left = client.closed || !connections.open.has(link)
    const refused = left ? 'gone' : this.#begin(client, link, identity)
    if (refused !== undefined) presence.giveUp(client.id)
    return refused
  }

  /** Whether the name has all the sessions here that it may have. */
  #full(client: Client, name: string): boolean {
    const { connections, config } = this.#parts
    // A second connection with the same client id takes the place of the first one.
    if (connections.sessionNamed(client.id) !== undefined) return false
    return connections.count(name) >= config.sessionsPerDevice
  }

  #begin(client: Client, link: Link, identity: Identity): Refused | undefined {
    const { config, clock, signal, connections, sessions, presence, receipts, isUrgent } =
      this.#parts
    if (identity.kind !== 'service' && this.#full(client, identity.name)) return 'too-many-sessions'
    const bucket = connections.bucketOf(identity.name, clock.elapsed())
    const session = new Session(identity, { gate: link.gate, bucket, clock, signal })
    link.gate.ordinary = identity.kind !== 'service' && !isUrgent(identity.name)
    connections.begin(link, session)
    // Nothing was sent to the client yet.
    sessions.arrived(client.id)
    presence?.arrived(client.id)
    receipts.follow(client, session)
    if (!client.clean) link.handover = new Handover(config.queueLimit)
    return undefined
  }

  /** Its socket is closed. */
  leave(link: Link): void {
    const { connections, clock, observer, sessions, presence } = this.#parts
    const { client, session, handover } = link
    handover?.close()
    if (connections.leave(link)) {
      sessions.left(client.id, clock.elapsed())
      presence?.left(client.id)
    }
    if (session === undefined || !link.ready) return
    observer.emit('broker.disconnected', { client: client.id })
    this.#count(session.identity.kind, -1)
  }

  #count(kind: Identity['kind'], change: 1 | -1): void {
    this.#ready[kind] += change
    this.#parts.observer.gauge('broker.sessions', this.#ready[kind], kind)
  }
}
