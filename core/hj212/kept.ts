/** A frame of HJ 212 as it is kept: whole, but for the password that its station sends in clear with each. */
import { checksumModeOf } from './checksum.ts'
import { frameBytes, frameOf, type Frame } from './framing.ts'

/** Of `PW` and of the new one that a command sets. */
const password = /(?<![A-Za-z0-9-])((?:New)?PW\s*=\s*)([^;,&\r\n]+)/g

/** Of bytes whatever; as long as before. */
export function withoutPassword(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes).toString('latin1')
  return Buffer.from(
    text.replaceAll(password, (_, name: string, value: string) => name + '*'.repeat(value.length)),
    'latin1',
  )
}

/** With a checksum of the same way as the one sent, so that what is kept can be looked at like what was sent. */
export function keptFrame({ segment, checksum }: Frame): Buffer {
  const mode = checksumModeOf(segment, checksum)
  const kept = withoutPassword(segment)
  return mode === undefined ? frameBytes(kept, checksum) : frameOf(kept, mode)
}
