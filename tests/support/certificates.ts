/** An authority of a test, and what it signs; made by openssl in a folder. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const openssl = async (...words: readonly string[]) => {
  await promisify(execFile)('openssl', words)
}

export interface Signed {
  readonly cert: string
  readonly key: string
}

export class Authority {
  readonly ca: string
  readonly crl: string
  readonly #folder: string
  readonly #key: string
  #count = 0

  private constructor(folder: string, name: string) {
    this.#folder = folder
    this.ca = join(folder, `${name}.pem`)
    this.crl = join(folder, `${name}.crl`)
    this.#key = join(folder, `${name}.key`)
  }

  static async make(folder: string, name = 'authority'): Promise<Authority> {
    const made = new Authority(folder, name)
    await openssl(
      ...newKey,
      '-x509',
      '-days',
      '30',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      made.#key,
      '-out',
      made.ca,
    )
    const settings = [
      '[ca]',
      'default_ca = this',
      '[this]',
      `database = ${made.crl}.index`,
      `certificate = ${made.ca}`,
      `private_key = ${made.#key}`,
      'default_md = sha256',
      'default_crl_days = 30',
    ]
    await writeFile(`${made.crl}.conf`, settings.join('\n'))
    await writeFile(`${made.crl}.index`, '')
    await made.#list()
    return made
  }

  /** A certificate for `name`, and for other names beside it. */
  async sign(name: string, others: readonly string[] = [], days = 30): Promise<Signed> {
    const at = join(this.#folder, `${name}-${++this.#count}`)
    const [cert, key, request, extensions] = [`${at}.pem`, `${at}.key`, `${at}.csr`, `${at}.ext`]
    const names = [...others.map((one) => `DNS:${one}`), 'IP:127.0.0.1']
    await writeFile(extensions, `subjectAltName = ${names.join(', ')}`)
    await openssl(...newKey, '-subj', `/CN=${name}`, '-keyout', key, '-out', request)
    const by = ['-CA', this.ca, '-CAkey', this.#key, '-CAcreateserial', '-days', String(days)]
    await openssl('x509', '-req', '-in', request, ...by, '-extfile', extensions, '-out', cert)
    return { cert, key }
  }

  async revoke({ cert }: Signed): Promise<void> {
    await openssl('ca', '-config', `${this.crl}.conf`, '-revoke', cert)
    await this.#list()
  }

  async #list(): Promise<void> {
    await openssl('ca', '-config', `${this.crl}.conf`, '-gencrl', '-out', this.crl)
  }
}

const newKey = [
  'req',
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:prime256v1',
  '-nodes',
] as const
