/** What a message says by its binding: readings in the form of our own JSON, for whoever judges instants and values. */
import { detailOf } from '../dead-letter-details.ts'
import { quantityOf, type Quantity } from '../quantities.ts'
import type { BoundTopic } from './bindings.ts'
import { bytesOf, numbersIn } from './bytes.ts'
import type { BindingDocument, Condition, ValueDocument } from './document.ts'
import type { ReadMessage } from './message.ts'
import { eachAt, filledTemplate, valueAt, type Context, type Place } from './places.ts'
import { converted, rounded } from './units.ts'
import { withZone } from './written-time.ts'

/** One reading, as our own JSON has it (docs/telemetry.md). */
export interface Told {
  readonly type: 'told'
  /** Who is meant, by id or as the register has it; undefined for who sent the message. */
  readonly device: { readonly text: string; readonly by: 'id' | 'mn' | 'externalId' } | undefined
  readonly t: unknown
  readonly seq: unknown
  readonly m: Readonly<Record<string, unknown>>
  readonly q: Readonly<Record<string, unknown>>
  /** On purpose sent later than it was observed. */
  readonly late: boolean
  /** What tells its message from others of the device. */
  readonly repeat: string | undefined
}

/** Why an item is none. */
export interface NotTold {
  readonly type: 'fault'
  readonly detail: string
  /** It holds nothing that the binding reads. */
  readonly isEmpty: boolean
}

/** Items of one message at most. */
const mostItems = 1_000
const longestRepeat = 128

const fault = (detail: string, isEmpty = false): NotTold => ({ type: 'fault', detail, isEmpty })

/** Undefined where the binding is not for such messages, nothing where one is taken and says no reading. */
export function toldBy(
  { binding, levels }: BoundTopic,
  { message, items: made }: ReadMessage,
  body: Uint8Array,
): readonly (Told | NotTold)[] | undefined {
  const { each, id, when } = binding
  const whole: Context = { item: message, message, topic: levels, bytes: {} }
  if (!when.every((condition) => holds(condition, whole))) return undefined
  if (made !== undefined) {
    const told = made.flatMap((one) =>
      itemOf(binding, { ...whole, item: one.item, made: one }, body),
    )
    // Of a message that says something what says nothing of ours at another instant is none of it.
    const some = told.filter((one) => one.type !== 'fault' || !one.isEmpty)
    return some.length > 0 ? some : told.slice(0, 1)
  }
  const items = each === undefined ? [message] : eachAt(each, message)
  if (items === undefined)
    return [fault(detailOf('boundNoItems', { binding: id, place: each?.text ?? '' }))]
  if (items.length > mostItems)
    return [fault(detailOf('longArray', { count: items.length, most: mostItems }))]
  return items.flatMap((item) => itemOf(binding, { ...whole, item }, body))
}

function itemOf(
  binding: BindingDocument,
  plain: Context,
  body: Uint8Array,
): readonly (Told | NotTold)[] {
  const { skip, device, time, late, sequence, repeat, values } = binding
  const isSkipped = (context: Context) => skip.some((condition) => holds(condition, context))
  // What is passed over need not have bytes that can be read.
  if (isSkipped(plain)) return []
  const bytes = numbersOf(binding, plain, body)
  if (typeof bytes === 'string') return [fault(bytes)]
  const context: Context = { ...plain, bytes }
  if (isSkipped(context)) return []
  const meant = device === undefined ? undefined : deviceOf(device, context, binding.id)
  if (typeof meant === 'string') return [fault(meant)]
  const key = repeat && filledTemplate(repeat, context)
  const m: Record<string, unknown> = {}
  const q: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    const said = saidOf(name as Quantity, value, context)
    if (said === undefined) continue
    m[name] = said
    const letter = value.quality === undefined ? undefined : letterOf(value.quality, context)
    if (letter !== undefined) q[name] = letter
  }
  if (Object.keys(m).length === 0)
    return [fault(detailOf('boundNothing', { binding: binding.id }), true)]
  return [
    {
      type: 'told',
      device: meant,
      t: time === undefined ? context.made?.item['time'] : timeOf(time, context),
      seq: sequence === undefined ? undefined : valueAt(sequence, context),
      m,
      q,
      late:
        context.made?.late === true ||
        (late !== undefined && (late === true || holds(late, context))),
      repeat: key === undefined || key.length > longestRepeat ? undefined : key,
    },
  ]
}

const holds = ({ from, in: some }: Condition, context: Context): boolean => {
  const found = valueAt(from, context) ?? null
  return some.some((one) => one === found)
}

/** Why the bytes cannot be read, or the numbers in them. */
function numbersOf(
  { id: binding, bytes }: BindingDocument,
  context: Context,
  body: Uint8Array,
): Readonly<Record<string, number>> | string {
  if (bytes === undefined) return {}
  const { from, encoding, table } = bytes
  const text = from === undefined ? undefined : valueAt(from, context)
  const raw =
    from === undefined ? body : typeof text === 'string' ? bytesOf(text, encoding) : undefined
  if (raw === undefined)
    return detailOf('boundNoBytes', { binding, place: from?.text ?? '', encoding })
  const found = numbersIn(raw, table)
  if ('numbers' in found) return found.numbers
  return found.fault === 'channel'
    ? detailOf('boundNoChannel', { binding, channel: found.what })
    : detailOf('boundShort', { binding, channel: found.what })
}

/** Why the device has no name, or who it is. */
function deviceOf(
  { id, agree, case: capitals, table, register }: NonNullable<BindingDocument['device']>,
  context: Context,
  binding: string,
): NonNullable<Told['device']> | string {
  const written = (text: string): string =>
    capitals === undefined ? text : capitals === 'lower' ? text.toLowerCase() : text.toUpperCase()
  const text = filledTemplate(id, context)
  if (text === undefined) return detailOf('boundNoDevice', { binding })
  const said = written(text)
  for (const template of agree) {
    const other = filledTemplate(template, context)
    if (other !== undefined && written(other) !== said)
      return detailOf('boundDisagree', { binding, one: quoted(said), other: quoted(other) })
  }
  if (table === undefined) return { text: said, by: register ?? 'id' }
  const meant = Object.hasOwn(table, said) ? table[said] : undefined
  return meant === undefined
    ? detailOf('boundNotInTable', { binding, value: quoted(said) })
    : { text: meant, by: 'id' }
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 64))

/** Of several places the first that holds something, with what; null where one says that there is nothing. */
function firstAt(
  places: readonly Place[],
  context: Context,
): { readonly said: unknown; readonly place?: Place } {
  let isNull = false
  for (const place of places) {
    const said = valueAt(place, context)
    if (said !== undefined && said !== null) return { said, place }
    isNull ||= said === null
  }
  return { said: isNull ? null : undefined }
}

const timeOf = ({ from, zone }: NonNullable<BindingDocument['time']>, context: Context): unknown =>
  withZone(firstAt(from, context).said, zone)

/** The value in the unit of the quantity; undefined where nothing stands, and as it stands where it is none. */
function saidOf(name: Quantity, value: ValueDocument, context: Context): unknown {
  const { from, words, otherwise, scale = 1, offset = 0, unit } = value
  const { said, place } = firstAt(from, context)
  if (said === undefined) return undefined
  if (words !== undefined) {
    const word = wordOf(said)
    if (word !== undefined && Object.hasOwn(words, word)) return words[word]
    // What is none of the words is no value, also where it is a number.
    return otherwise ?? (said === null ? null : (word ?? said))
  }
  const number = typeof said === 'string' ? numberOf(said) : said
  if (typeof number !== 'number') return said
  const scaled = scale === 1 && offset === 0 ? number : rounded(number * scale + offset)
  const reported = unit ?? context.made?.units[place?.steps.at(-1) ?? '']
  if (reported === undefined) return scaled
  // As text it is no value: nobody knows how many of ours it is.
  return converted(scaled, reported, quantityOf(name).unit) ?? `${scaled} ${reported}`
}

/** Digits are told in one way alone: one that reads `\d+\.?\d*` tries each cut of a long row of them. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i

const numberOf = (text: string): number | undefined =>
  decimal.test(text.trim()) ? Number(text) : undefined

function letterOf(
  { from, words }: NonNullable<ValueDocument['quality']>,
  context: Context,
): unknown {
  const said = valueAt(from, context)
  const word = wordOf(said)
  return words !== undefined && word !== undefined && Object.hasOwn(words, word)
    ? words[word]
    : said
}

/** As a list of words has it. */
function wordOf(said: unknown): string | undefined {
  if (typeof said === 'string') return said
  const isPlain = said === null || typeof said === 'number' || typeof said === 'boolean'
  return isPlain ? String(said) : undefined
}
