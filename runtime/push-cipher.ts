/**
 * Messages that OneNET pushes encrypted (加密模式, 安全模式), in clear. Two forms are known, told apart by their keys: a key of 43 letters is
 * AES-256 in base64 (第三方平台; its first half is the initial vector, and before the message stand 16 random bytes and its length), one of 16
 * is AES-128 as it is written, and the initial vector too (HTTP 推送 of the newer platform).
 */
import { createDecipheriv } from 'node:crypto'

const random = 16
const lengthBytes = 4

/** Why nobody can read it; never what stands in it. */
export type Sealed = 'no-key' | 'wrong-key'

/**
 * The body of a pushed message with `msg` in clear, the rest as it came. One that is not encrypted is passed on as it is. Its proof was
 * looked at before: what is signed is what was sent.
 */
export function openedPush(body: Buffer, key: string | undefined): Buffer | Sealed {
  const said = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>
  const { enc_msg: sealed = said['msg'], ...others } = said
  const isSealed = 'enc_msg' in said || (key !== undefined && isBase64(sealed))
  if (!isSealed) return body
  if (key === undefined) return 'no-key'
  const msg = typeof sealed === 'string' ? deciphered(sealed, key) : undefined
  if (msg === undefined) return 'wrong-key'
  return Buffer.from(JSON.stringify({ ...others, msg }))
}

const isBase64 = (text: unknown): text is string =>
  typeof text === 'string' && /^[\w+/-]+={0,2}$/.test(text)

function deciphered(sealed: string, key: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    if (key.length === random) {
      const secret = Buffer.from(key)
      return utf8.decode(decrypted('aes-128-cbc', secret, secret, bytes))
    }
    const secret = Buffer.from(key, 'base64')
    const plain = decrypted('aes-256-cbc', secret, secret.subarray(0, random), bytes)
    const from = random + lengthBytes
    if (plain.length < from) return undefined
    const length = plain.readUInt32BE(random)
    return length > plain.length - from
      ? undefined
      : utf8.decode(plain.subarray(from, from + length))
  } catch {
    // Wrong padding, or bytes that are no text: another key.
    return undefined
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decrypted(name: string, key: Buffer, vector: Buffer, bytes: Buffer): Buffer {
  const decipher = createDecipheriv(name, key, vector)
  return Buffer.concat([decipher.update(bytes), decipher.final()])
}
