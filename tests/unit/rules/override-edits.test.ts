/** Edits of overrides in the text of `limits.yaml`, and what is judged by afterwards. */
import { readFile } from 'node:fs/promises'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { readLimits } from '../../../rules/in-force/read-limits.ts'
import { withOverrideEdits, type OverrideEdit } from '../../../rules/in-force/override-edits.ts'
import type { Mistake } from '../../../runtime/yaml-source.ts'

const shipped = await readFile('rules/catalogue/limits.yaml', 'utf8')
const why = 'kerbs were raised'
const device = { scope: 'device', code: 'wl-1' } as const
const street = { scope: 'street', code: '110101001' } as const
const file = (cm: number | null) => ({ 'road.file_cm': cm })
const edited = (text: string, ...edits: readonly OverrideEdit[]) =>
  withOverrideEdits(text, edits, why)

/** What stands in the text for each place; a mistake fails. */
function overridesIn(text: string) {
  const mistakes: Mistake[] = []
  const { limits } = readLimits(text, [], mistakes)
  expect(mistakes).toEqual([])
  return [...limits.overrides.values()].map(({ scope, code, numbers, source, certainty }) => ({
    ...{ scope, code, numbers, source, certainty },
  }))
}

describe('an edit of an override', () => {
  test('is written behind the tables when there is none, and nothing else changes', () => {
    const text = edited(shipped, { ...street, limits: file(12) }, { ...device, limits: file(14) })
    expect(text.startsWith(shipped)).toBe(true)
    const proposed = { source: why, certainty: 'proposed' }
    expect(overridesIn(text)).toEqual([
      { ...street, numbers: file(12), ...proposed },
      { ...device, numbers: file(14), ...proposed },
    ])
  })

  test('changes the one of the same place, keeps comments, source and what else it says', () => {
    const own = `# of the drainage office
overrides:
  # buses stop
  - device: wl-1
    source: office # by telephone
    certainty: verified
    limits: { road: { watch_cm: 8, file_cm: 12 } }
    levels:
      water-road-depth: { yellow: { hold: 3m } }
`
    const behind = '# last\nlast:\n  title: { zh: 末, en: Last }\n'
    const tables = shipped + own
    const text = edited(tables, { ...device, limits: file(14) })
    expect(text).toBe(tables.replace('file_cm: 12 } }\n    levels', 'file_cm: 14 } }\n    levels'))
    const sourced = {
      ...device,
      limits: file(15),
      source: 'council',
      certainty: 'recalled',
    } as const
    expect(overridesIn(edited(tables, sourced))).toEqual([
      {
        ...device,
        numbers: { 'road.watch_cm': 8, 'road.file_cm': 15 },
        source: 'council',
        certainty: 'recalled',
      },
    ])
    expect(edited(own + behind, sourced).endsWith(behind.split('\n').slice(1).join('\n'))).toBe(
      true,
    )
  })

  test('takes one away again, and with the last one the section', () => {
    const once = edited(shipped, { ...device, limits: { ...file(14), 'road.watch_cm': 9 } })
    const less = edited(once, { ...device, limits: file(null) })
    expect(overridesIn(less)).toMatchObject([{ code: 'wl-1', numbers: { 'road.watch_cm': 9 } }])
    expect(edited(less, { ...device, limits: { 'road.watch_cm': null } })).toBe(shipped)
  })

  test('gives and takes times of levels and hours', () => {
    const times = { 'water-road-depth.yellow.hold': '3m', 'a.b.blue.after': '4 periods' }
    const schedules = { business: 'Mo-Fr 10:00-14:00' }
    const text = edited(shipped, { ...device, limits: {}, times, schedules })
    const mistakes: Mistake[] = []
    const [own] = readLimits(text, [], mistakes).limits.overrides.values()
    expect(mistakes).toEqual([])
    expect(own?.levels).toEqual({
      'water-road-depth': { yellow: { hold: 180_000 } },
      'a.b': { blue: { after: { periods: 4 } } },
    })
    expect(Object.keys(own?.schedules ?? {})).toEqual(['business'])
    const none = Object.fromEntries(Object.keys(times).map((path) => [path, null]))
    const away = { ...device, limits: {}, times: none, schedules: { business: null } }
    expect(edited(text, away)).toBe(shipped)
  })

  test('of noise by zone, in a text without an end of line, and under an empty section', () => {
    const limits = { 'noise.4a.night': 52 }
    expect(overridesIn(edited(shipped.trimEnd(), { ...device, limits }))).toMatchObject([
      { numbers: limits },
    ])
    expect(overridesIn(edited(`${shipped}overrides:\n`, { ...device, limits }))).toHaveLength(1)
  })
})

const road = `road:
  title: { zh: 积水, en: Water }
  unit: cm
  source: office
  certainty: proposed
  values: { file_cm: 15, watch_cm: 10 } # both
`
const places = [device, street, { scope: 'owner', code: '42' }] as const
// Minus zero is written as zero after a number with an exponent: one limit.
const aNumber = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0)
const anEdit = fc.record({
  place: fc.constantFrom(...places),
  path: fc.constantFrom('road.file_cm', 'road.watch_cm'),
  value: fc.option(aNumber),
})

test('whatever is edited, in whatever order, stands there, and the tables as they were', () => {
  fc.assert(
    fc.property(fc.array(anEdit, { maxLength: 8 }), (edits) => {
      let text = road
      const expected = new Map<string, Record<string, number>>()
      for (const { place, path, value } of edits) {
        const numbers = { ...expected.get(place.code) }
        if (value === null && numbers[path] === undefined) continue
        text = edited(text, { ...place, limits: { [path]: value } })
        if (value === null) delete numbers[path]
        else numbers[path] = value
        if (Object.keys(numbers).length > 0) expected.set(place.code, numbers)
        else expected.delete(place.code)
      }
      expect(text.startsWith(road)).toBe(true)
      const found = overridesIn(text).map(({ code, numbers }) => [code, numbers] as const)
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['overrides: { a: 1 }\n', file(1), 'is no list'],
  ['{ road: {} }\n', file(1), 'is no table of lines'],
  ['', file(null), 'no override of device wl-1 gives road.file_cm'],
  ['overrides:\n  - { device: wl-1, limits: { road: 3 } }\n', file(1), 'edit it as a document'],
])('what cannot be edited in its place is refused: %j', (text, limits, words) => {
  expect(() => edited(text, { ...device, limits })).toThrow(words)
})
