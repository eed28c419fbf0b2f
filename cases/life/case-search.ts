/** What somebody types to find a case, as questions to its text and its columns. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { DeviceId, UnitId } from '../../core/identity.ts'
import { gramsOf, isHan, normal, runsOf } from './case-text.ts'

/** Of an index of texts; `prefix`: any word that begins so. */
export interface Gram {
  readonly text: string
  readonly prefix: boolean
}

/** One word of the search. A case has it in its text, or by what its codes are called. */
export interface SearchTerm {
  /** The head of a number of cases; the text is not asked then. */
  readonly number?: string
  /** Stands in the text of the case as it is here. */
  readonly text: string
  /** All of them are in the text when the text holds it; none: the index knows nothing of it. */
  readonly grams: readonly Gram[]
  readonly categories: readonly string[]
  readonly units: readonly UnitId[]
  readonly devices: readonly DeviceId[]
}

export interface Names {
  readonly categories: Readonly<Record<string, Bilingual>>
  readonly units: Iterable<{ readonly id: UnitId; readonly name: Bilingual }>
  readonly devices: Iterable<{ readonly id: DeviceId; readonly name?: string | undefined }>
}

const mostTerms = 8
/** Devices whose names hold the word; of more than these the first. */
const mostDevices = 500
const caseNumber = /^C\d{4,8}(-[\da-f]{0,12})?$/i

/** undefined when it holds nothing that can be looked for: no word of two letters, and no two characters side by side. */
export function searchTerms(text: string, names: Names): readonly SearchTerm[] | undefined {
  const words = text.split(/\s+/u).filter((word) => runsOf(word).length > 0)
  const terms = words.slice(0, mostTerms).map((word) => termOf(word, names))
  return terms.some(({ number, grams }) => number !== undefined || grams.length > 0)
    ? terms
    : undefined
}

function termOf(word: string, { categories, units, devices }: Names): SearchTerm {
  const parts = runsOf(word)
  const found = parts.join(' ')
  const asWritten = isHan(found) ? found : ` ${found}`
  const named = (name: string) => normal(name).includes(asWritten)
  const isCalled = ({ zh, en }: Bilingual) => named(zh) || named(en)
  const byName: DeviceId[] = []
  for (const { id, name } of devices) {
    if (byName.length === mostDevices) break
    if (name !== undefined && named(name)) byName.push(id)
  }
  return {
    ...(caseNumber.test(word) && { number: `C${word.slice(1).toLowerCase()}` }),
    text: asWritten,
    grams: parts.flatMap((run, index) => asked(run, index === parts.length - 1)),
    categories: Object.entries(categories).flatMap(([code, words]) =>
      isCalled(words) ? [code] : [],
    ),
    units: [...units].flatMap(({ id, name }) => (isCalled(name) ? [id] : [])),
    devices: byName,
  }
}

function asked(run: string, last: boolean): readonly Gram[] {
  const short = Array.from(run).length < 2
  if (isHan(run)) return short ? [] : gramsOf(run).map((text) => ({ text, prefix: false }))
  return last && short ? [] : gramsOf(run).map((text) => ({ text, prefix: last }))
}
