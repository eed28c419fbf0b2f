/** What a binding reads from which place, told of its YAML as far as that says it: also of one that is not whole yet. */
import { isFormat, type Format } from './document.ts'
import { placeOf, type Place } from './places.ts'

/** `device`, `time`, or the name of a quantity. */
interface PlaceUse {
  readonly as: string
  /** Undefined where it is made of several, or of text. */
  readonly place?: string
  readonly unit?: string
  readonly words?: Readonly<Record<string, number>>
  readonly zone?: string
  readonly register?: string
}

export interface WrittenUses {
  readonly id?: string
  readonly format: Format
  readonly each?: Place
  readonly topics: readonly string[]
  readonly uses: readonly PlaceUse[]
}

type Members = Readonly<Record<string, unknown>>

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

export function usesOf(written: unknown): WrittenUses {
  const { id, format, each, topics, device, time, values } = membersOf(written)
  const where = placeOf(textOf(each) ?? '')
  const name = textOf(id)
  return {
    ...(name !== undefined && { id: name }),
    format: isFormat(format) ? format : 'json',
    ...(where !== undefined && { each: where }),
    topics: (Array.isArray(topics) ? topics : []).filter((one) => typeof one === 'string'),
    uses: [
      ...(device === undefined ? [] : [deviceUse(device)]),
      ...(time === undefined ? [] : [timeUse(time)]),
      ...Object.entries(membersOf(values)).map(([quantity, value]) => valueUse(quantity, value)),
    ],
  }
}

/** `{/sn}` alone is a place, `lora-{/sn}` is none. */
const alone = /^\{([^{}]+)\}$/

function deviceUse(written: unknown): PlaceUse {
  const { id, register } = typeof written === 'string' ? { id: written } : membersOf(written)
  const place = alone.exec(textOf(id) ?? '')?.[1]
  const by = textOf(register)
  return {
    as: 'device',
    ...(place !== undefined && { place }),
    ...(by !== undefined && { register: by }),
  }
}

const placeIn = (from: unknown): { readonly place?: string } => {
  const place = textOf(Array.isArray(from) ? from[0] : from)
  return place === undefined ? {} : { place }
}

function timeUse(written: unknown): PlaceUse {
  if (typeof written === 'string') return { as: 'time', place: written }
  const { from, zone } = membersOf(written)
  const said = textOf(zone)
  return { as: 'time', ...placeIn(from), ...(said !== undefined && { zone: said }) }
}

function valueUse(as: string, written: unknown): PlaceUse {
  if (typeof written === 'string') return { as, place: written }
  const { from, unit, words } = membersOf(written)
  const said = textOf(unit)
  const numbers = Object.entries(membersOf(words)).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  return {
    ...{ as, ...placeIn(from) },
    ...(said !== undefined && { unit: said }),
    ...(numbers.length > 0 && { words: Object.fromEntries(numbers) }),
  }
}
