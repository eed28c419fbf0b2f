/**
 * The filing standard of a city (立案结案标准): for each category what makes it a case, what must be true when it is closed,
 * who leads and how long it may take. One category has a row for each condition, for the limit is that of the condition.
 */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Refusal } from './refusals.ts'

export interface Standard {
  /** `<category>-<condition>`, as people say it: 0506-1. */
  readonly id: string
  readonly category: string
  /** Duty that finds the unit. */
  readonly lead: string
  /** Handling limit in words, see cases/life/working-time.ts. */
  readonly limit: string
  /** Condition under which it is filed (立案条件). */
  readonly filing: Bilingual
  /** Condition under which it is closed (结案条件). */
  readonly closing: Bilingual
  /** First and last day on which it holds, on the city's clocks: `2026-01-01`. */
  readonly from?: string
  readonly until?: string
  /** Version of the table that it stands in; left out for the files of the city. */
  readonly catalogue?: number
}

/** What a case says of the standard that it was filed by: the words as they were then. */
export type StandardOfCase = Pick<Standard, 'id' | 'filing' | 'closing' | 'catalogue'>

export const holdsOn = ({ from, until }: Pick<Standard, 'from' | 'until'>, day: string): boolean =>
  (from === undefined || from <= day) && (until === undefined || day <= until)

/** What a person says of the limit of a problem; the standard says the rest. */
export interface Asked {
  readonly category: string
  readonly standard?: string | undefined
  readonly lead?: string | undefined
  readonly limit?: string | undefined
}

export interface Ruled {
  readonly lead: string
  readonly limit: string
  readonly standard?: StandardOfCase
}

/**
 * Whose duty a problem is and how long it may take. By the standard that is named, or the only one of the category; limit
 * and duty by hand only where the standard has no row for the category.
 */
export function ruled(asked: Asked, held: readonly Standard[]): Ruled | Refusal {
  const { category, standard, lead, limit } = asked
  const rows = held.filter((row) => row.category === category)
  const ids = rows.map(({ id }) => id).join(', ')
  if (rows.length === 0) {
    if (standard !== undefined)
      return { reason: 'unknown-standard', text: `No standard of ${category} holds today.` }
    return lead === undefined || limit === undefined
      ? {
          reason: 'standard-needed',
          text: `Category ${category} is not in the standard; say lead and limit.`,
        }
      : { lead, limit }
  }
  if (lead !== undefined || limit !== undefined)
    return {
      reason: 'set-by-standard',
      text: `Lead and limit of ${category} are those of its standard (${ids}); leave them out.`,
    }
  const found = standard === undefined ? rows : rows.filter(({ id }) => id === standard)
  const [row] = found
  if (row !== undefined && found.length === 1) {
    const { id, lead: by, limit: within, filing, closing, catalogue } = row
    const version = catalogue === undefined ? {} : { catalogue }
    return { lead: by, limit: within, standard: { id, filing, closing, ...version } }
  }
  return standard === undefined
    ? { reason: 'standard-needed', text: `Say which standard of ${category}: ${ids}.` }
    : {
        reason: 'unknown-standard',
        text: `No standard ${standard} holds today; ${category} has ${ids}.`,
      }
}
