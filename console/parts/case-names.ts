/** Names for what the API gives as codes: units, cells, categories, duties, limits. A code nobody has named is shown as it is. */
import { signal } from '@preact/signals'

import type { Bilingual, Words } from '../../core/bilingual.ts'
import { dutyDesk, dutyDeskWords } from '../../core/duty-desks.ts'
import { logDesk } from '../../core/log-desk.ts'
import { call } from '../api/client.ts'
import type { CaseEvent, Cell, Person, Standard, Unit } from '../api/types.ts'
import { city } from '../state/city.ts'
import { dutyWords } from '../words/case-codes.ts'
import { caseWords } from '../words/cases.ts'
import { clockWords } from '../words/limit-clocks.ts'
import { say } from '../words/words.ts'
import { loadGrids } from './grids.ts'

/** Those of today. */
export const units = signal<readonly Unit[]>([])
/** With those that cases of other days name. */
const named = signal<ReadonlyMap<string, Unit>>(new Map())
/** Of today; a city without a filing standard has none. */
export const standards = signal<readonly Standard[]>([])
const cells = signal<ReadonlyMap<string, Cell>>(new Map())

/** Names are an addition: where they cannot be read, codes are shown and the next page asks again. */
export async function loadNames(): Promise<void> {
  const quietly = () => undefined
  const asked: Promise<void>[] = []
  asked.push(loadUnitNames())
  if (standards.value.length === 0) asked.push(loadStandards().catch(quietly))
  if (cells.value.size === 0) asked.push(loadCells().catch(quietly))
  asked.push(loadGrids().catch(quietly))
  await Promise.all(asked)
}

/** What the frame of every page says of whoever is signed in; the grid is long, and a phone of a crew does without it. */
export async function loadNamesOf({ unit, areas }: Pick<Person, 'unit' | 'areas'>): Promise<void> {
  if (areas !== undefined) await loadNames()
  else if (unit !== undefined) await loadUnitNames()
}

/** `again`: they have changed. */
export async function loadUnitNames(again = false): Promise<void> {
  if (units.value.length > 0 && !again) return
  const found = await call('GET /v1/units', { query: { former: true } }).catch(() => undefined)
  if (found === undefined) return
  units.value = found.filter(({ former }) => former !== true)
  named.value = new Map(found.map((unit) => [unit.id, unit]))
}

/** Kept, for problems are reported without network too. */
async function loadStandards(): Promise<void> {
  try {
    standards.value = await call('GET /v1/standards')
    localStorage.setItem(rememberedStandards, JSON.stringify(standards.value))
  } catch {
    const kept = localStorage.getItem(rememberedStandards)
    if (kept !== null) standards.value = JSON.parse(kept) as readonly Standard[]
  }
}

const rememberedStandards = 'urban-brain.standards'

async function loadCells(): Promise<void> {
  const { features } = await call('GET /v1/grid')
  cells.value = new Map(features.map(({ properties }) => [properties.code, properties]))
}

/** The words of a table for a key that may not be in it. */
export const wordsOf = (table: Words, key: string): Bilingual =>
  (Object.hasOwn(table, key) ? table[key] : undefined) ?? { zh: key, en: key }

export function unitName(id: string | undefined): string {
  if (id === undefined) return say(caseWords.noUnit)
  const unit = named.value.get(id)
  return unit === undefined ? id : say(unit.name)
}

/** Who did something, as the crew's phone says it: people by their names, who has none by the unit. */
export const actorName = ({ name, person, unit }: CaseEvent['by']): string =>
  person ?? (unit === undefined ? name : unitName(unit))

/** Whose rota (值班表) it is: a unit's or a desk's. */
export function holderName(id: string): string {
  const desk = dutyDesk(id)
  return desk === undefined ? unitName(id) : say(dutyDeskWords[desk])
}

/** Whose log of shifts (值班日志) it is: with the areas that its people are limited to. */
export function logDeskTitle(name: string): string {
  const desk = logDesk(name)
  if (desk === undefined) return name
  return [holderName(desk.holder), ...(desk.areas ?? []).map(areaName)].join(' ')
}

export function cellName(code: string | undefined): string | undefined {
  const cell = code === undefined ? undefined : cells.value.get(code)
  if (cell === undefined) return undefined
  return [cell.district, cell.street, cell.name].filter(Boolean).join(' ')
}

/** A street is the first nine digits of a grid code (GB/T 30428.1: county 6, street 3). */
export function streetName(code: string): string {
  for (const cell of cells.value.values())
    if (cell.code.startsWith(code))
      return [cell.district, cell.street].filter(Boolean).join(' ') || code
  return code
}

/** Streets of the grid, by the heads of their codes. */
export const streetCodes = (): readonly string[] =>
  [...new Set([...cells.value.keys()].map((code) => code.slice(0, 9)))].sort()

/** Districts of the grid, by the heads of their codes. */
export const districtCodes = (): readonly string[] =>
  [...new Set([...cells.value.keys()].map((code) => code.slice(0, 6)))].sort()

/** The name of the area that the head of a grid code names: district 6, street 9, community 12 digits. */
export function areaName(code: string): string {
  if (code.length === 9) return streetName(code)
  const cell = [...cells.value.values()].find((known) => known.code.startsWith(code))
  if (code.length === 6) return cell?.district ?? code
  return [cell?.district, cell?.street, cell?.community].filter(Boolean).join(' ') || code
}

export function categoryName(code: string): string {
  const words = city.value?.categories[code]
  return words === undefined ? code : `${code} ${say(words)}`
}

/** Codes that have words. */
export const categories = (): readonly string[] => Object.keys(city.value?.categories ?? {})

export const dutyName = (duty: string): string => say(wordsOf(dutyWords, duty))

/** `2 urgent hours` in the chosen language; a limit in other words as it is. */
export function showLimit(limit: string): string {
  const match = /^(\S+) (.+?)s?$/.exec(limit)
  const amount = match?.[1]
  const clock = `${match?.[2] ?? ''}s`
  return amount !== undefined && Object.hasOwn(clockWords, clock)
    ? `${amount} ${say(wordsOf(clockWords, clock))}`
    : limit
}
