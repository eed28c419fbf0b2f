/**
 * An object of `compactFields` in few bytes: which of its fields are not as they mostly are, and those. Everything else is left
 * to MessagePack, see state-codec.ts.
 */
import { compactFields } from '../core/compact-fields.ts'

import { Reader, Writer } from './compact-bytes.ts'
import { leastOfTable, readTable, tableOf, writeTable } from './compact-columns.ts'

/** With which no value of MessagePack begins. */
export const compactMark = 0xc1

const absent = 0x80
const nothing = 0x81
const yes = 0x82
const no = 0x83
const table = 0x89
const objects = 0x8a
/** Lists of up to six, each with a byte of its own, and of more. */
const lists = 0x90
const longList = 0x97

interface Form {
  readonly byte: number
  readonly names: readonly string[]
  readonly usual: readonly unknown[]
  readonly places: ReadonlyMap<string, number>
}

const forms = compactFields.map((fields, index): Form => {
  const names = Object.keys(fields)
  const usual = Object.values(fields)
  return {
    byte: objects + index,
    names,
    usual,
    places: new Map(names.map((name, place) => [name, place])),
  }
})

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members by their places; undefined where one has none. */
function membersOf(value: Plain, { places, usual }: Form): readonly unknown[] | undefined {
  let members: unknown[] | undefined
  for (const name in value) {
    const place = places.get(name)
    const member = value[name]
    if (place === undefined || member === undefined) return undefined
    members ??= usual.map(() => undefined)
    members[place] = member
  }
  return members
}

const isUsual = (value: unknown, usual: unknown): boolean =>
  Object.is(value, usual) || (isEmpty(usual) && isEmpty(value))

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

const writer = new Writer()

/** Behind `room` free bytes; undefined where it has something in it that has no compact form. */
export function compacted(value: unknown, room: number): Buffer | undefined {
  if (!isPlain(value)) return undefined
  writer.clear()
  writer.byte(compactMark)
  return writeObject(value) ? writer.take(room) : undefined
}

function writeObject(value: Plain): boolean {
  for (const form of forms) {
    const members = membersOf(value, form)
    if (members !== undefined) return writeMembers(members, form)
  }
  return false
}

function writeMembers(members: readonly unknown[], { byte, usual }: Form): boolean {
  let differs = 0
  for (let place = 0; place < members.length; place += 1) {
    if (!isUsual(members[place], usual[place])) differs |= 1 << place
  }
  writer.byte(byte)
  writer.count(differs)
  for (let place = 0; place < members.length; place += 1) {
    if ((differs & (1 << place)) !== 0 && !writeValue(members[place])) return false
  }
  return true
}

function writeValue(value: unknown): boolean {
  if (typeof value === 'number') writer.value(value)
  else if (typeof value === 'string') writer.text(value)
  else if (typeof value === 'boolean') writer.byte(value ? yes : no)
  else if (value === undefined) writer.byte(absent)
  else if (value === null) writer.byte(nothing)
  else if (Array.isArray(value)) return writeList(value)
  else return isPlain(value) && writeObject(value)
  return true
}

function writeList(values: readonly unknown[]): boolean {
  const { length } = values
  if (length >= leastOfTable && isNumbers(values)) {
    const rows = tableOf(values)
    if (rows !== undefined) {
      writer.byte(table)
      writeTable(writer, values, rows)
      return true
    }
  }
  writer.byte(Math.min(lists + length, longList))
  if (lists + length >= longList) writer.count(length)
  for (const value of values) if (value === undefined || !writeValue(value)) return false
  return true
}

const isNumbers = (values: readonly unknown[]): values is readonly number[] =>
  values.every((value) => typeof value === 'number')

const reader = new Reader()

/** Throws on what `compacted` did not write. */
export function expanded(bytes: Buffer): unknown {
  reader.open(bytes, 1)
  const value = readObject(reader.byte())
  if (!reader.ended) throw new RangeError('there is more behind what is remembered')
  return value
}

function readObject(first: number): Plain {
  const form = forms[first - objects]
  if (form === undefined) throw new RangeError(`nothing that is remembered begins with ${first}`)
  const differs = reader.count()
  const object: Record<string, unknown> = {}
  for (let place = 0; place < form.names.length; place += 1) {
    const value = (differs & (1 << place)) === 0 ? form.usual[place] : readValue()
    if (value !== undefined) object[form.names[place] ?? ''] = value
  }
  return object
}

function readValue(): unknown {
  const first = reader.byte()
  const scalar = reader.scalar(first)
  if (scalar !== undefined) return scalar
  switch (first) {
    case absent:
      return undefined
    case nothing:
      return null
    case yes:
      return true
    case no:
      return false
    case table:
      return readTable(reader)
  }
  if (first < lists || first > longList) return readObject(first)
  const length = first === longList ? reader.count() : first - lists
  const list: unknown[] = []
  for (let place = 0; place < length; place += 1) list.push(readValue())
  return list
}
