/** The same facts make the same cases: when everything arrives twice, and when all parts begin anew in the middle. */
import { expect, test } from 'vitest'

import { played } from '../support/cloudburst.ts'

/** Both days of the tests come to the same on every engine, so this one needs none. */
const plain = played({ inMemory: true })

test('when every frame arrives twice nothing is different', async () => {
  expect(await played({ twice: true })).toEqual(await plain)
})

test('when everything begins anew in the middle nothing is different', async () => {
  // Within a hold, within a window, right at a breach, between an order and its report.
  const instants = [
    '18:05:30',
    '18:06:30',
    '18:10',
    '18:13:05',
    '18:15:10',
    '18:17:59',
    '18:23',
    '18:30',
  ]
  const restarted = await played({}, (day) => instants.forEach((time) => day.at(time).restart()))
  expect(restarted).toEqual(await plain)
})
