/** The same facts make the same cases however often all parts begin anew; on Kafka, where a start takes seconds, same-facts has eight of them. */
import { expect, test } from 'vitest'

import { played } from '../support/cloudburst.ts'

test('when everything begins anew every minute nothing is different', async () => {
  const minutes = Array.from({ length: 44 }, (_, n) => `18:${String(n + 1).padStart(2, '0')}:07`)
  const restarted = await played({ twice: true }, (day) =>
    minutes.forEach((time) => day.at(time).restart()),
  )
  expect(restarted).toEqual(await played())
})
