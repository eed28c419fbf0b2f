import { describe, expect, test } from 'vitest'

import type { Registry } from '../../core/registry.ts'
import type { NewRuleVersion } from '../../core/rule-versions.ts'
import { instant } from '../../core/time.ts'

export const ruleVersion = (
  texts: Readonly<Record<string, string>>,
  rest: Partial<NewRuleVersion> = {},
): NewRuleVersion => ({
  at: instant(1_000),
  by: 'supervisor',
  why: 'too many at night',
  base: 0,
  folder: 'f0',
  changed: Object.keys(texts),
  texts: new Map(Object.entries(texts)),
  ...rest,
})

/** The contract of RuleVersions, for every adapter of the register. `open` gives an empty one. */
export function ruleVersionsSuite(name: string, open: () => Promise<Registry>): void {
  const using = async (work: (rules: Registry['rules']) => Promise<void>): Promise<void> => {
    await using registry = await open()
    await work(registry.rules)
  }
  const put = { what: 'in-force', version: 1, at: instant(5), by: 'a', why: 'b' } as const

  describe(`rule versions: ${name}`, () => {
    test('an empty register has none', () =>
      using(async (rules) => {
        expect(await rules.versions(10)).toEqual([])
        expect(await rules.version(1)).toBeUndefined()
        expect(await rules.texts(1)).toBeUndefined()
        expect(await rules.changes('in-force', 10)).toEqual([])
      }))

    test('gives back what was written, newest first, a page at a time', () =>
      using(async (rules) => {
        const texts = { 'a.yaml': 'id: 规则 "一"\n', 'limits.yaml': '' }
        await rules.add(ruleVersion(texts))
        const second = await rules.add(ruleVersion({ ...texts, 'a.yaml': 'id: b' }, { base: 1 }))
        expect(second).toMatchObject({ number: 2, base: 1, why: 'too many at night' })
        expect((await rules.versions(10)).map(({ number }) => number)).toEqual([2, 1])
        expect((await rules.versions(1)).map(({ number }) => number)).toEqual([2])
        expect((await rules.versions(9, 2)).map(({ number }) => number)).toEqual([1])
        expect(await rules.version(2)).toEqual(second)
        expect(await rules.texts(1)).toEqual(new Map(Object.entries(texts)))
        expect((await rules.texts(2))?.get('a.yaml')).toBe('id: b')
      }))

    test('what the newest one says already is that one', () =>
      using(async (rules) => {
        const first = await rules.add(ruleVersion({ 'a.yaml': 'a' }))
        const again = await rules.add(ruleVersion({ 'a.yaml': 'a' }, { at: instant(2_000) }))
        expect(again).toEqual(first)
        await rules.add(ruleVersion({ 'a.yaml': 'a' }, { by: 'another' }))
        expect(await rules.versions(10)).toHaveLength(2)
      }))

    test('of those who change from the same state one is refused, and nothing of it is written', () =>
      using(async (rules) => {
        const first = await rules.change(put, 0)
        expect(first).toEqual({ number: 1, ...put })
        const both = await Promise.allSettled([
          rules.change({ ...put, version: 2 }, first.number),
          rules.change({ ...put, version: 3 }, first.number),
        ])
        const refused = both.filter(({ status }) => status === 'rejected')
        expect(refused).toMatchObject([{ reason: { code: 'version-conflict' } }])
        expect(await rules.changes('in-force', 10)).toHaveLength(2)
      }))

    test('a shadow is no change of what is in force', () =>
      using(async (rules) => {
        await rules.change(put, 0)
        const shadow = await rules.change({ ...put, what: 'shadow', version: 7 }, 0)
        expect(await rules.changes('in-force', 10)).toMatchObject([{ version: 1 }])
        expect(await rules.changes('shadow', 10)).toEqual([shadow])
        await rules.change({ ...put, version: 8 }, 1)
        expect((await rules.changes('in-force', 1))[0]).toMatchObject({ version: 8, number: 3 })
      }))

    test('what partitions saw of a shadow is kept by its change, the last word of each', () =>
      using(async (rules) => {
        const saw = (inForce: number) => ({ rules: { a: { inForce, shadow: 0 } }, alarms: [] })
        await rules.keepShadow(1, 0, saw(1))
        await rules.keepShadow(1, 1, saw(2))
        await rules.keepShadow(2, 0, saw(3))
        await rules.keepShadow(1, 0, saw(4))
        const sums = (await rules.shadowResults(1)).map((each) => each.rules['a']?.inForce)
        expect(new Set(sums)).toEqual(new Set([2, 4]))
        expect(await rules.shadowResults(2)).toEqual([saw(3)])
        expect(await rules.shadowResults(3)).toEqual([])
      }))

    test('many who draft at once have a number each', () =>
      using(async (rules) => {
        const drafts = Array.from({ length: 8 }, (_, n) =>
          rules.add(ruleVersion({ 'a.yaml': `${n}` })),
        )
        const numbers = (await Promise.all(drafts)).map(({ number }) => number)
        expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      }))
  })
}
