/** What a message of SL 651 says, number by number, each with its time: blocks and series of an hour or a day are taken apart. */
import { beijingInstant } from '../beijing-time.ts'
import { days, hours, minutes, plus, type Instant } from '../time.ts'
import { numberForm } from './ascii-items.ts'
import { blocks, blockValues } from './elements.ts'
import type { Encoding } from './frame.ts'
import type { Body, Item } from './items.ts'

/** `missing`: the station says that it has none. `unreadable`: no number. */
type Figure = number | 'missing' | 'unreadable'

export interface Said {
  readonly station: string
  readonly at: Instant
  /** `Z`, `PT`, `DRP`, `FF92`, ... */
  readonly word: string
  readonly figure: Figure
  /** Of a block or a series: it was observed before, and is told now. */
  readonly history: boolean
}

/** `no-time`: what should say when something was observed cannot be, or is not there. */
export interface NothingSaid {
  readonly why: 'no-time'
}

const fiveMinutes = minutes(5)
/** The clock of a station may be this much behind what its own block ends with. */
const slack = minutes(1)

/** `station`: of the head, where the body names none. */
export function saidIn(
  body: Body,
  encoding: Encoding,
  station: string,
): readonly Said[] | NothingSaid {
  const sentAt = beijingInstant(`20${body.sentAt}`)
  const all: Said[] = []
  let whose = station
  let at: Instant | undefined
  let step = 0
  for (const item of body.items) {
    if (item.type === 'station') whose = item.station
    else if (item.type === 'time') {
      at = timeForm.test(item.time) ? beijingInstant(`20${item.time}00`) : undefined
      if (at === undefined) return { why: 'no-time' }
    } else if (item.type === 'step') {
      const length = stepOf(item.step)
      if (length === undefined) return { why: 'no-time' }
      step = length
    } else if (item.type !== 'rest') {
      if (at === undefined || sentAt === undefined) return { why: 'no-time' }
      all.push(...figuresOf(item, encoding, { whose, at, sentAt, step }))
    }
  }
  return all
}

interface Place {
  readonly whose: string
  readonly at: Instant
  readonly sentAt: Instant
  readonly step: number
}

function figuresOf(
  item: Extract<Item, { type: 'value' | 'block' | 'series' }>,
  encoding: Encoding,
  { whose, at, sentAt, step }: Place,
): readonly Said[] {
  if (item.type === 'value') {
    const figure =
      item.word === statusWord ? bitsOf(item.data) : figureOf(item.data, item.decimals, encoding)
    return [{ station: whose, at, word: item.word, figure, history: false }]
  }
  if (item.type === 'block') {
    const { word } = item
    const begin = blockBegin(at, sentAt)
    return blockFigures(item).map((figure, index) => ({
      ...{ station: whose, at: plus(begin, index * fiveMinutes), word, figure, history: true },
    }))
  }
  const { words, data, decimals } = item
  if (words.length === 0) return []
  return data.map((each, index) => ({
    ...{ station: whose, at: plus(at, Math.floor(index / words.length) * step) },
    ...{ word: words[index % words.length] ?? '', history: true },
    figure: figureOf(each, decimals, encoding),
  }))
}

/**
 * The time before a block is that of its first value (6.6.4.7). Stations send the time of the report as well, with the hour that
 * ended there: where the last value would be of a time after the message was sent, the block ends with its time.
 */
function blockBegin(at: Instant, sentAt: Instant): Instant {
  const length = (blockValues - 1) * fiveMinutes
  return at + length > sentAt + slack ? plus(at, -length) : at
}

function blockFigures({ word, data }: Extract<Item, { type: 'block' }>): readonly Figure[] {
  const { bytes, decimals } = blocks.get(word) ?? { bytes: 1, decimals: 1 }
  const digits = bytes * 2
  const missing = 'F'.repeat(digits)
  return Array.from({ length: blockValues }, (_, index) => {
    const each = data.slice(index * digits, (index + 1) * digits).toUpperCase()
    if (each === missing) return 'missing'
    return /^[0-9A-F]+$/.test(each) && each.length === digits
      ? shifted(Number.parseInt(each, 16), decimals)
      : 'unreadable'
  })
}

/** Without the dust of binary fractions. */
const shifted = (value: number, decimals: number): number =>
  Number((value / 10 ** decimals).toPrecision(12))

/** 遥测站状态及报警信息: bits of Table 58, the one element of HEX among the numbers. */
const statusWord = 'ZT'

const bitsOf = (data: string): Figure =>
  /^[0-9A-Fa-f]{1,8}$/.test(data) ? Number.parseInt(data, 16) : 'unreadable'

function figureOf(data: string, decimals: number, encoding: Encoding): Figure {
  if (encoding === 'ascii') {
    if (data === 'M' || data === 'F') return 'missing'
    return numberForm.test(data) ? Number(data) : 'unreadable'
  }
  if (/^(?:F+|A+)$/.test(data)) return 'missing'
  // FF in front says that it is below zero (6.6.3.3), and stands for no digits.
  const below = data.startsWith('FF')
  const digits = below ? data.slice(2) : data
  if (!/^\d+$/.test(digits)) return 'unreadable'
  const value = shifted(Number(digits), decimals)
  return below ? -value : value
}

const timeForm = /^\d{10}$/
const stepForm = /^\d{6}$/

function stepOf(step: string): number | undefined {
  if (!stepForm.test(step)) return undefined
  const [d = 0, h = 0, m = 0] = [step.slice(0, 2), step.slice(2, 4), step.slice(4)].map(Number)
  return days(d) + hours(h) + minutes(m)
}
