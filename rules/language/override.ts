/**
 * What differs from the city's numbers for one device, the things of one owner, a street or a district. The nearest wins:
 * device, owner, street, district, and then the profile and the tables of the city.
 */
import type { WeekHours } from '../../core/week-hours.ts'
import type { Certainty } from './certainty.ts'

/** Nearest first. */
export const overrideScopes = ['device', 'owner', 'street', 'district'] as const
export type OverrideScope = (typeof overrideScopes)[number]

export const levelTimeWords = ['hold', 'clearHold', 'after', 'atLeast'] as const

export interface LevelTimes {
  readonly hold?: number | undefined
  readonly clearHold?: number | undefined
  readonly after?: { readonly periods: number } | { readonly ms: number } | undefined
  readonly atLeast?: number | undefined
}

export interface Override {
  readonly scope: OverrideScope
  /** The id of the device or the owner, the digits of the street or district. */
  readonly code: string
  readonly line: number
  readonly source: string
  readonly sourceZh?: string | undefined
  readonly certainty: Certainty
  /** By their paths. */
  readonly numbers: Readonly<Record<string, number>>
  /** By rule and severity. */
  readonly levels: Readonly<Record<string, Readonly<Partial<Record<string, LevelTimes>>>>>
  readonly schedules: Readonly<Record<string, WeekHours>>
}

export const overrideKey = (scope: OverrideScope, code: string): string => `${scope} ${code}`
