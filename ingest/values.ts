/**
 * The quantities of one reading. A value that cannot be used costs only itself: it is left out and counted, and the rest
 * is a reading. Only where nothing usable is left the reading is refused.
 */
import type { DeadLetterReason } from '../core/dead-letter.ts'
import { detailOf, joinedDetails } from '../core/dead-letter-details.ts'
import { deviceQualities, isQuantity, quantityOf } from '../core/quantities.ts'
import type { Quality, Quantity } from '../core/quantities.ts'
import { isFault } from './fault-values.ts'

/** Why one value was left out. */
export type Unusable = 'null' | 'text' | 'form' | 'switch' | 'infinite' | 'letter'

export interface Refused {
  readonly type: 'refused'
  readonly reason: DeadLetterReason
  readonly detail: string
}

export interface Values {
  readonly type: 'values'
  readonly values: Readonly<Partial<Record<Quantity, number>>>
  readonly quality: Readonly<Partial<Record<Quantity, Quality>>> | undefined
  /** Names that nobody knows and that were left out. */
  readonly unknown: number
  /** Of known quantities those whose value or letter could not be used. */
  readonly unusable: readonly Unusable[]
}

const letters: ReadonlySet<unknown> = new Set(deviceQualities)
const none: readonly Unusable[] = []

export const refuse = (reason: DeadLetterReason, detail: string): Refused => ({
  type: 'refused',
  reason,
  detail,
})

/** A hostile text made harmless for people and logs: cut, quoted, control characters escaped. */
export const quote = (text: string): string => JSON.stringify(text.slice(0, 64))

export const describe = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'string') return quote(value)
  return typeof value === 'number' ? String(value) : `a ${typeof value}`
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `isAhead`: the device's clock is, so that none of its values counts as normal. */
export function valuesOf(m: unknown, q: unknown, isAhead: boolean): Values | Refused {
  if (!isRecord(m)) {
    return refuse('invalid-payload', detailOf(m === undefined ? 'noValues' : 'valuesNoObject'))
  }
  const said = q ?? undefined
  if (said !== undefined && !isRecord(said))
    return refuse('invalid-payload', detailOf('qualityNoObject'))
  const values: Partial<Record<Quantity, number>> = {}
  let quality: Partial<Record<Quantity, Quality>> | undefined
  let known = 0
  let unusable: Unusable[] | undefined
  const unknown: string[] = []
  for (const name in m) {
    if (!isQuantity(name)) {
      unknown.push(name)
      continue
    }
    const letter = said?.[name] ?? undefined
    const value = numberOf(name, m[name])
    const wrong = typeof value === 'string' ? value : isLetter(letter) ? undefined : 'letter'
    if (wrong !== undefined || typeof value === 'string') {
      ;(unusable ??= []).push(wrong ?? 'form')
      continue
    }
    known += 1
    values[name] = value
    const mark = markOf(name, value, letter as Quality | undefined, isAhead)
    if (mark !== 'N') (quality ??= {})[name] = mark
  }
  if (known === 0) return nothingLeft(m, said, unknown, unusable ?? none)
  return { type: 'values', values, quality, unknown: unknown.length, unusable: unusable ?? none }
}

const isLetter = (letter: unknown): boolean => letter === undefined || letters.has(letter)

/** The value, or why it is none. `true` is a number only of a switch: 1 degree is not "tilted". */
function numberOf(name: Quantity, raw: unknown): number | Unusable {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : 'infinite'
  if (raw === null) return 'null'
  if (typeof raw === 'string') return 'text'
  if (typeof raw !== 'boolean') return 'form'
  return quantityOf(name).unit === 'bool' ? Number(raw) : 'switch'
}

/**
 * The device's own doubt comes first, since it belongs to the fact and must be read again from what is stored; then a
 * clock that is ahead, which spoils every value; then what no sensor in order says.
 */
function markOf(
  name: Quantity,
  value: number,
  letter: Quality | undefined,
  isAhead: boolean,
): Quality {
  if (letter !== undefined && letter !== 'N') return letter
  if (isAhead) return 'future'
  return isFault(name, value) ? 'range' : 'N'
}

function nothingLeft(
  m: Readonly<Record<string, unknown>>,
  q: Readonly<Record<string, unknown>> | undefined,
  unknown: readonly string[],
  unusable: readonly Unusable[],
): Refused {
  if (unusable.length > 0) {
    const names = Object.keys(m).filter(isQuantity)
    const shown = names.slice(0, 5).map((name) => wordOf(name, m[name], q?.[name]))
    const detail = joinedDetails(shown, names.length > 5)
    const isEmpty = unusable.every((why) => why === 'null')
    return isEmpty
      ? refuse('no-quantity', detailOf('nothing', { what: detail }))
      : refuse('invalid-payload', detail)
  }
  if (unknown.length === 0) return refuse('no-quantity', detailOf('emptyValues'))
  const names = joinedDetails(unknown.slice(0, 5).map(quote), unknown.length > 5)
  return refuse('unknown-quantity', detailOf('unknownNames', { names }))
}

function wordOf(name: Quantity, raw: unknown, letter: unknown): string {
  if (typeof numberOf(name, raw) === 'string')
    return detailOf('noNumber', { name, value: describe(raw) })
  return detailOf('noLetter', { name, value: describe(letter), letters: deviceQualities.join(' ') })
}
