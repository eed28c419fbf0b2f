import { expect, test } from 'vitest'

import { contentHash } from '../../../rules/in-force/catalogue.ts'
import { checkRule } from '../../../rules/language/check.ts'
import { noLimits } from '../../../rules/language/limits.ts'
import { readYaml } from '../../../runtime/yaml-source.ts'

const said = (entries: string, when = 'e > 1', kind = 'noise', more = '') => {
  const text = [
    'id: r',
    'title: { zh: r, en: r }',
    `on: { kind: ${kind} }`,
    `let: ${entries}`,
    `levels: [{ severity: blue, when: '${when}', clearHold: 1m }]`,
    more,
    'case: { category: "0301", limit: 2 urgent hours, lead: enforcement }',
  ].join('\n')
  const { mistakes, warnings } = checkRule(readYaml('r.yaml', text), noLimits, contentHash)
  return [...mistakes, ...warnings].map(({ message, zh }) => {
    expect(zh, message).toMatch(/\p{Script=Han}/u)
    return message
  })
}

test.each([
  ['{ e: { of: laeq, aggregate: timeMean, window: 5m } }', /averaged on energy: use leq/],
  [
    '{ e: { of: f, aggregate: mean, window: 5m }, f: { of: laeq, aggregate: leq, window: 5m } }',
    /'f' is neither a quantity nor an entry above/,
  ],
  [
    '{ f: { of: laeq, aggregate: leq, window: 5m }, e: { of: f, aggregate: mean, window: 5m } }',
    /averaged on energy/,
  ],
  ['{ e: { of: depth, aggregate: mean, window: 5m } }', /a noise device does not measure 'depth'/],
  [
    '{ e: { of: laeq, aggregate: leq, every: 15m, within: period } }',
    /belongs to a sliding 'window'/,
  ],
  ['{ e: { of: laeq, aggregate: leq, every: 7m } }', /must be a part of the day/],
  ['{ e: { of: laeq, aggregate: leq } }', /needs one of 'window', 'every' and 'session'/],
  ['{ e: { of: laeq, aggregate: leq, window: 5m, every: 5m } }', /needs one of/],
  [
    '{ e: { of: laeq, aggregate: percentile, window: 5m } }',
    /a percentile, and only that, says 'p'/,
  ],
  ['{ e: { count: laeq > 5 } }', /needs one of 'last' and 'in'/],
  ['{ e: { count: laeq > 5, last: 5, of: exceedances } }', /counted 'in' a time/],
  [
    '{ e: { count: laeq > 5, in: year } }',
    /'year' is neither day, week, month, period nor a duration/,
  ],
  ['{ e: { count: loud > 5, in: day } }', /Unknown variable: loud|nothing here is called 'loud'/],
  ['{ e: { of: laeq, change: rate } }', /a rate, and only a rate, says 'per'/],
  ['{ e: { of: laeq, change: flat } }', /says with what 'tolerance'/],
  ['{ e: { of: laeq, change: jump, days: 9 } }', /belongs to a baseline or a drift/],
  ['{ e: { of: laeq, change: outOfRange, days: 9 } }', /does not go with outOfRange/],
  ['{ a: { of: laeq, change: jump }, e: { of: a, change: outOfRange } }', /does not measure/],
  ['{ workday: { of: laeq, change: jump } }', /'workday' is the name of something else/],
  [
    '{ a: { of: laeq, aggregate: leq, every: 15m }, b: { of: laeq, aggregate: leq, every: 1h }, e: { count: a > b, in: day } }',
    /finished windows of several lengths/,
  ],
  [
    '{ e: { of: laeq, aggregate: leq, window: 5m }, idle: { of: e, change: jump } }',
    /is read by no condition/,
  ],
  [
    '{ e: { of: laeq, aggregate: percentile, p: 90, window: 2h } }',
    /makes 120 samples; not each of more than 60/,
  ],
])('%s', (entries, message) => {
  expect(said(entries)).toContainEqual(expect.stringMatching(message))
})

test('what is read by an entry is read', () => {
  expect(
    said('{ f: { of: laeq, aggregate: leq, every: 15m }, e: { count: f > 60, in: day } }'),
  ).toEqual([])
})

test('a finished window and the period of the moment do not go together, in a count they do', () => {
  const finished = 'f: { of: laeq, aggregate: leq, every: 15m }'
  expect(said(`{ e: { count: f > 1, last: 2 }, ${finished} }`)).not.toEqual([])
  expect(said(`{ ${finished} }`, 'f > 60 && period == "night"')).toContainEqual(
    expect.stringMatching(/'f' mixes day and night/),
  )
  const count = `{ ${finished}, e: { count: f > 60 && period == "night", in: day } }`
  expect(said(count)).toEqual([])
})
