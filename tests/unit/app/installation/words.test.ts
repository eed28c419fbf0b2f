import { expect, test } from 'vitest'

import { wordsOf } from '../../../../app/installation/decide/words.ts'

test.each([
  ['series.duckdb', 'filled from the log'],
  ['mqtt-sessions.sqlite', 'begun'],
  ['sign-ins.sqlite', 'begun'],
])('a damaged %s that is set aside is said to be %s', (store, what) => {
  const fields = { store, to: `${store}.damaged-x`, message: `data/${store} is damaged: why` }
  expect(wordsOf([{ event: 'store.set-aside', fields }])).toEqual([
    `data/${store} is damaged: why; ${store} is kept as ${store}.damaged-x, and a new one is ${what}`,
  ])
})
