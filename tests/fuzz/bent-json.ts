/** JSON that is bent where it is read: a part of it replaced, named otherwise, gone, there a thousand times, or long. */
import type { Random } from '../../simulators/script/random.ts'
import { bytesOf, chance, mutate, pick } from './mutate.ts'
import { nested, oddJson, oddNumbers, oddTexts } from './odd-values.ts'

type Change = (random: Random, part: unknown) => unknown

/** A row of one character with another one behind it: what is looked for at an end is not there. */
const row = (random: Random, length: number): string =>
  pick(random, [':', '/', ' ', '0', '9', 'a', '\\', '-', '~1', '++']).repeat(length) +
  pick(random, ['', 'x', '!', '\0'])

const isBase64 = (part: unknown): part is string =>
  typeof part === 'string' &&
  /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(part)

const small: readonly Change[] = [
  (random) => pick(random, oddTexts),
  (random) => pick(random, oddNumbers),
  (random) => pick(random, [null, true, false, [], {}]),
  (random) => parsed(oddJson(random)),
  (random, part) => (typeof part === 'number' ? part * 10 ** (random.below(40) - 20) : part),
  (random, part) =>
    typeof part === 'string' ? mutate(random, Buffer.from(part)).toString() : part,
  (random, part) =>
    isBase64(part) ? mutate(random, Buffer.from(part, 'base64')).toString('base64') : part,
  (_, part) => [part],
  (random, part) => ({ [pick(random, oddTexts)]: part }),
  (_, part) => (Array.isArray(part) ? part.toReversed() : part),
]

/** About as much as a message may hold. */
const longest = 60_000

/** As many as fit. */
const many = (part: unknown, most: number): number =>
  Math.min(most, Math.floor(longest / (JSON.stringify(part).length + 8)))

const large: readonly Change[] = [
  (random) => row(random, longest),
  (_, part) => Array.from({ length: many(part, 1_000) }, () => part),
  (random, part) =>
    Array.from({ length: many(part, 9_000) }, (_, n) => (chance(random, 0.1) ? n : part)),
  (_, part) =>
    Object.fromEntries(Array.from({ length: many(part, 9_000) }, (__, n) => [`k${n}`, part])),
]

/** What is nested so deeply that nobody could walk through it stays a text. */
function parsed(text: string): unknown {
  if (text.includes('['.repeat(50))) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const countOf = (part: unknown): number =>
  typeof part === 'object' && part !== null
    ? Object.values(part).reduce((sum: number, one) => sum + countOf(one), 1)
    : 1

/** The part of that number, counted through. */
function changed(
  part: unknown,
  left: { index: number },
  change: (part: unknown) => unknown,
): unknown {
  left.index -= 1
  if (left.index === -1) return change(part)
  if (Array.isArray(part)) return part.map((one) => changed(one, left, change))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([name, one]) => [name, changed(one, left, change)]),
  )
}

/** A value with one to three changes, or a large one. */
export function bentValue(random: Random, value: unknown): unknown {
  const isLarge = chance(random, 0.005)
  const changes = isLarge ? large : small
  let bent = value
  for (let left = isLarge ? 1 : 1 + random.below(3); left > 0; left -= 1) {
    const change = pick(random, changes)
    bent = changed(bent, { index: random.below(countOf(bent)) }, (part) => change(random, part))
  }
  return bent
}

/** As text, which is not always JSON any more. */
export function bentJson(random: Random, value: unknown): Buffer {
  const kind = random.below(20)
  if (kind === 0) return bytesOf(random, 200)
  if (kind === 1 && chance(random, 0.1)) return Buffer.from(nested(pick(random, [100, 30_000])))
  const text = Buffer.from(JSON.stringify(kind < 12 ? bentValue(random, value) : value) ?? '')
  return kind > 16 ? mutate(random, text, 3) : text
}
