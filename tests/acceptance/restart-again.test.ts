/** The same facts make the same cases however often all parts begin anew; on Kafka, where a start takes seconds, same-facts has eight of them. */
import { expect, test } from 'vitest'

import { played } from '../support/cloudburst.ts'

let once: ReturnType<typeof played> | undefined
const plain = () => (once ??= played())

test('when everything begins anew every three minutes nothing is different', async () => {
  const minutes = Array.from(
    { length: 15 },
    (_, n) => `18:${String(3 * n + 1).padStart(2, '0')}:07`,
  )
  const restarted = await played({ twice: true }, (day) =>
    minutes.forEach((time) => day.at(time).restart()),
  )
  expect(restarted).toEqual(await plain())
})

test('a run is the same each time', async () => {
  expect(await played()).toEqual(await plain())
})
