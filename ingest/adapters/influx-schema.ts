import type { Quantity } from '../../core/quantities.ts'
import { quantities } from '../../core/quantities.ts'
import { kindNames } from '../../core/kinds.ts'
import type { InfluxConfig } from '../influx-config.ts'
import type { Selection, Tags } from '../ports.ts'

/**
 * One measurement a kind, one point a reading, so that all quantities of an instant stand in one row. All numbers are
 * float fields: a first `1` written as an integer would make every later 1.5 a type conflict. Tag and field names never
 * meet, which InfluxDB 3 demands.
 */
export const tagNames = ['device', 'cell', 'street', 'district', 'zone', 'site'] as const

/** Of devices that the register did not know. */
export const unregistered = 'reading'

const measurements: readonly string[] = [...kindNames, unregistered]

/** Those that a selection can mean. */
export const measurementsOf = ({ kind }: Selection): readonly string[] =>
  kind === undefined ? measurements : [kind]

export const measurementOf = ({ kind }: Tags): string => kind ?? unregistered

export const quantityNames = Object.keys(quantities) as readonly Quantity[]

/** A string field beside its value, only when the quality is not N. */
export const qualityField = (name: Quantity): string => `${name}_q`

/** `received` (milliseconds) and `seq` are float fields, `timing` is a string field. */
export const readingFields = ['received', 'seq', 'timing'] as const

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

/**
 * InfluxDB tells two points of a series apart by their nanosecond alone. The sequence stands in the digits below the
 * millisecond: 0 for none, otherwise 1 + sequence modulo 999,999. Cuts by milliseconds stay what they are, and the same
 * reading always has the same timestamp.
 */
export const slotOf = (sequence: number | undefined): number =>
  sequence === undefined ? 0 : 1 + (sequence % (slots - 1))

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
