import type { Bilingual } from '../../core/bilingual.ts'

export type Names = ReadonlyMap<string, Bilingual>

export interface RuleName extends Bilingual {
  /** Of the devices it judges; a rule over areas has none. */
  readonly kind: string | undefined
}

/** What the files of a city say. */
export interface CityNames {
  readonly districts: Names
  readonly units: Names
  readonly rules: ReadonlyMap<string, RuleName>
}

export const nameless: CityNames = { districts: new Map(), units: new Map(), rules: new Map() }
