/** Documents of the catalogue, bent as people and editors bend them, and as somebody would who means harm. */
import type { Random } from '../../simulators/script/random.ts'
import { base64, type RulesInput } from './input.ts'
import { chance, mutate, pick, times } from './mutate.ts'
import { nested, oddNumbers, oddTexts } from './odd-values.ts'

/** Text by file name, as shipped. */
export type Documents = ReadonlyMap<string, string>

type Change = (random: Random, lines: readonly string[]) => readonly string[]

const scalars = [
  ...oddTexts.filter((text) => text.length < 1_000 && !text.includes('\n')),
  ...oddNumbers.map(String),
  '!!binary aGVsbG8=',
  '!!timestamp 2026-03-15',
  '!!set {a, b}',
  '!!js/function "x"',
  '!!int "1"',
  '&a [*a]',
  '*nobody',
  '|',
  '>-',
  '"unfinished',
  '0o17',
  '.inf',
  '.nan',
  '~',
  '9999999999d',
  '-5m',
  '0s',
]

const expressions = [
  'depth >= limits.road.file_cm',
  'true',
  '1 / 0 > depth',
  'depth[0] > 1',
  'limits[device.zone][period] > 1',
  'depth ? 1 : 2',
  'size("x") > 0',
  '[1,2,3].exists(x, x > depth)',
  '"a".matches("(a+)+$")',
  'depth >= 9223372036854775808',
  '((((depth))))',
  'depth > 1 &&',
]

const value = /^(\s*(?:- )?[\w"]+:\s*)(\S.*)$/

const replaced = (random: Random, lines: readonly string[], made: () => string) => {
  const places = lines.flatMap((line, index) => (value.test(line) ? [index] : []))
  if (places.length === 0) return lines
  const place = pick(random, places)
  return lines.with(
    place,
    (lines[place] ?? '').replace(value, (_, head: string) => head + made()),
  )
}

/** A number, or a length of time, and what stands before it. */
const amount = /^(.*?\b)(\d+)(\w*\s*)$/

/** `count` anchors of ten aliases each: 10 to the power of `count` nodes when they are followed. */
const bomb = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    const inner = index === 0 ? 'x' : `*b${index - 1}`
    return `b${index}: &b${index} [${Array.from({ length: 10 }, () => inner).join(', ')}]`
  })

/** As people make them: the document often stays good, or is bad in a place that only the last check looks at. */
const edits: readonly Change[] = [
  function drop(random, lines) {
    return lines.toSpliced(random.below(lines.length), 1)
  },
  function double(random, lines) {
    const place = random.below(lines.length)
    return lines.toSpliced(place, 0, lines[place] ?? '')
  },
  function move(random, lines) {
    const place = random.below(lines.length)
    return lines.toSpliced(place, 1).toSpliced(random.below(lines.length), 0, lines[place] ?? '')
  },
  function another(random, lines) {
    const places = lines.flatMap((line, index) => (amount.test(line) ? [index] : []))
    if (places.length === 0) return lines
    const place = pick(random, places)
    const made = (_: string, before: string, digits: string, after: string) =>
      `${before}${Number(digits) + pick(random, [-1, 1, 5, 100])}${after}`
    return lines.with(place, (lines[place] ?? '').replace(amount, made))
  },
  function scalar(random, lines) {
    return replaced(random, lines, () => pick(random, scalars))
  },
  function expression(random, lines) {
    return replaced(random, lines, () => JSON.stringify(pick(random, expressions)))
  },
]

const attacks: readonly Change[] = [
  function indent(random, lines) {
    const place = random.below(lines.length)
    return lines.with(place, `${pick(random, [' ', '  ', '\t', '    '])}${lines[place] ?? ''}`)
  },
  function longExpression(random, lines) {
    const terms = pick(random, [50, 1_000, 20_000])
    const joint = pick(random, [' && ', ' || ', ' + '])
    return replaced(random, lines, () =>
      JSON.stringify(Array.from({ length: terms }, () => 'depth > 1').join(joint)),
    )
  },
  function deepExpression(random, lines) {
    const depth = pick(random, [20, 500, 20_000])
    return replaced(random, lines, () =>
      JSON.stringify(`${nested(depth, '(', '')}1${')'.repeat(depth)} > depth`),
    )
  },
  function deepValue(random, lines) {
    const depth = pick(random, [5, 100, 20_000])
    return replaced(random, lines, () => nested(depth))
  },
  function deepMap(random, lines) {
    const depth = pick(random, [5, 100, 5_000])
    return replaced(random, lines, () => nested(depth, '{a: ', '}'))
  },
  function aliases(random, lines) {
    return [...lines, ...bomb(pick(random, [2, 4, 9, 20]))]
  },
  function mergeKey(_random, lines) {
    return ['base: &base { <<: *base }', ...lines, '<<: *base']
  },
  function manyKeys(random, lines) {
    return [...lines, ...times(random, 3_000, () => `k${random.below(5_000)}: ${random.below(9)}`)]
  },
  function secondDocument(_random, lines) {
    return [...lines, '---', ...lines]
  },
  function strange(random, lines) {
    return [
      ...lines,
      `${pick(random, ['__proto__', 'constructor', '? [a]', '%YAML 9.9', '...'])}: 1`,
    ]
  },
]

function bent(
  random: Random,
  document: string,
  changes: readonly Change[],
  most: number,
): readonly string[] {
  let lines: readonly string[] = document.split('\n')
  for (const change of times(random, most, () => pick(random, changes)))
    if (lines.length > 0) lines = change(random, lines)
  return lines
}

/** One to three documents of the catalogue that are no longer what they were; half the time one that a person edited. */
export function rulesInput(random: Random, documents: Documents): RulesInput {
  const names = [...documents.keys()]
  const edited = chance(random, 0.5)
  const files = times(random, edited ? 1 : 3, () => pick(random, names)).map((name) => {
    const document = documents.get(name) ?? ''
    if (edited) return [name, base64(Buffer.from(bent(random, document, edits, 2).join('\n')))]
    const bytes = Buffer.from(bent(random, document, [...edits, ...attacks], 3).join('\n'))
    return [name, base64(chance(random, 0.1) ? mutate(random, bytes) : bytes)]
  })
  return { target: 'rules', files: Object.fromEntries(files) as Record<string, string> }
}
