import type { Quantity } from '../../core/quantities.ts'
import { readingTail } from '../../core/identity.ts'
import { hashOf } from '../../core/operations.ts'
import type { Reading } from '../../core/reading.ts'
import { kindNames } from '../../core/kinds.ts'
import type { InfluxConfig } from './config.ts'
import type { Selection, Tags } from '../../core/series.ts'

/**
 * One measurement a kind, one point a reading, so that all quantities of an instant stand in one row. All numbers are
 * float fields: a first `1` written as an integer would make every later 1.5 a type conflict. Tag and field names never
 * meet, which InfluxDB 3 demands.
 */
export const tagNames = ['device', 'cell', 'street', 'district', 'zone', 'site'] as const

/** Of devices that the register did not know. */
export const unregistered = 'reading'

/** Those that a selection can mean. */
export const measurementsOf = ({ kind }: Selection): readonly string[] =>
  kind === undefined ? [...kindNames(), unregistered] : [kind]

export const measurementOf = ({ kind }: Tags): string => kind ?? unregistered

/** A string field beside its value, only when the quality is not N. */
export const qualityField = (name: Quantity): string => `${name}_q`

/**
 * `timing` and `beside` are string fields, the others float fields: `content` has 32 bits, and of `received` and `claimed`
 * (milliseconds) and `seq` a float holds every one there can be. `seq`, `claimed` and `beside` only where there is one.
 */
export const identityFields = ['received', 'seq', 'content', 'claimed'] as const
export const readingFields = [...identityFields, 'beside', 'timing'] as const

/** What to select for readings with all their quantities, or with one. */
export const readingColumns = (quantity: Quantity | undefined): string =>
  quantity === undefined
    ? '*'
    : [quantity, qualityField(quantity), ...readingFields, 'device', 'cell']
        .map((name) => `"${name}"`)
        .join(', ')

export const rollupFields = ['mean', 'min', 'max', 'count'] as const

export type Policy = 'raw' | 'm1' | 'h1' | 'events'

/** Milliseconds a policy keeps its points; null for ever. */
export const retentionOf = (config: InfluxConfig): Readonly<Record<Policy, number | null>> => ({
  raw: config.rawRetention,
  m1: config.m1Retention,
  h1: config.h1Retention,
  events: config.eventsRetention,
})

export const policies: readonly Policy[] = ['raw', 'm1', 'h1', 'events']

/** Bucket of 2.x and database of 3; 2.x maps such a name to a database and its retention policy by itself. */
export const bucketName = (config: InfluxConfig, policy: Policy): string =>
  `${config.database}/${policy}`

const slots = 1_000_000

/** A prime a little below half of the slots, so that sequences in even steps stay apart. */
const half = 499_979

/**
 * InfluxDB tells two points of a series apart by their nanosecond alone, so what else tells readings of an instant apart
 * stands in the digits below the millisecond, the slot. Cuts by milliseconds stay what they are.
 *
 * The first reading of an instant has 0 (whole milliseconds take the least room), or 1 + sequence modulo 499,979. Only it
 * has a slot by itself: others share an instant (see `places.ts`), and readings of older versions, which have no content,
 * keep the slots they had.
 */
export function slotOf({ sequence, content }: Pick<Reading, 'sequence' | 'content'>): number {
  if (sequence === undefined) return 0
  return 1 + (sequence % (content === undefined ? slots - 1 : half))
}

/** The first slot that nobody has, from the one that the identity of the reading gives it. */
export function freeSlot(reading: Reading, taken: ReadonlySet<number>): number {
  const first = hashOf(readingTail(reading))
  let step = 0
  while (step < half && taken.has(shared(first + step))) step += 1
  return shared(first + step)
}

const shared = (number: number): number => slots / 2 + (number % half)

/** The last millisecond whose nanoseconds fit the engine's 64 bits, in April 2262. */
export const lastMillisecond = 9_223_372_036_853

export const timestamp = (milliseconds: number, slot: number): string =>
  `${milliseconds}${String(slot).padStart(6, '0')}`

/**
 * Line protocol cannot say a backslash at every place of a tag (before a comma or a space, at the end), and the
 * generations differ where it can; the client escapes none. Control characters end lines and names.
 */
const unsayable = /[\\\p{Cc}\p{Surrogate}]/gu

/** A word of the register may lose such a character; the name of a device may not, or two would become one. */
export const sayable = (text: string): string => text.replaceAll(unsayable, '_')
export const isExact = (text: string): boolean => text !== '' && sayable(text) === text
