/** From the entries of `let` to what is judged. An entry may read the quantities and the entries above it. */
import type { Bilingual } from '../../core/bilingual.ts'
import { kindOf, type Kind } from '../../core/kinds.ts'
import { isQuantity, quantityOf } from '../../core/quantities.ts'
import type { Mistake, YamlSource } from '../../runtime/yaml-source.ts'
import { traitsOf } from './aggregates.ts'
import { reserved } from './clock-words.ts'
import { compileCondition, type Condition } from './condition.ts'
import {
  entrySchema,
  type ChangeDocument,
  type CountDocument,
  type EntryDocument,
  type SequenceDocument,
  type WindowDocument,
} from './entry-document.ts'
import type { Entry } from './entry.ts'
import { inCondition, wrong } from './mistake-words.ts'
import { lagName, type Slots } from './slots.ts'

const defaultDays = { baseline: 7, drift: 28 }

/** Where mistakes about one entry go. */
interface Place {
  readonly name: string
  readonly to: number
  readonly say: (word: string, mistake: Bilingual | string) => void
}

export function checkEntries(
  source: YamlSource,
  all: Readonly<Record<string, unknown>>,
  kind: Kind | undefined,
  slots: Slots,
  mistakes: Mistake[],
): Entry[] {
  const checker = new Checker(kind, slots)
  for (const [name, value] of Object.entries(all)) {
    const path = ['let', name]
    const isLag = slots.byReceipt && name === lagName
    if (isQuantity(name) || reserved.has(name) || isLag) {
      mistakes.push(source.at(path, wrong('nameTaken', { name })))
      continue
    }
    const parsed = entrySchema.safeParse(value)
    const say: Place['say'] = (word, mistake) => {
      mistakes.push(source.at(word === '' ? path : [...path, ...word.split('.')], mistake))
    }
    // The slot is taken in any case: what is written below may read the name.
    const to = slots.reserve(name)
    if (parsed.success && kind !== undefined) checker.check({ name, to, say }, parsed.data)
    slots.entry(name, parsed.success && isFlag(parsed.data))
  }
  return checker.entries
}

const isFlag = (entry: EntryDocument): boolean =>
  'sequence' in entry || ('change' in entry && entry.change === 'outOfRange')

class Checker {
  readonly entries: Entry[] = []
  readonly #kind: Kind | undefined
  readonly #slots: Slots
  /** Entries whose values are levels in dB. */
  readonly #levels = new Set<string>()

  constructor(kind: Kind | undefined, slots: Slots) {
    this.#kind = kind
    this.#slots = slots
  }

  check(place: Place, entry: EntryDocument): void {
    if ('count' in entry) this.#count(place, entry)
    else if ('sequence' in entry) this.#sequence(place, entry)
    else if ('change' in entry) this.#change(place, entry)
    else this.#window(place, entry)
  }

  #window(place: Place, entry: WindowDocument): void {
    const { name, to, say } = place
    const { aggregate, window, every, session, per = 1, p = 50, min, within } = entry
    const taking = this.#taking(place, entry)
    const shapes = [window, every, session].filter((one) => one !== undefined)
    const [length] = shapes
    if (length === undefined || shapes.length > 1) {
      say('', wrong('oneWindow'))
    }
    for (const { at, mistake } of wrongWindow(entry, taking?.level === true)) say(at, mistake)
    if (taking === undefined || length === undefined) return
    if (traitsOf(aggregate).sameScale && taking.level) this.#levels.add(name)
    const form = window !== undefined ? 'sliding' : every !== undefined ? 'tumbling' : 'session'
    this.entries.push({ form, name, to, ...taking, aggregate, length, per, p, min, within })
  }

  #count(place: Place, { count, last, in: extent, of = 'readings' }: CountDocument): void {
    const { name, to, say } = place
    const condition = this.#condition(place, 'count', count)
    if ((last === undefined) === (extent === undefined)) say('', wrong('lastOrIn'))
    if (last !== undefined && of === 'exceedances') {
      say('of', wrong('exceedancesIn'))
    }
    const over =
      last !== undefined
        ? { last }
        : typeof extent === 'number'
          ? { ms: extent }
          : extent && { unit: extent }
    if (condition === undefined || over === undefined) return
    const takes = this.#takes(place, [condition])
    this.entries.push({ form: 'count', name, to, takes, condition, of, over })
  }

  #change(place: Place, entry: ChangeDocument): void {
    const { name, to, say } = place
    const { change: form, per, tolerance, days } = entry
    if (form === 'outOfRange') return this.#outOfRange(place, entry)
    const taking = this.#taking(place, entry)
    if ((form === 'rate') !== (per !== undefined)) {
      say('per', wrong('ratePer'))
    }
    if ((form === 'flat') !== (tolerance !== undefined)) {
      say('tolerance', wrong('flatTolerance'))
    }
    const isUsual = form === 'baseline' || form === 'drift'
    if (!isUsual && days !== undefined) say('days', wrong('usualDays'))
    if (taking === undefined) return
    this.entries.push(
      isUsual
        ? { form, name, to, ...taking, days: days ?? defaultDays[form] }
        : { form, name, to, ...taking, per: per ?? 1, tolerance: tolerance ?? 0 },
    )
  }

  #outOfRange({ name, to, say }: Place, entry: ChangeDocument): void {
    const { of, change: _change, ...more } = entry
    if (!isQuantity(of) || !this.#measures(of)) {
      say('of', wrong('notMeasured', { kind: this.#kind ?? '', name: of }))
      return
    }
    for (const word of Object.keys(more)) say(word, wrong('notOutOfRange'))
    const from = this.#slots.mark(of)
    this.entries.push({ form: 'outOfRange', name, to, takes: undefined, from })
  }

  #sequence(place: Place, { sequence }: SequenceDocument): void {
    const first = this.#condition(place, 'sequence.first', sequence.first)
    const next = this.#condition(place, 'sequence.next', sequence.next)
    if (first === undefined || next === undefined) return
    const { name, to } = place
    const takes = this.#takes(place, [first, next])
    this.entries.push({ form: 'sequence', name, to, takes, first, next, within: sequence.within })
  }

  /** What an entry takes values of. */
  #taking(place: Place, entry: { readonly of: string; readonly where?: string | undefined }) {
    const { of } = entry
    const where =
      entry.where === undefined ? undefined : this.#condition(place, 'where', entry.where)
    const quantity = isQuantity(of) && this.#measures(of) ? of : undefined
    const above = this.entries.find(({ name }) => name === of)
    const isLag = of === lagName && this.#slots.byReceipt
    if (quantity === undefined && above === undefined && !isLag) {
      const what = isQuantity(of)
        ? wrong('notMeasured', { kind: this.#kind ?? '', name: of })
        : wrong('noValueNamed', { name: of })
      place.say('of', what)
      return undefined
    }
    const takes = this.#takes(place, where === undefined ? [] : [where], of)
    const level = quantity === undefined ? this.#levels.has(of) : quantityOf(quantity).level
    return { from: this.#slots.slot(of)?.slot ?? 0, quantity, level, where, takes }
  }

  #measures(name: string): boolean {
    const measured: readonly string[] =
      this.#kind === undefined ? [] : kindOf(this.#kind).quantities
    return measured.includes(name)
  }

  #condition(place: Place, word: string, text: string): Condition | undefined {
    const result = compileCondition(text, this.#slots)
    if ('condition' in result) return result.condition
    for (const mistake of result.mistakes) place.say(word, inCondition(mistake, text))
    return undefined
  }

  /** The length of the finished windows that what is read takes its values from. */
  #takes(place: Place, conditions: readonly Condition[], of?: string): number | undefined {
    const names = conditions.flatMap(({ reads }) => reads.map(({ name }) => name))
    const lengths = new Set(
      this.entries
        .filter(({ name }) => name === of || names.includes(name))
        .flatMap((entry) => finishes(entry) ?? []),
    )
    if (lengths.size > 1) place.say('', wrong('severalLengths'))
    return [...lengths][0]
  }
}

const finishes = (entry: Entry): number | undefined =>
  entry.form === 'tumbling' ? entry.length : entry.takes

function wrongWindow(window: WindowDocument, level: boolean) {
  const { aggregate, per, p, within, every, session } = window
  const { of, asks } = traitsOf(aggregate)
  const found: { readonly at: string; readonly mistake: Bilingual }[] = []
  if (of === 'levels' && !level) {
    found.push({ at: 'aggregate', mistake: wrong('notALevel', { aggregate, name: window.of }) })
  }
  if (of === 'no levels' && level) {
    found.push({ at: 'aggregate', mistake: wrong('useLeq') })
  }
  if ((asks === 'per') !== (per !== undefined)) {
    found.push({ at: 'per', mistake: wrong('slopePer') })
  }
  if ((asks === 'p') !== (p !== undefined)) {
    found.push({ at: 'p', mistake: wrong('percentileP') })
  }
  if (within !== undefined && (every !== undefined || session !== undefined)) {
    found.push({ at: 'within', mistake: wrong('slidingWithin') })
  }
  return found
}
