/** Items of a body in ASCII (6.6.2): a word, a space, its data, a space. */
import { blocks } from './elements.ts'
import type { BodyFault, Item } from './items.ts'

type Read = readonly Item[] | BodyFault

/** Digits are told in one way alone: one that reads `\d*\.?\d+` tries each cut of a long row of them. */
export const numberForm = /^-?(?:\d+(?:\.\d+)?|\.\d+)$/
const missing: ReadonlySet<string> = new Set(['M', 'F'])
const stepForm = /^DR([DHN])(\d\d)$/
const restWords = ['RGZS', 'PIC', 'DATA'] as const

/** Token by token, and what is left behind one as it came. */
class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Empty at the end. */
  peek(): string {
    const end = this.#text.indexOf(' ', this.#at)
    return this.#text.slice(this.#at, end < 0 ? undefined : end)
  }

  next(): string {
    const token = this.peek()
    this.#at = Math.min(this.#text.length, this.#at + token.length + 1)
    return token
  }

  get ended(): boolean {
    return this.#at >= this.#text.length
  }

  rest(): string {
    const rest = this.#text.slice(this.#at).replace(/ $/, '')
    this.#at = this.#text.length
    return rest
  }
}

export function readAscii(bytes: Buffer): Read {
  const reader = new Reader(bytes.toString('latin1'))
  const items: Item[] = []
  while (!reader.ended) {
    const word = reader.next()
    if (word === '') continue
    const item = itemOf(word, reader)
    if (item === undefined) return { fault: 'cut' }
    items.push(item)
    if (item.type === 'step' && item.step !== '000000') items.push(seriesOf(reader))
  }
  return items
}

function itemOf(word: string, reader: Reader): Item | undefined {
  const step = stepOf(word)
  if (step !== undefined) return { type: 'step', step }
  const rest = restWords.find((each) => each === word)
  if (rest !== undefined)
    return {
      type: 'rest',
      word: rest,
      data: Buffer.from(reader.rest(), 'latin1').toString('hex').toUpperCase(),
    }
  if (reader.ended) return undefined
  if (word === 'ST') {
    const station = reader.next()
    // A message of a single kind of station may leave its category out.
    const category = reader.peek().length === 1 && reader.peek() !== '' ? reader.next() : ''
    return { type: 'station', station, category }
  }
  if (word === 'TT') return { type: 'time', time: reader.next() }
  const data = reader.next()
  if (blocks.has(word)) return { type: 'block', word, data }
  return { type: 'value', word, data, decimals: decimalsOf(data) }
}

const decimalsOf = (data: string): number => data.split('.')[1]?.length ?? 0

/** Words first, then numbers in groups of as many. */
function seriesOf(reader: Reader): Item {
  const words: string[] = []
  const data: string[] = []
  while (!reader.ended && !isNumber(reader.peek())) words.push(reader.next())
  while (!reader.ended && isNumber(reader.peek())) data.push(reader.next())
  return { type: 'series', words, data, decimals: 0, bytes: 0 }
}

const isNumber = (token: string): boolean => missing.has(token) || numberForm.test(token)

function stepOf(word: string): string | undefined {
  const [, unit, count] = stepForm.exec(word) ?? []
  if (unit === undefined || count === undefined) return undefined
  return unit === 'D' ? `${count}0000` : unit === 'H' ? `00${count}00` : `0000${count}`
}

function stepWord(step: string): string {
  const [days, hours, minutes] = [step.slice(0, 2), step.slice(2, 4), step.slice(4)]
  return days !== '00' ? `DRD${days}` : minutes !== '00' ? `DRN${minutes}` : `DRH${hours}`
}

export const writeAscii = (items: readonly Item[]): Buffer =>
  Buffer.from(
    items
      .flatMap(tokensOf)
      .map((token) => `${token} `)
      .join(''),
    'latin1',
  )

function tokensOf(item: Item): readonly string[] {
  switch (item.type) {
    case 'station':
      return ['ST', item.station, ...(item.category === '' ? [] : [item.category])]
    case 'time':
      return ['TT', item.time]
    case 'value':
    case 'block':
      return [item.word, item.data]
    case 'step':
      return [stepWord(item.step)]
    case 'series':
      return [...item.words, ...item.data]
    case 'rest':
    default:
      return [item.word, Buffer.from(item.data, 'hex').toString('latin1')]
  }
}
