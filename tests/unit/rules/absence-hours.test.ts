/** Silence that is judged in hours only. */
import { expect, test } from 'vitest'

import { JudgeStore } from '../../support/judge-store.ts'
import {
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  ticks,
  words,
} from '../../support/rules-city.ts'

const silent = ruleOf(
  [
    'id: silent',
    'title: { zh: 失联, en: Silent }',
    'on: { kind: water }',
    // The clock of the city begins at 10:00.
    'levels: [{ severity: blue, absence: { after: 1m, hours: "11:00-21:00" } }, { severity: yellow, absence: { after: 5m } }]',
    'case: { work: maintenance, category: "9901", limit: 2 working days, lead: sensors }',
  ].join('\n'),
)

test('is found outside of them too, by judges none of which lives for a minute', async () => {
  const { directory } = registryOf(deviceOf({ period: 10 }))
  await directory.follow()
  const store = new JudgeStore(ruleSetOf(silent), directory)
  for (const record of [reading('d1', 0, { depth: 1 }), ...ticks(1, 400)])
    store.run([record], 'crash')
  expect(words(store.alarms)).toEqual(['300 raised yellow'])
})
