/** Entries of `let` ready to judge: what is written, with names replaced by slots. Built by check-entries.ts. */
import type { Quantity } from '../../core/quantities.ts'
import type { CalendarUnit } from '../judging/city-clock.ts'
import type { Condition } from './condition.ts'
import type { Aggregate } from './aggregates.ts'

interface EntryBase {
  readonly name: string
  /** Slot of its value. */
  readonly to: number
  /** The length of the finished windows that it takes samples of, and of nothing else; undefined: of each reading. */
  readonly takes: number | undefined
}

/** Takes the values of a quantity or of an entry above. */
interface Taking extends EntryBase {
  readonly from: number
  /** Undefined where it is made of an entry. */
  readonly quantity: Quantity | undefined
  /** In dB: averaged on energy. */
  readonly level: boolean
  /** Takes only where this is true. */
  readonly where: Condition | undefined
}

export interface WindowEntry extends Taking {
  readonly form: 'sliding' | 'tumbling' | 'session'
  readonly aggregate: Aggregate
  /** Milliseconds as written; of a session the longest gap. */
  readonly length: number
  /** Unit of time of a slope, in milliseconds. */
  readonly per: number
  /** Of a percentile, 0 to 100: so many per cent of the samples lie below. */
  readonly p: number
  readonly min: number | { readonly share: number } | undefined
  /** `period`: no sample of the day counts at night, and none of the night by day. */
  readonly within: 'period' | undefined
}

export interface CountEntry extends EntryBase {
  readonly form: 'count'
  readonly condition: Condition
  readonly of: 'readings' | 'exceedances'
  /** Of the last so many, in a part of the calendar, or in so many milliseconds. */
  readonly over:
    | { readonly last: number }
    | { readonly unit: CalendarUnit }
    | { readonly ms: number }
}

export interface ChangeEntry extends Taking {
  readonly form: 'jump' | 'rate' | 'flat'
  readonly per: number
  readonly tolerance: number
}

export interface BaselineEntry extends Taking {
  readonly form: 'baseline'
  /** How many days it remembers. */
  readonly days: number
}

export interface DriftEntry extends Taking {
  readonly form: 'drift'
  /** How many days make what is usual. */
  readonly days: number
}

/** Reads the mark of a quantity and takes no samples. */
export interface OutOfRangeEntry extends EntryBase {
  readonly form: 'outOfRange'
  readonly from: number
}

export interface SequenceEntry extends EntryBase {
  readonly form: 'sequence'
  readonly first: Condition
  readonly next: Condition
  readonly within: number
}

export type Entry =
  | WindowEntry
  | CountEntry
  | ChangeEntry
  | BaselineEntry
  | DriftEntry
  | OutOfRangeEntry
  | SequenceEntry

/** The conditions that are written in an entry. */
export function conditionsOf(entry: Entry): readonly Condition[] {
  switch (entry.form) {
    case 'count':
      return [entry.condition]
    case 'sequence':
      return [entry.first, entry.next]
    case 'outOfRange':
      return []
    case 'sliding':
    case 'tumbling':
    case 'session':
    case 'jump':
    case 'rate':
    case 'flat':
    case 'baseline':
    case 'drift':
      break
  }
  return entry.where === undefined ? [] : [entry.where]
}
