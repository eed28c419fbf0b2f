import type { Kind } from '../../core/kinds.ts'

/** What docs/series.md calls the retention policies of the database `city`. */
type Policy = 'raw' | 'm1' | 'h1' | 'events'

/** Operations points, docs/series.md. */
export type EventMeasurement =
  | 'alarm'
  | 'case'
  | 'open_case'
  | 'city'
  | 'device'
  | 'health'
  | 'process'
  | 'vital_sign'

export type Measurement = `"${Policy}"."${string}"`

/** Minutes: mean, min, max and count of normal values. */
export const minutes = (kind: Kind): Measurement => `"m1"."${kind}"`
/** The same by the hour, kept for ever. */
export const hours = (kind: Kind): Measurement => `"h1"."${kind}"`
export const events = (name: EventMeasurement): Measurement => `"events"."${name}"`

/** Conditions on what the variables choose. */
export const inDistrict = '"district" =~ /^$district$/'
export const ofDevice = '"device" =~ /^$device$/'
export const ofKind = (kind: Kind): string => `"kind" = '${kind}'`

/** Clocks of the city; days and nights are those of its people. */
export const zone = 'Asia/Shanghai'
