/**
 * A long list of numbers as the rows of a table: windows and samples are some numbers again and again. A column of whole numbers
 * may be written as steps, or as how those change; of one that goes on by the same step each time the first two are written.
 */
import { isWhole, wholeSize, type Reader, type Writer } from './compact-bytes.ts'

export const leastOfTable = 9
const widest = 4
/** Beyond it the changes of steps might not be whole any more. */
const largest = 2 ** 50

const ways = { plain: 0, step: 1, change: 2, line: 3 } as const

interface Table {
  readonly width: number
  readonly ways: readonly number[]
  readonly size: number
}

/** Numbers before the first row: what does not fill one, and one row, as a list often begins with something else. */
const headOf = (length: number, width: number): number => (length % width) + width

/** By which `leastOfTable` numbers or more take fewer bytes than one by one; undefined when by none. */
export function tableOf(values: readonly number[]): Table | undefined {
  let best: Table | undefined
  for (let width = 1; width <= widest; width += 1) {
    const table = sized(values, width)
    if (table.size < (best?.size ?? -2)) best = table
  }
  return best
}

/** `size`: by how many bytes it is more than one by one. */
function sized(values: readonly number[], width: number): Table {
  const head = headOf(values.length, width)
  const chosen: number[] = []
  let size = 0
  for (let column = 0; column < width; column += 1) {
    const { way, more } = wayOf(values, head + column, width)
    chosen.push(way)
    size += more
  }
  return { width, ways: chosen, size }
}

const isSmall = (value: number): boolean => isWhole(value) && Math.abs(value) <= largest

function wayOf(values: readonly number[], first: number, width: number) {
  let [plain, steps, changes] = [0, 0, 0]
  let line = true
  let before = values[first] ?? 0
  let step = 0
  if (!isSmall(before) || first + width >= values.length) return { way: ways.plain, more: 0 }
  for (let place = first + width; place < values.length; place += width) {
    const value = values[place] ?? 0
    if (!isSmall(value)) return { way: ways.plain, more: 0 }
    const next = value - before
    plain += wholeSize(value)
    steps += wholeSize(next)
    if (place === first + width) changes += wholeSize(next)
    else {
      changes += wholeSize(next - step)
      line &&= next === step
    }
    before = value
    step = next
  }
  if (line) return { way: ways.line, more: wholeSize(step) - plain }
  if (changes < Math.min(plain, steps)) return { way: ways.change, more: changes - plain }
  return steps < plain ? { way: ways.step, more: steps - plain } : { way: ways.plain, more: 0 }
}

export function writeTable(to: Writer, values: readonly number[], table: Table): void {
  const { width } = table
  const head = headOf(values.length, width)
  to.count(values.length)
  to.count(table.ways.reduce((bits, way, column) => bits | (way << (2 + 2 * column)), width - 1))
  for (let place = 0; place < head; place += 1) to.number(values[place] ?? 0)
  for (let row = 0, place = head; place < values.length; row += 1) {
    for (let column = 0; column < width; column += 1, place += 1) {
      const way = table.ways[column]
      const value = values[place] ?? 0
      if (row === 0 || way === ways.plain) to.number(value)
      else if (row === 1 || way !== ways.line) {
        const before = values[place - width] ?? 0
        const step = row === 1 || way === ways.step ? 0 : before - (values[place - 2 * width] ?? 0)
        to.whole(value - before - step)
      }
    }
  }
}

export function readTable(from: Reader): readonly number[] {
  const length = from.count()
  const bits = from.count()
  const width = 1 + (bits & 3)
  const head = headOf(length, width)
  const values: number[] = []
  for (let place = 0; place < head; place += 1) values.push(from.number())
  for (let row = 0, place = head; place < length; row += 1) {
    for (let column = 0; column < width; column += 1, place += 1) {
      const way = (bits >> (2 + 2 * column)) & 3
      if (row === 0 || way === ways.plain) {
        values.push(from.number())
        continue
      }
      const before = values[place - width] ?? 0
      const step = row === 1 || way === ways.step ? 0 : before - (values[place - 2 * width] ?? 0)
      values.push(before + step + (way === ways.line && row > 1 ? 0 : from.whole()))
    }
  }
  return values
}
