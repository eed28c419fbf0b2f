/**
 * How a device says that it is set: `{"version": 3, "values": {"period": 30, "armed": true}}`, with `refused` where it did not take that
 * version, and `device` where a gateway speaks for one behind it. It never throws.
 */
import type { ConfigurationReport } from '../core/command-reply.ts'
import { detailOf } from '../core/dead-letter-details.ts'
import type { DeadLetterReason } from '../core/dead-letter.ts'
import type { Frame } from '../core/frame.ts'
import { deviceIdSchema } from '../core/identity.ts'
import { visible } from '../core/plain-text.ts'
import { parseBody, textOfBody } from './telemetry.ts'
import { isRecord } from './values.ts'

/** Bytes; it is kept in the register. */
const longestBody = 4_096
const mostValues = 64
const greatestVersion = 1_000_000_000
/** What a device says why it refuses is shown to people, and cut. */
const longestReason = 300
const named = /^[a-z][A-Za-z0-9]{0,31}(\.[a-z][A-Za-z0-9]{0,31})?$/

type Decoded =
  | { readonly report: ConfigurationReport }
  | { readonly refused: readonly [DeadLetterReason, string] }

export function decodeConfigured({ source, body, receivedAt }: Frame): Decoded {
  if (body.length > longestBody)
    return { refused: ['invalid-payload', detailOf('longReply', { most: longestBody })] }
  const found = parseBody(textOfBody(body))
  if (found === undefined) return { refused: ['unparsable', detailOf('noJson')] }
  const { body: said } = found
  if (!isRecord(said)) return notOne
  const { version, refused } = said
  const device = deviceIdSchema.safeParse(said['device'] ?? source)
  const values = valuesIn(said['values'] ?? {})
  if (!device.success || values === undefined) return notOne
  if (version !== undefined && !isVersion(version)) return notOne
  if (refused !== undefined && typeof refused !== 'string') return notOne
  return {
    report: {
      type: 'configured',
      ...{ source, device: device.data, values, at: receivedAt },
      ...(isVersion(version) && { version }),
      ...(refused !== undefined && { refused: visible(refused.slice(0, longestReason)) }),
    },
  }
}

const isVersion = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= greatestVersion

function valuesIn(said: unknown): Readonly<Record<string, number>> | undefined {
  if (!isRecord(said)) return undefined
  const found = Object.entries(said)
  if (found.length > mostValues) return undefined
  const values: [string, number][] = []
  for (const [name, value] of found) {
    const number = typeof value === 'boolean' ? Number(value) : value
    if (!named.test(name) || typeof number !== 'number' || !Number.isFinite(number))
      return undefined
    values.push([name, number])
  }
  return Object.fromEntries(values)
}

const notOne: Decoded = { refused: ['invalid-payload', detailOf('configured')] }
