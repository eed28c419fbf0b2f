/** Rules on the depth of water of every form. */
import { ruleOf, ruleSetOf, waterRule } from './rules-city.ts'

export const everyForm = ruleSetOf(
  waterRule(
    'ladder',
    '[{ severity: yellow, when: depth >= 15, clear: depth < 10, hold: 20s, clearHold: 30s }, { severity: red, when: depth >= 50, clear: depth < 40, hold: 10s, clearHold: 20s }]',
    'cooldown: 45s',
  ),
  waterRule(
    'restless',
    '[{ severity: yellow, when: depth >= 15 }]',
    'flapping: { changes: 4, in: 3m, hold: 40s }',
  ),
  waterRule(
    'told',
    '[{ severity: yellow, when: depth >= 15, clear: depth < 10, remind: 10m }]',
    'late: historical',
  ),
  waterRule(
    'amended',
    '[{ severity: yellow, when: m >= 15, hold: 20s }]',
    'let: { m: { of: depth, aggregate: max, every: 1m } }\nlate: historical',
  ),
  waterRule(
    'all',
    '[{ severity: yellow, when: (absurd || busy > 40 || still > 60) && away < 100 }, { severity: red, when: high > 40 && slow < 100 }]',
    'let: { absurd: { of: depth, change: outOfRange }, busy: { of: depth, aggregate: mean, session: 30s, where: depth > 5 }, still: { of: depth, change: flat, tolerance: 4 }, away: { of: busy, change: rate, per: 1m }, slow: { of: depth, change: drift, days: 4 }, usual: { of: depth, change: baseline }, high: { of: depth, aggregate: percentile, p: 90, window: 1m } }\nlate: amend',
  ),
  waterRule('spike', '[{ severity: yellow, when: depth >= 15, clear: depth < 10, hold: 20s }]'),
  waterRule(
    'mean',
    '[{ severity: orange, when: m >= 30, clear: m < 25, hold: 5s }]',
    'let: { m: { of: depth, aggregate: mean, window: 1m, min: 2 } }',
  ),
  waterRule(
    'finished',
    '[{ severity: yellow, when: n >= 2, hold: 15s }, { severity: red, when: n >= 2 && top >= 45 }]',
    'let: { top: { of: depth, aggregate: max, every: 1m }, n: { count: top >= 16, last: 3 } }',
  ),
  waterRule(
    'counted',
    '[{ severity: yellow, when: n >= 3 }, { severity: red, when: then && swing < 200 }]',
    `let: { swing: { of: depth, change: jump }, n: { count: depth >= 16, in: 2m, of: exceedances }, then: { sequence: { first: swing > 20, next: depth < 10, within: 1m } } }`,
  ),
  ruleOf(
    [
      'id: silent',
      'title: { zh: 失联, en: Silent }',
      'on: { kind: water }',
      'levels: [{ severity: blue, absence: { after: 40s } }, { severity: yellow, absence: { after: 90s } }]',
      'cooldown: 20s',
      'case: { work: maintenance, category: "9901", limit: 2 working days, lead: sensors }',
    ].join('\n'),
  ),
)
