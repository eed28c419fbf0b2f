/** Digits of whole numbers as `String` and `toString(36)` write them, several times as fast: a reading has both in its identifier. */

const thousand = Array.from({ length: 1_000 }, (_, value) => String(value).padStart(3, '0'))
/** An instant is longer than the numbers that the engine writes fast. */
const million = 1_000_000
const largest = 1e15

export function decimalDigits(value: number): string {
  if (value < million || value >= largest || !Number.isInteger(value)) return String(value)
  const high = Math.floor(value / million)
  const low = value - high * million
  const middle = Math.floor(low / 1_000)
  return `${high}${thousand[middle] ?? ''}${thousand[low - middle * 1_000] ?? ''}`
}

const pairs = 36 ** 2
const head = Array.from({ length: pairs }, (_, value) => value.toString(36))
const tail = head.map((digits) => digits.padStart(2, '0'))

export function base36Digits(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) return value.toString(36)
  let left = value
  let digits = ''
  while (left >= pairs) {
    const rest = Math.floor(left / pairs)
    digits = `${tail[left - rest * pairs] ?? ''}${digits}`
    left = rest
  }
  return `${head[left] ?? ''}${digits}`
}
