import { describe, expect, test } from 'vitest'

import { JudgeStore } from '../../support/judge-store.ts'
import {
  after,
  deviceOf,
  reading,
  registryOf,
  ruleSetOf,
  ruleSetWith,
  tick,
  ticks,
  waterRule,
  words,
} from '../../support/rules-city.ts'
import { checkRule } from '../../../rules/language/check.ts'
import { contentHash } from '../../../rules/in-force/catalogue.ts'
import { noLimits, type Limits } from '../../../rules/language/limits.ts'
import { readYaml } from '../../../runtime/yaml-source.ts'

const rule = (when: string, more = 'hold: 60s') =>
  waterRule('deep', `[{ severity: yellow, when: "${when}", ${more} }]`)

const begin = async (rules: ReturnType<typeof ruleSetOf>, more = {}) => {
  const register = registryOf(deviceOf(more))
  await register.directory.follow()
  return { store: new JudgeStore(rules, register.directory), register }
}

const limitsOf = (file: number): Limits => ({
  ...noLimits,
  tree: { road: { file } },
})
const limited = (file: number) => {
  const text = [
    'id: deep',
    'title: { zh: 积水, en: Deep }',
    'on: { kind: water }',
    'levels: [{ severity: yellow, when: depth >= limits.road.file, hold: 60s }]',
    'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
  ].join('\n')
  const { rule: found } = checkRule(readYaml('deep.yaml', text), limitsOf(file), contentHash)
  if (found === undefined) throw new TypeError(text)
  return ruleSetWith(limitsOf(file), found)
}

describe('a condition that changed under a hold', () => {
  test('does not raise on what was true under the old one', async () => {
    const { store } = await begin(ruleSetOf(rule('depth >= 15')))
    store.run([tick(0), reading('d1', 0, { depth: 20 }), ...ticks(1, 3)])
    store.judge.use(ruleSetOf(rule('depth >= 50')))
    store.run(ticks(4, 200))
    expect(store.alarms).toEqual([])
  })

  test('nor after a restart with the other rule', async () => {
    const { store } = await begin(ruleSetOf(rule('depth >= 15')))
    store.run([tick(0), reading('d1', 0, { depth: 20 }), ...ticks(1, 3)])
    store.restart(ruleSetOf(rule('depth >= 50')))
    store.run(ticks(4, 200))
    expect(store.alarms).toEqual([])
  })

  test('counts from the newest reading when that holds under the new one', async () => {
    const { store } = await begin(ruleSetOf(rule('depth >= 15')))
    store.run([tick(0), reading('d1', 0, { depth: 20 }), ...ticks(1, 30)])
    store.run([reading('d1', 30, { depth: 70 }), tick(31)])
    store.judge.use(ruleSetOf(rule('depth >= 50')))
    store.run(ticks(32, 200))
    expect(words(store.alarms)).toEqual(['90 raised yellow'])
  })

  test('the same by an edit of limits.yaml', async () => {
    const { store } = await begin(limited(15))
    store.run([tick(0), reading('d1', 0, { depth: 20 }), ...ticks(1, 3)])
    store.judge.use(limited(50))
    store.run(ticks(4, 200))
    expect(store.alarms).toEqual([])
  })

  test("and by another limit of the device's own", async () => {
    const { store, register } = await begin(limited(15))
    store.run([tick(0), reading('d1', 0, { depth: 20 }), ...ticks(1, 3)])
    register.put(deviceOf({ limits: { 'road.file': 50 } }))
    await register.directory.follow()
    store.run(ticks(4, 200))
    expect(store.alarms).toEqual([])
  })

  test('an edit of another level, of title or hold keeps the hold', async () => {
    const { store } = await begin(ruleSetOf(rule('depth >= 15')))
    store.run([tick(0), reading('d1', 0, { depth: 20 }), ...ticks(1, 30)])
    const edited = waterRule(
      'deep',
      '[{ severity: yellow, when: "depth  >= 15", hold: 70s }, { severity: red, when: depth >= 90 }]',
    )
    store.judge.use(ruleSetOf(edited))
    store.run(ticks(31, 100))
    expect(words(store.alarms)).toEqual(['70 raised yellow'])
  })

  test('keeps the alarm that stands, and starts its clearing anew', async () => {
    const clearing = (below: number) =>
      rule('depth >= 15', `clear: depth < ${below}, clearHold: 60s`)
    const { store } = await begin(ruleSetOf(clearing(10)))
    store.run([tick(0), reading('d1', 0, { depth: 20 }), ...ticks(1, 59)])
    store.run([reading('d1', 60, { depth: 8 }), ...ticks(60, 70)])
    store.judge.use(ruleSetOf(clearing(5)))
    store.run(ticks(71, 200))
    expect(words(store.alarms)).toEqual(['0 raised yellow'])
  })
})

describe('the severity of a level that stands', () => {
  const only = (severity: string) =>
    ruleSetOf(waterRule('deep', `[{ severity: ${severity}, when: depth >= 15 }]`))

  test.each([
    ['yellow', 'red', 'escalated red'],
    ['red', 'yellow', 'eased yellow'],
  ])('changes from %s to %s for everybody', async (before, now, word) => {
    const { store } = await begin(only(before))
    store.run([tick(0), reading('d1', 0, { depth: 20 }), tick(1)])
    store.judge.use(only(now))
    store.run(ticks(2, 5))
    expect(words(store.alarms)).toEqual([`0 raised ${before}`, `2 ${word}`])
    expect(store.alarms[1]).toMatchObject({
      alarm: `deep/d1/${after(0)}`,
      evidence: { condition: 'depth >= 15', values: { depth: 20 } },
    })
    store.run([reading('d1', 60, { depth: 0 })])
    expect(words(store.alarms).at(-1)).toBe('60 cleared')
  })

  test('is not told again when nothing of it changed', async () => {
    const { store } = await begin(only('yellow'))
    store.run([tick(0), reading('d1', 0, { depth: 20 }), tick(1)])
    const more = '[{ severity: blue, when: depth >= 5 }, { severity: yellow, when: depth >= 15 }]'
    store.judge.use(ruleSetOf(waterRule('deep', more)))
    store.run(ticks(2, 5))
    expect(words(store.alarms)).toEqual(['0 raised yellow'])
  })
})
