/** Items of a body in HEX/BCD (6.6.3): an identifier of two bytes, the second of which says how many bytes and decimals follow. */
import {
  blockGuideOf,
  blocks,
  blockValues,
  blockWordOf,
  guideOf,
  guides,
  wordOf,
} from './elements.ts'
import type { BodyFault, Item } from './items.ts'

type Read = readonly Item[] | BodyFault

const noStep = '000000'
const restWords: ReadonlyMap<number, 'RGZS' | 'PIC' | 'DATA'> = new Map([
  [guides.manual, 'RGZS'],
  [guides.picture, 'PIC'],
  [guides.bulk, 'DATA'],
])
const restDefinitions = { RGZS: 0xf2, PIC: 0xf3, DATA: 0xf6 } as const

const decimalsOf = (definition: number): number => definition & 7
const bytesOf = (definition: number): number => definition >>> 3
const definitionOf = (bytes: number, decimals: number): number => (bytes << 3) | decimals

/** Reads on from the place where it stands; a number that is missing is the end. */
class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  byte(): number {
    const byte = this.#bytes[this.#at] ?? 0
    this.#at += 1
    return byte
  }

  /** Undefined where there are fewer. */
  hex(count: number): string | undefined {
    if (this.left < count) return undefined
    this.#at += count
    return this.#bytes.toString('hex', this.#at - count, this.#at).toUpperCase()
  }
}

export function readHex(bytes: Buffer): Read {
  const reader = new Reader(bytes)
  const items: Item[] = []
  while (reader.left > 0) {
    const found = nextItem(reader)
    if (found === undefined) return { fault: 'cut' }
    if ('fault' in found) return found
    items.push(found)
    if (found.type !== 'step' || found.step === noStep) continue
    const series = seriesOf(reader)
    if (series === undefined) return { fault: 'cut' }
    items.push(series)
  }
  return items
}

function nextItem(reader: Reader): Item | BodyFault | undefined {
  if (reader.left < 2) return undefined
  const guide = reader.byte()
  if (guide === 0) return { fault: 'no-item' }
  if (guide === guides.time) return timeOf(reader)
  if (guide === guides.station) return stationOf(reader)
  const rest = restWords.get(guide)
  if (rest !== undefined) {
    reader.byte()
    return { type: 'rest', word: rest, data: reader.hex(reader.left) ?? '' }
  }
  const block = blockWordOf(guide)
  if (block !== undefined) {
    // Its definition is 60 or C0, and stations send others: the length of a block is fixed.
    reader.byte()
    const data = reader.hex(blockValues * (blocks.get(block)?.bytes ?? 1))
    return data === undefined ? undefined : { type: 'block', word: block, data }
  }
  if (guide === guides.step) {
    const definition = reader.byte()
    const step = reader.hex(bytesOf(definition))
    return step === undefined ? undefined : { type: 'step', step }
  }
  return valueOf(reader, guide)
}

function timeOf(reader: Reader): Item | BodyFault | undefined {
  if (reader.byte() !== guides.time) return { fault: 'no-item' }
  const time = reader.hex(5)
  return time === undefined ? undefined : { type: 'time', time }
}

function stationOf(reader: Reader): Item | BodyFault | undefined {
  if (reader.byte() !== guides.station) return { fault: 'no-item' }
  const station = reader.hex(5)
  if (station === undefined || reader.left === 0) return undefined
  return { type: 'station', station, category: String.fromCharCode(reader.byte()) }
}

const wordBehind = (reader: Reader, guide: number): string =>
  guide === guides.extended ? `FF${reader.hex(1) ?? ''}` : wordOf(guide)

function valueOf(reader: Reader, guide: number): Item | undefined {
  const word = wordBehind(reader, guide)
  if (reader.left === 0) return undefined
  const definition = reader.byte()
  const data = reader.hex(bytesOf(definition))
  return data === undefined
    ? undefined
    : { type: 'value', word, data, decimals: decimalsOf(definition) }
}

/** Behind a step: one identifier, and numbers of its length to the end. */
function seriesOf(reader: Reader): Item | undefined {
  if (reader.left < 2) return undefined
  const word = wordBehind(reader, reader.byte())
  const definition = reader.byte()
  const bytes = bytesOf(definition)
  if (bytes === 0 || reader.left % bytes !== 0) return undefined
  const data = Array.from({ length: reader.left / bytes }, () => reader.hex(bytes) ?? '')
  return { type: 'series', words: [word], data, decimals: decimalsOf(definition), bytes }
}

export const writeHex = (items: readonly Item[]): Buffer => Buffer.concat(items.map(bytesOfItem))

function bytesOfItem(item: Item): Buffer {
  switch (item.type) {
    case 'station':
      return Buffer.concat([
        Buffer.of(guides.station, guides.station),
        Buffer.from(item.station, 'hex'),
        Buffer.from(item.category, 'latin1'),
      ])
    case 'time':
      return Buffer.concat([Buffer.of(guides.time, guides.time), Buffer.from(item.time, 'hex')])
    case 'value': {
      const data = Buffer.from(item.data, 'hex')
      return Buffer.concat([
        guideOf(item.word) ?? Buffer.alloc(0),
        Buffer.of(definitionOf(data.length, item.decimals)),
        data,
      ])
    }
    case 'block': {
      const data = Buffer.from(item.data, 'hex')
      return Buffer.concat([Buffer.of(blockGuideOf(item.word), (data.length << 3) & 0xff), data])
    }
    case 'step':
      return Buffer.concat([
        Buffer.of(guides.step, definitionOf(item.step.length / 2, 0)),
        Buffer.from(item.step, 'hex'),
      ])
    case 'series':
      return Buffer.concat([
        guideOf(item.words[0] ?? '') ?? Buffer.alloc(0),
        Buffer.of(definitionOf(item.bytes, item.decimals)),
        ...item.data.map((each) => Buffer.from(each, 'hex')),
      ])
    case 'rest':
    default: {
      const definition = restDefinitions[item.word]
      const guide = item.word === 'DATA' ? guides.bulk : definition
      return Buffer.concat([Buffer.of(guide, definition), Buffer.from(item.data, 'hex')])
    }
  }
}
