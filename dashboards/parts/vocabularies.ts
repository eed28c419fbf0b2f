/** Lists whose members the points name by code, and a board by their words; a code that is in none stands as it is. */
import dashboard from '@grafana/grafana-foundation-sdk/dashboard'

import type { Bilingual } from '../../core/bilingual.ts'
import { sourceWords, stageWords, workWords } from '../../core/case-terms.ts'
import { categoryWords } from '../../core/categories.ts'
import { kinds, type Kind } from '../../core/kinds.ts'
import { inForce } from '../../core/vocabulary.ts'
import type { CityNames, Names } from './city.ts'
import type { Say } from './words.ts'

export type Vocabulary = (city: CityNames) => Names

export const listed =
  (words: Readonly<Record<string, Bilingual>>): Vocabulary =>
  () =>
    new Map(Object.entries(words))

export const districts: Vocabulary = (city) => city.districts
export const units: Vocabulary = (city) => city.units
export const rules: Vocabulary = (city) => city.rules
export const rulesOn =
  (kind: Kind): Vocabulary =>
  (city) =>
    new Map([...city.rules].filter(([, rule]) => rule.kind === undefined || rule.kind === kind))
export const categories: Vocabulary = () => new Map(Object.entries(categoryWords()))
export const kindNames: Vocabulary = () => kinds
export const sites: Vocabulary = () => inForce.sites
export const stageNames = listed(stageWords)
export const workNames = listed(workWords)
export const sourceNames = listed(sourceWords)

/** Of a vocabulary none of which is known, none. */
export function namedBy(vocabulary: Vocabulary, say: Say): readonly dashboard.ValueMapping[] {
  const names = [...vocabulary(say.city)]
  if (names.length === 0) return []
  return [
    {
      type: dashboard.MappingType.ValueToText,
      options: Object.fromEntries(
        names.map(([code, words], index) => [code, { text: say(words), index }]),
      ),
    },
  ]
}
