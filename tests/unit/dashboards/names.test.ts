/** What a person reads on the boards: words, in one language, in place of codes. */
import { expect, test } from 'vitest'

import {
  bareCodes,
  codes,
  columnsWithoutTitle,
  whenMissing,
} from '../../support/dashboard-names.ts'
import { allDashboards, drawnPanels } from '../../support/dashboards.ts'

const models = allDashboards().map(({ model }) => model)
const panels = models.flatMap((model) =>
  drawnPanels(model).map((panel) => ({
    where: `${model.uid}: ${panel.title}`,
    panel,
    chinese: model.uid.endsWith('-zh'),
  })),
)
const found = (of: (one: (typeof panels)[number]) => readonly string[]): readonly string[] =>
  panels.flatMap((one) => of(one).map((what) => `${one.where}: ${what}`))

test('there are codes to be named', () => {
  for (const [name, all] of Object.entries(codes)) expect(all.length, name).toBeGreaterThan(1)
  expect(codes['rule']?.length).toBeGreaterThan(50)
})

test('every code that a table, a rank or a curve would show has words in the language of the board', () => {
  expect(found(({ panel, chinese }) => bareCodes(panel, chinese))).toEqual([])
})

test('every column of a table has a title or is left out', () => {
  expect(found(({ panel }) => columnsWithoutTitle(panel))).toEqual([])
})

test('titles hold no variable: Grafana would print its value, which is a code', () => {
  expect(found(({ panel: { title } }) => (title.includes('$') ? [title] : []))).toEqual([])
})

test('a number that is not there is grey and says so in the language of the board, or is 0', () => {
  const numbers = panels.filter(({ panel }) => ['stat', 'bargauge'].includes(panel.type))
  expect(numbers.length).toBeGreaterThan(50)
  for (const { where, panel, chinese } of numbers) {
    const { text, color } = whenMissing(panel)
    if (text === '0') continue
    expect(/\p{Script=Han}/u.test(text), `${where}: ${text}`).toBe(chinese)
    // Good news, such as no overdue case, is green.
    expect([...(/无数据|No data/.test(text) ? [] : ['#37872D']), '#6E7078'], where).toContain(color)
  }
})

test('Chinese boards speak as the people of the trade do', () => {
  // 管道 is a sewer to them, 帧 a picture, and a 坏角色 nobody.
  const literal = /坏角色|管道(?!堵塞)|帧/
  const words = models
    .filter(({ uid }) => uid.endsWith('-zh'))
    .flatMap(({ uid, title, description, panels: all }) =>
      [title, description, ...all.flatMap((one) => [one.title, one.description ?? ''])]
        .filter((text) => literal.test(text))
        .map((text) => `${uid}: ${text}`),
    )
  expect(words).toEqual([])
})

test('marks on curves show no codes', () => {
  const marked = models.flatMap(({ uid, annotations }) =>
    (annotations?.list ?? []).flatMap(({ name, target: { tagsColumn } }) =>
      (typeof tagsColumn === 'string' ? tagsColumn : '')
        .split(',')
        .filter((column) => column === 'severity' || codes[column] !== undefined)
        .map((column) => `${uid}: ${name}: ${column}`),
    ),
  )
  expect(marked).toEqual([])
})

test('lists of choices that the program knows are told by words', () => {
  for (const { uid, templating } of models) {
    for (const { name, type, query } of templating.list) {
      if (type !== 'custom' || name === 'operators') continue
      const choices = query.split(/(?<!\\),/).map((one) => one.split(' : '))
      expect(new Set(choices.map(([, value]) => value)), uid).toEqual(new Set(codes[name]))
      for (const [words = ''] of choices)
        expect(/\p{Script=Han}/u.test(words), `${uid}: ${words}`).toBe(uid.endsWith('-zh'))
    }
    const queried = templating.list.filter(({ type }) => type === 'query').map(({ name }) => name)
    expect(
      queried.filter((name) => ['work'].includes(name)),
      uid,
    ).toEqual([])
  }
})
