import { expect, test } from 'vitest'

import { JudgeStore } from '../../support/judge-store.ts'
import {
  areaRule,
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  tick,
  waterRule,
} from '../../support/rules-city.ts'

const cell = '330102001001001'
const deep = waterRule('deep', '[{ severity: yellow, when: depth >= 15 }]')
const fault = ruleOf(`
id: fault
title: { zh: 故障, en: Fault }
on: { kind: water }
levels: [{ severity: yellow, when: battery < 10 }]
case: { work: maintenance, category: "9901", limit: 2 working days, lead: sensors, holdsBack: ["05*"] }
`)
const rules = {
  ...ruleSetOf(deep, fault),
  areas: [areaRule('few', 'cell', '[{ severity: yellow, devices: 1 }]')],
}

const told = ({ members }: JudgeStore) =>
  members.map((one) => `${one.kind}${one.kind === 'left' ? ` ${one.because}` : ''}`)

test('an alarm of a sensor in doubt counts in no area, over a restart, until the fault clears', async () => {
  const { directory } = registryOf(deviceOf({ cell }))
  await directory.follow()
  const store = new JudgeStore(rules, directory)
  const say = (second: number, depth: number, battery: number) => {
    store.run([reading('d1', second, { depth, battery }), tick(second)])
    store.restart()
  }
  say(0, 20, 80)
  expect(told(store)).toEqual(['stands'])
  say(60, 20, 5)
  expect(told(store)).toEqual(['stands', 'left shelved'])
  say(120, 1, 5)
  say(180, 30, 5)
  expect(told(store)).toHaveLength(2)
  say(240, 30, 80)
  expect(told(store)).toEqual(['stands', 'left shelved', 'stands'])
  expect(store.members.at(-1)).toMatchObject({ standing: { values: { depth: 30 } } })
})

test('an area hears all that an alarm was judged by, also what only a window of the rule reads', async () => {
  const { directory } = registryOf(deviceOf({ cell }))
  await directory.follow()
  const middle = ruleOf(`
id: deep
title: { zh: 深, en: Deep }
on: { kind: water }
let: { depth3: { of: depth, aggregate: median, window: 3m } }
levels: [{ severity: yellow, when: depth3 >= 15 }]
case: { category: "0506", limit: 2 urgent hours, lead: drainage }
`)
  const much = areaRule('much', 'cell', '[{ severity: red, sum: { depth: 30 } }]')
  const store = new JudgeStore({ ...ruleSetOf(middle), areas: [much] }, directory)
  for (const [second, depth] of [20, 24, 31].entries())
    store.run([reading('d1', second * 60, { depth }), tick(second * 60)])
  expect(store.members).toMatchObject([{ standing: { values: { depth: 20, depth3: 20 } } }])
})
