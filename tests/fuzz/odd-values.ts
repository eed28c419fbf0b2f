/** Words and numbers that programs have stumbled over. */
import type { Random } from '../../simulators/script/random.ts'
import { chance, pick, times } from './mutate.ts'

export const oddTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  '\n',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  '%0d%0aX: y',
  '‮',
  '\ud800',
  '井盖倾斜',
  '\u{1f525}',
  'NaN',
  'null',
  'true',
  '-1',
  '1e999',
  '0x10',
  "' or 1=1 --",
  '"; drop table reading; --',
  '<script>alert(1)</script>',
  '${7*7}',
  '{{7*7}}',
  '*',
  '#',
  '+',
  '$SYS/#',
  'x'.repeat(300),
  'x'.repeat(70_000),
  '[]',
  '{}',
]

export const oddNumbers: readonly number[] = [
  0,
  -0,
  -1,
  0.1,
  1e-320,
  255,
  256,
  65_535,
  65_536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 63,
  1e21,
  1e300,
  -1e300,
  8.64e15,
  8.64e15 + 1,
]

export const nested = (depth: number, open = '[', close = ']'): string =>
  open.repeat(depth) + close.repeat(depth)

/** Anything that JSON can say, and some that it cannot. */
export function oddJson(random: Random, depth = 0): string {
  const kind = random.below(depth > 3 ? 5 : 9)
  if (kind === 0) return pick(random, ['null', 'true', 'false', 'NaN', 'undefined', '', '-', '01'])
  if (kind === 1) return String(pick(random, oddNumbers))
  if (kind === 2) return JSON.stringify(pick(random, oddTexts))
  if (kind === 3) return String(random.below(100))
  if (kind === 4) return chance(random, 0.05) ? nested(pick(random, [100, 5_000, 60_000])) : '[]'
  if (kind < 7) return `[${times(random, 4, () => oddJson(random, depth + 1)).join(',')}]`
  const key = () => JSON.stringify(pick(random, [...oddTexts, 'm', 't', 'seq', 'device', 'id']))
  return `{${times(random, 4, () => `${key()}:${oddJson(random, depth + 1)}`).join(',')}}`
}
