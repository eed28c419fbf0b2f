/** The certificate that a server presents (证书), from PEM files; other ones come in force while it runs, and no connection is dropped. */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContextOptions } from 'node:tls'

import { z } from 'zod'

import { messageOf, UrbanBrainError } from '../core/errors.ts'
import type { Observer } from '../core/observer.ts'
import { days, seconds, type Clock } from '../core/time.ts'

const file = z.string().min(1)

export const certificateFilesSchema = z.strictObject({
  /** PEM file of the certificate, with those between it and its authority behind it. */
  cert: file,
  /** PEM file of its key, without a pass phrase. */
  key: file,
})

export interface CertificateFiles extends z.output<typeof certificateFilesSchema> {
  /** Authorities of the certificates that clients have. */
  readonly ca?: string | undefined
  /** What these authorities have revoked. */
  readonly crl?: string | undefined
}

/** A server of `node:tls` or `node:https`. */
export interface Presenting {
  setSecureContext(options: SecureContextOptions): void
}

export interface CertificateParts {
  /** What names the files in the configuration, for whoever reads of a mistake. */
  readonly setting: string
  readonly files: CertificateFiles
  readonly clock: Clock
  readonly observer: Observer
}

const lookEvery = seconds(3)
/** How long before its end a certificate is talked about. */
const renewBefore = days(21)
const names = ['cert', 'key', 'ca', 'crl'] as const

type Contents = Partial<Record<(typeof names)[number], string>>

export class Certificate {
  readonly #parts: CertificateParts
  readonly #servers: Presenting[] = []
  readonly #stopping = new AbortController()
  #contents: Contents
  #trouble: string | undefined
  #watching: Promise<void> | undefined

  private constructor(parts: CertificateParts, contents: Contents) {
    this.#parts = parts
    this.#contents = contents
  }

  /** Refuses files that are not there or do not go together (`config-invalid`). */
  static async open(parts: CertificateParts): Promise<Certificate> {
    try {
      return new Certificate(parts, checked(await read(parts.files)))
    } catch (error) {
      throw new UrbanBrainError('config-invalid', `${parts.setting}: ${messageOf(error)}`, {
        cause: error,
      })
    }
  }

  get context(): SecureContextOptions {
    return { ...this.#contents, minVersion: 'TLSv1.2' }
  }

  /** From now on the servers present what the files hold. */
  follow(...servers: readonly Presenting[]): void {
    this.#servers.push(...servers)
    this.#watching ??= this.#watch()
  }

  /** Looks at the files once: what is whole comes in force, what is not leaves the old ones there. */
  async refresh(): Promise<void> {
    const { files, observer, setting } = this.#parts
    try {
      const contents = await read(files)
      if (!same(contents, this.#contents)) {
        this.#contents = checked(contents)
        for (const server of this.#servers) server.setSecureContext(this.context)
        observer.emit('tls.certificate-read', { setting })
      }
      this.#trouble = undefined
    } catch (error) {
      const message = messageOf(error)
      if (message !== this.#trouble) observer.emit('tls.certificate-refused', { setting, message })
      this.#trouble = message
    }
    const left = this.ends - this.#parts.clock.now()
    observer.gauge('tls.certificate.seconds', left / 1_000, setting)
  }

  warning(): string | undefined {
    const { setting, clock } = this.#parts
    if (this.#trouble !== undefined)
      return `${setting}: the files cannot be used, the certificate of before stays (${this.#trouble})`
    const left = this.ends - clock.now()
    if (left > renewBefore) return undefined
    return `${setting}: the certificate ${left > 0 ? 'ends' : 'has ended'} on ${dayText(this.ends)}`
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#watching
  }

  /** The instant at which it is valid no longer. */
  get ends(): number {
    return Date.parse(new X509Certificate(this.#contents.cert ?? '').validTo)
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await this.refresh()
      await this.#parts.clock.sleep(lookEvery, signal).catch(() => {})
    }
  }
}

export const dayText = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

async function read(files: CertificateFiles): Promise<Contents> {
  const contents: Contents = {}
  for (const name of names) {
    const path = files[name]
    if (path !== undefined) contents[name] = await readFile(path, 'utf8')
  }
  return contents
}

/** Throws what OpenSSL says of what does not go together. */
function checked(contents: Contents): Contents {
  createSecureContext(contents)
  return contents
}

const same = (left: Contents, right: Contents): boolean =>
  names.every((name) => left[name] === right[name])
