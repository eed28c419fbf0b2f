/** A push service of the tests: takes what is signed for it (RFC 8292), and gives it to browsers that decrypt it by themselves (RFC 8291). */
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a browser keeps of its subscription. */
export interface Receiver {
  readonly privateKey: Buffer
  readonly publicKey: Buffer
  readonly auth: Buffer
}

/** The text of a message of one record of `aes128gcm` (RFC 8188). */
export function decrypted({ privateKey, publicKey, auth }: Receiver, body: Buffer): string {
  const salt = body.subarray(0, 16)
  const length = body.readUInt8(20)
  const theirs = body.subarray(21, 21 + length)
  const sealed = body.subarray(21 + length)
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(privateKey)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, theirs])
  const secret = Buffer.from(hkdfSync('sha256', curve.computeSecret(theirs), auth, info, 32))
  const derived = (what: string, size: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${what}\0`), size))
  const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12))
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  // Behind the text stands the end of the last record, and then nothing but padding.
  return padded.subarray(0, padded.lastIndexOf(2)).toString()
}

interface TakenPush {
  readonly headers: IncomingMessage['headers']
  readonly message: unknown
  readonly bytes: number
}

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly after?: number
}

export interface TestPushService extends AsyncDisposable {
  readonly origin: string
  /** What it took, decrypted by the browser that it was for. */
  readonly taken: TakenPush[]
  /** Calls that came, whatever was answered. */
  readonly calls: number
  /** Of whoever is called by anybody. */
  answer: Answer
  /** What a browser gets when its person allows push under the key. */
  subscribe(publicKey: string): {
    readonly endpoint: string
    readonly keys: { readonly p256dh: string; readonly auth: string }
  }
}

export async function startPushService(): Promise<TestPushService> {
  const browsers = new Map<string, Receiver & { readonly key: string }>()
  const taken: TakenPush[] = []
  const service = { answer: { status: 201 } as Answer, calls: 0 }
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    service.calls += 1
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { status, headers = {}, after = 0 } = service.answer
    await new Promise((resolve) => setTimeout(resolve, after))
    const browser = browsers.get(request.url ?? '')
    const isSigned = browser !== undefined && signed(request.headers.authorization, browser.key)
    const answered = browser === undefined ? 404 : isSigned ? status : 403
    // Whoever has waited too long has not heard that it was taken.
    if (answered === 201 && browser !== undefined && !response.destroyed) {
      const body = Buffer.concat(chunks)
      const message = JSON.parse(decrypted(browser, body)) as unknown
      taken.push({ headers: request.headers, message, bytes: body.length })
    }
    response.writeHead(answered, headers).end()
  }
  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  /** ES256 by the key that the browser was told, for this origin, for a day at most. */
  function signed(authorization: string | undefined, publicKey: string): boolean {
    const [, token = '', key] = /^vapid t=([^,]+), ?k=([\w-]+)$/.exec(authorization ?? '') ?? []
    if (key !== publicKey) return false
    const [head = '', claims = '', signature = ''] = token.split('.')
    const point = Buffer.from(publicKey, 'base64url')
    const half = (from: number, to: number) => point.subarray(from, to).toString('base64url')
    const [x, y] = [half(1, 33), half(33, 65)]
    const by = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
    const isTheirs = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key: by, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      readonly aud: string
      readonly exp: number
      readonly sub: string
    }
    const left = exp - Date.now() / 1_000
    return isTheirs && aud === origin && left > 0 && left <= 86_400 && /^(mailto|https):/.test(sub)
  }

  return Object.assign(service, {
    ...{ origin, taken },
    subscribe(publicKey: string) {
      const curve = createECDH('prime256v1')
      const auth = randomBytes(16)
      const path = `/${randomBytes(12).toString('hex')}`
      const own = { publicKey: curve.generateKeys(), privateKey: curve.getPrivateKey(), auth }
      browsers.set(path, { ...own, key: publicKey })
      const keys = {
        p256dh: own.publicKey.toString('base64url'),
        auth: auth.toString('base64url'),
      }
      return { endpoint: `${origin}${path}`, keys }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
