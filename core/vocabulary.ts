/**
 * What the kinds of device say together: kinds, quantities, sites, and words of category codes, by id. Those of the program
 * are there from the start; those of the city are learned once, before anything else of the process runs, and nothing is
 * ever taken away again. So everybody may keep what it looked up (decision 0023 says why it is not handed around).
 */
import type { Bilingual } from './bilingual.ts'
import { caseCodes } from './case-codes.ts'
import { commonCommands, type DeviceCommandName } from './device-command-table.ts'
import { builtInKinds, type BuiltInKind, type BuiltInQuantity } from './kinds/built-in.ts'
import type { KindDocument, QuantityDocument, SettingDocument } from './kinds/document.ts'
import type { Brand } from './brand.ts'
import { operationsMeasurements } from './operations.ts'
import { quantityPlace } from './quantity-place.ts'

/** Another one than the program's own is let in by `isKind`. */
export type Kind = BuiltInKind | Brand<string, 'Kind'>
/** Another one than the program's own is let in by `isQuantity`. */
export type Quantity = BuiltInQuantity | Brand<string, 'Quantity'>

export interface KindSpec extends Bilingual {
  readonly period: number
  readonly sites: readonly string[]
  readonly quantities: readonly Quantity[]
  /** What its devices can be told to do. */
  readonly commands: readonly DeviceCommandName[]
  /** What its devices can be set to, beside what all can. */
  readonly settings: Readonly<Record<string, SettingSpec>>
  /** Its devices go first when judging is behind. */
  readonly urgent: boolean
}

export interface SettingSpec extends Bilingual {
  /** `bool` is a switch, 0 or 1. */
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly whole: boolean
}

export interface QuantitySpec extends Bilingual {
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly level: boolean
  readonly faults: readonly number[]
}

interface Vocabulary {
  readonly kinds: Map<Kind, KindSpec>
  readonly quantities: Map<Quantity, QuantitySpec>
  readonly sites: Map<string, Bilingual>
  readonly categories: Map<string, Bilingual>
}

/** Of a document, where it stands in it. */
export interface KindMistake {
  readonly document: KindDocument
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** What a reading could not hold, and a rule not say. */
const reservedQuantities: ReadonlySet<string> = new Set([
  ...['device', 'cell', 'street', 'district', 'zone', 'site', 'kind', 'time'],
  ...['received', 'seq', 'content', 'claimed', 'beside', 'timing', 'frame'],
  ...['limits', 'period', 'hour', 'weekday', 'true', 'false', 'null', 'in'],
])
/** Names of other measurements; `reading` holds what came from devices that nobody registered. */
const reservedKinds: ReadonlySet<string> = new Set(['reading', ...operationsMeasurements])

/** What ingest remembers of a reading has a byte for how many quantities it holds. */
const mostQuantities = 200

const vocabulary: Vocabulary = {
  kinds: new Map(),
  quantities: new Map(),
  sites: new Map(),
  categories: new Map(),
}
const learned = new Map<string, string>()

export const inForce: { readonly [Part in keyof Vocabulary]: ReadonlyMap<string, Member<Part>> } =
  vocabulary
type Member<Part extends keyof Vocabulary> =
  Vocabulary[Part] extends Map<unknown, infer V> ? V : never

/**
 * Learns them all, or none where there is a mistake. One that is known already, word for word, is passed over: a process may
 * start a system twice.
 */
export function learnKinds(documents: readonly KindDocument[]): readonly KindMistake[] {
  const fresh = documents.filter((one) => learned.get(one.id) !== JSON.stringify(one))
  const described = [...fresh.flatMap(quantitiesOf)]
  const mistakes = fresh.flatMap((document) => mistakesOf(document, fresh))
  const all = vocabulary.quantities.size + described.length
  const last = fresh.at(-1)
  if (all > mostQuantities && last !== undefined)
    mistakes.push({
      document: last,
      path: ['quantities'],
      message: `with it there are more than ${mostQuantities} quantities`,
    })
  if (mistakes.length > 0) return mistakes
  for (const [name, spec] of described) vocabulary.quantities.set(name, specOf(spec))
  for (const document of fresh) {
    const { id, zh, en, period, sites, quantities, commands = [], categories, urgent } = document
    const { settings = {} } = document
    for (const [site, words] of Object.entries(sites))
      if (words !== null) vocabulary.sites.set(site, words)
    for (const [code, words] of Object.entries(categories ?? {}))
      vocabulary.categories.set(code, words)
    vocabulary.kinds.set(id as Kind, {
      ...{ zh, en, period },
      sites: Object.keys(sites),
      quantities: Object.keys(quantities) as Quantity[],
      commands: [...commonCommands, ...commands],
      settings: Object.fromEntries(
        Object.entries(settings).map(([name, spec]) => [name, settingOf(spec)]),
      ),
      urgent: urgent === true,
    })
    learned.set(id, JSON.stringify(document))
  }
  return []
}

const quantitiesOf = ({ quantities }: KindDocument) =>
  Object.entries(quantities).flatMap(([name, spec]): [Quantity, QuantityDocument][] =>
    spec === null ? [] : [[name as Quantity, spec]],
  )

const specOf = ({ zh, en, unit, range, level, faults }: QuantityDocument): QuantitySpec => {
  const [min, max] = range ?? [0, 1]
  return { zh, en, unit, min, max, level: level === true, faults: faults ?? [] }
}

const settingOf = ({ zh, en, unit, range, whole }: SettingDocument): SettingSpec => {
  const [min, max] = range ?? [0, 1]
  return { zh, en, unit, min, max, whole: whole === true || range === undefined }
}

function mistakesOf(document: KindDocument, fresh: readonly KindDocument[]): KindMistake[] {
  const others = fresh.filter((other) => other !== document)
  const mistakes: KindMistake[] = []
  const mistake = (path: readonly PropertyKey[], message: string) =>
    mistakes.push({ document, path, message })
  const { id } = document
  if (vocabulary.kinds.has(id as Kind)) mistake(['id'], `there is a kind ${id} already`)
  if (reservedKinds.has(id)) mistake(['id'], `'${id}' is the name of something else`)
  for (const [name, spec] of Object.entries(document.quantities)) {
    const path = ['quantities', name]
    if (spec === null) {
      const known = vocabulary.quantities.has(name as Quantity)
      if (!known && !others.some(({ quantities }) => (quantities[name] ?? null) !== null))
        mistake(path, 'is described by no kind: say unit, range, zh and en')
      continue
    }
    if (reservedQuantities.has(name)) mistake(path, 'is the name of something else')
    const twin = twinOf(name, others)
    if (twin === name)
      mistake(path, 'is described by another kind already: leave it without a description')
    else if (twin !== undefined) mistake(path, `differs from '${twin}' in capitals only`)
  }
  for (const [site, words] of Object.entries(document.sites)) {
    const known =
      vocabulary.sites.get(site) ??
      others.map(({ sites }) => sites[site] ?? undefined).find((one) => one !== undefined)
    if (words === null && known === undefined)
      mistake(['sites', site], 'has words in no kind: say zh and en')
    if (words !== null && known !== undefined)
      mistake(['sites', site], 'has words in another kind already: leave it without')
  }
  for (const code of Object.keys(document.categories ?? {}))
    if (
      Object.hasOwn(caseCodes, code) ||
      vocabulary.categories.has(code) ||
      others.some(({ categories }) => categories !== undefined && Object.hasOwn(categories, code))
    )
      mistake(['categories', code], 'has words already')
  mistakes.push(...alikeIn(document))
  return mistakes
}

/** A column of a table knows no capitals. */
function twinOf(name: string, others: readonly KindDocument[]): string | undefined {
  const same = (other: string) => other.toLowerCase() === name.toLowerCase()
  return [
    ...vocabulary.quantities.keys(),
    ...others.flatMap((other) => quantitiesOf(other).map(([known]) => known)),
  ].find(same)
}

/** Two quantities of one device at one place could not be told apart in what is remembered of it. */
function alikeIn(document: KindDocument): readonly KindMistake[] {
  const places = new Map<number, string>()
  return Object.keys(document.quantities).flatMap((name): KindMistake[] => {
    const place = quantityPlace(name)
    const before = places.get(place)
    if (before === undefined) {
      places.set(place, name)
      return []
    }
    const message = `cannot be told from '${before}' in what is remembered of repeats: give it another name`
    return [{ document, path: ['quantities', name], message }]
  })
}

learnKinds(builtInKinds)
