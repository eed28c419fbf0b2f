/** The body of a message of SL 651 (报文正文; 6.6), the same in both encodings: when it was sent, and items in their order. */
import { readAscii, writeAscii } from './ascii-items.ts'
import type { Encoding } from './frame.ts'
import { readHex, writeHex } from './hex-items.ts'
import type { Body, BodyFault } from './items.ts'

/** Serial and time. */
const headBytes = 8
const digitsForm = /^\d+$/
const hexForm = /^[0-9A-Fa-f]+$/

export function readBody(bytes: Uint8Array, encoding: Encoding): Body | BodyFault {
  const width = encoding === 'hex' ? 1 : 2
  const length = headBytes * width
  if (bytes.length < length) return { fault: 'too-short' }
  const head = Buffer.from(bytes.subarray(0, length)).toString(width === 1 ? 'hex' : 'latin1')
  const [serial, sentAt] = [head.slice(0, 4), head.slice(4)]
  if (!hexForm.test(serial) || !digitsForm.test(sentAt)) return { fault: 'too-short' }
  const rest = Buffer.from(bytes.subarray(length))
  const items = encoding === 'hex' ? readHex(rest) : readAscii(rest)
  return 'fault' in items ? items : { serial: Number.parseInt(serial, 16), sentAt, items }
}

export function writeBody({ serial, sentAt, items }: Body, encoding: Encoding): Buffer {
  const head = `${serial.toString(16).toUpperCase().padStart(4, '0')}${sentAt}`
  return encoding === 'hex'
    ? Buffer.concat([Buffer.from(head, 'hex'), writeHex(items)])
    : Buffer.concat([Buffer.from(head, 'latin1'), writeAscii(items)])
}
