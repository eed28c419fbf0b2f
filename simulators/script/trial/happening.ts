/**
 * What happens to a device in a trial of the rules, and which rules ought to say so: the truth that the score goes by. It is
 * drawn before anything runs, and clear of every limit, in height and in time, by a margin that leaves nobody in doubt.
 */
import type { Device } from '../../../core/device.ts'
import type { Severity } from '../../../core/severity.ts'
import type { Quantity } from '../../../core/quantities.ts'
import type { Instant } from '../../../core/time.ts'
import type { IncidentKind } from '../scenario.ts'

/** The part of a day in which it may begin; by day and at night limits differ. */
export type Part = 'day' | 'night'

/** In the city: what the device measures is so. */
export interface CityCause {
  readonly type: 'incident'
  readonly kind: IncidentKind
  readonly strength: number
}

/** Of the device: what it says is not so, or comes late, or not at all. */
export type FaultCause =
  | { readonly type: 'silence' }
  /** What is measured meanwhile is sent when it is over. */
  | { readonly type: 'backfill' }
  /** Its clock is wrong by so many milliseconds. */
  | { readonly type: 'clock'; readonly by: number }
  /** Its switch opens and shuts again and again, for so many milliseconds each. */
  | { readonly type: 'bounce'; readonly open: number; readonly shut: number }
  /** It says again and again what it measured first, or these values. */
  | { readonly type: 'stuck'; readonly values?: Readonly<Partial<Record<Quantity, number>>> }
  /** These are added to what it measures; with `grows` more and more, up to them at the end. */
  | {
      readonly type: 'offset'
      readonly grows: boolean
      readonly values: Readonly<Partial<Record<Quantity, number>>>
    }

/** One thing that may happen to devices it fits, with what is drawn each time. */
export interface Recipe {
  /** As the score names it when a rule was wrong meanwhile. */
  readonly name: string
  readonly fits: (device: Device) => boolean
  readonly part?: Part
  /** Of a fault: between which hours of the day it begins, where that matters. */
  readonly hours?: readonly [from: number, to: number]
  readonly draw: (between: Between, device: Device, part: Part) => Drawn
  /** In the city: what begins with it. */
  readonly beside?: Recipe
}

/** A number drawn evenly from a range. */
export type Between = (from: number, to: number) => number

/** What an alarm of it is like, the least and the most: for rules over areas, which ask how grave and how much. */
export interface Tells {
  readonly severity: readonly [least: Severity, most: Severity]
  readonly values: Readonly<Record<string, readonly [least: number, most: number]>>
}

interface Drawn {
  readonly cause: CityCause | FaultCause
  /** Milliseconds that the cause lasts. */
  readonly duration: number
  /** Rules that must say so. */
  readonly demands?: readonly string[]
  /** Rules that may. */
  readonly permits?: readonly string[]
  readonly tells?: Tells
}

export interface Happening extends Drawn {
  readonly name: string
  readonly from: Instant
  /** Its cause is over. */
  readonly until: Instant
  /** Nothing of it is left. */
  readonly over: Instant
}
