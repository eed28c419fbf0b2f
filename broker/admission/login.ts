import { timingSafeEqual } from 'node:crypto'

import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { hashToken } from '../../runtime/token.ts'
import { isOutsideName, parseDeviceId, type DeviceId } from '../../core/identity.ts'
import type { Clock } from '../../core/time.ts'
import type { BrokerConfig, ServiceToken } from '../config.ts'

/** What a connection says about itself in CONNECT. */
export interface Introduction {
  readonly clientId: string
  readonly userName: string | undefined
  readonly password: Uint8Array | undefined
  /** Names in the certificate that it proved (CN, DNS). */
  readonly certified?: readonly string[] | undefined
}

/** What the connection proved, and by what; it holds as long as the register says the same. */
export type Identity =
  | {
      readonly kind: 'device'
      readonly name: DeviceId
      /** Hash of its token; none: a certificate. */
      readonly credential: string | undefined
    }
  | { readonly kind: 'provisioned'; readonly name: DeviceId }
  | { readonly kind: 'service'; readonly name: DeviceId; readonly service: ServiceToken }

export type LoginRefusal =
  | 'anonymous'
  | 'name-invalid'
  | 'name-reserved'
  | 'client-id-invalid'
  | 'credential-wrong'
  | 'certificate-other'
  | 'inactive'
  | 'register-away'

const followPause = 250

/**
 * Tells who a connection is. Tokens are 256 random bits, so one SHA-256 is enough and twenty thousand devices that come
 * back at once are let in within a fraction of a second. Who is not known or has another token is looked up once more
 * in the register, together with everybody else who waits, at most four times a second.
 */
export class Login {
  readonly #directory: DeviceDirectory
  readonly #clock: Clock
  readonly #services: ReadonlyMap<string, ServiceToken>
  readonly #provisioning: string | undefined
  #followed = Number.NEGATIVE_INFINITY
  #following: Promise<boolean> | undefined

  constructor(
    deps: { readonly directory: DeviceDirectory; readonly clock: Clock },
    config: Pick<BrokerConfig, 'serviceTokens' | 'provisioningToken'>,
  ) {
    this.#directory = deps.directory
    this.#clock = deps.clock
    this.#services = new Map(config.serviceTokens.map((service) => [service.name, service]))
    this.#provisioning =
      config.provisioningToken === undefined ? undefined : hashToken(config.provisioningToken)
  }

  async identify(introduction: Introduction): Promise<Identity | LoginRefusal> {
    const { password, certified } = introduction
    // Who has a certificate need not say a name besides.
    const userName = introduction.userName ?? certified?.[0]
    if (userName === undefined) return 'anonymous'
    if (!isOutsideName(userName)) return 'name-invalid'
    if (!isClientIdOf(userName, introduction.clientId)) return 'client-id-invalid'
    const hash = password === undefined ? undefined : hashToken(password)
    const service = this.#services.get(userName)
    if (hash === undefined && (certified === undefined || service !== undefined)) return 'anonymous'
    if (service !== undefined) {
      if (!sameHash(hash ?? '', service.tokenHash)) return 'credential-wrong'
      // What it sends on a topic that is not its own is a frame, whose source it is.
      return { kind: 'service', name: userName as DeviceId, service }
    }
    const name = parseDeviceId(userName)
    if (name === undefined) return 'name-reserved'
    if (certified !== undefined && !certified.includes(name)) return 'certificate-other'
    const proof = certified === undefined ? hash : undefined
    const verdict = this.#authenticate(name, proof)
    if (typeof verdict === 'object' && verdict.kind === 'device') return verdict
    // The register may know more than the directory: a new device, a new token, a device put back to work.
    try {
      await this.follow()
    } catch {
      return 'register-away'
    }
    return this.#authenticate(name, proof)
  }

  /** Whether what the connection proved is still so. */
  holds(identity: Identity): boolean {
    if (identity.kind === 'service') return true
    const known = this.#directory.get(identity.name)
    if (identity.kind === 'provisioned') return known === undefined
    if (known?.device.active !== true) return false
    return identity.credential === undefined || known.credential === identity.credential
  }

  /** Catches up with the register; true when something changed. Calls share one look, and looks keep a distance. */
  follow(): Promise<boolean> {
    this.#following ??= this.#follow().finally(() => {
      this.#following = undefined
    })
    return this.#following
  }

  async #follow(): Promise<boolean> {
    const since = this.#clock.elapsed() - this.#followed
    if (since < followPause) await this.#clock.sleep(followPause - since)
    this.#followed = this.#clock.elapsed()
    return this.#directory.follow()
  }

  /** By the hash of its token; without one its certificate says the name. */
  #authenticate(name: DeviceId, hash: string | undefined): Identity | LoginRefusal {
    const known = this.#directory.get(name)
    if (known === undefined) {
      const proved =
        hash === undefined ||
        (this.#provisioning !== undefined && sameHash(hash, this.#provisioning))
      return proved ? { kind: 'provisioned', name } : 'credential-wrong'
    }
    const credential = hash === undefined ? undefined : known.credential
    if (hash !== undefined && (credential === undefined || !sameHash(hash, credential)))
      return 'credential-wrong'
    return known.device.active ? { kind: 'device', name, credential } : 'inactive'
  }
}

/** A client id is the user name itself, or `<user name>/<name>` for a second session. */
const isClientIdOf = (userName: string, clientId: string): boolean =>
  clientId === userName ||
  (clientId.startsWith(`${userName}/`) && isOutsideName(clientId.slice(userName.length + 1)))

function sameHash(have: string, want: string): boolean {
  const left = Buffer.from(have, 'hex')
  const right = Buffer.from(want, 'hex')
  return left.length === right.length && timingSafeEqual(left, right)
}
