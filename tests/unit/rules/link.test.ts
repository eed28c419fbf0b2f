/** What a rule may say of links, its mistakes in both languages, and that its alarm says it. */
import { expect, test } from 'vitest'

import type { Bilingual } from '../../../core/bilingual.ts'
import { readYaml } from '../../../runtime/yaml-source.ts'
import { contentHash } from '../../../rules/in-force/catalogue.ts'
import { checkRule } from '../../../rules/language/check.ts'
import { strangeInterlocks } from '../../../rules/language/check-link.ts'
import { noLimits } from '../../../rules/language/limits.ts'
import { ruleOf } from '../../support/rules-city.ts'

const text = (link: string, kind = 'dust') => `
id: dusty
title: { zh: 扬尘, en: Dust }
on: { kind: ${kind} }
levels:
  - { severity: yellow, when: ${kind === 'dust' ? 'tsp' : 'depth'} > 100, clear: ${kind === 'dust' ? 'tsp' : 'depth'} < 80 }
link: ${link}
case: { category: "0304", filing: none, limit: 1 working day, lead: enforcement }
`
const spray = 'command: spray-on, arguments: { seconds: 600 }'

test('a link is read with what is left out', () => {
  expect(ruleOf(text(`{ ${spray} }`)).document.link).toEqual({
    ...{ command: 'spray-on', arguments: { seconds: 600 }, to: 'own', stop: true },
  })
  const whole = `{ ${spray}, to: { kind: dust, within: cell }, from: yellow, unless: [frost], hours: "Mo-Fr 06:00-22:00", every: 30m, stop: false }`
  expect(ruleOf(text(whole)).document.link).toMatchObject({
    ...{ to: { kind: 'dust', within: 'cell' }, from: 'yellow', unless: ['frost'] },
    ...{ hours: 'Mo-Fr 06:00-22:00', every: 1_800_000, stop: false },
  })
})

test('another link is another version, and a rule without one stays as it was', () => {
  const [one, two] = [`{ ${spray} }`, `{ ${spray}, every: 30m }`].map((link) => ruleOf(text(link)))
  expect(one?.version).not.toBe(two?.version)
})

const mistakesOf = (link: string, kind?: string): readonly Bilingual[] =>
  checkRule(readYaml('r.yaml', text(link, kind)), noLimits, contentHash).mistakes.map(
    ({ message, zh }) => ({ en: message, zh }),
  )

test.each([
  [
    '{ command: valve-open, arguments: { seconds: 60 } }',
    'a link commands one of spray-on, siren-on',
    '联动指令应为 spray-on, siren-on 之一',
  ],
  [
    '{ command: spray-on, arguments: { seconds: 5 } }',
    'seconds is from 10 to 3600',
    'seconds 应为 10 到 3600 秒',
  ],
  [`{ ${spray}, to: everybody }`, 'is own, { devices: [...] }', '应为 own'],
  [
    `{ ${spray}, to: { kind: water, within: cell } }`,
    'a water device takes no spray-on',
    'water 设备没有指令 spray-on',
  ],
  [`{ ${spray}, from: red }`, 'is none of its levels', '没有该级别'],
  [`{ ${spray}, unless: [dusty] }`, 'no interlock of itself', '不能以本规则为闭锁条件'],
  [`{ ${spray}, every: soon }`, 'is not a duration', '不是时长'],
] as const)('%s is a mistake', (link, en, zh) => {
  const [mistake, ...others] = mistakesOf(link)
  expect(others).toEqual([])
  expect(mistake?.en).toContain(en)
  expect(mistake?.zh).toContain(zh)
})

test('what a kind does not take, and an interlock by a rule that there is not', () => {
  expect(mistakesOf(`{ ${spray} }`, 'water')).toMatchObject([
    { en: expect.stringContaining('a water device takes no spray-on') },
  ])
  const rule = ruleOf(text(`{ ${spray}, unless: [frost, gone] }`))
  expect(strangeInterlocks([rule], [{ id: 'frost' }])).toEqual([{ rule, index: 1, named: 'gone' }])
})
