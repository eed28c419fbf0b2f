import { expect, test } from 'vitest'

import { differences, keptFigures, keptReadings } from '../bench/work/kept.ts'
import { workOf } from '../bench/work/work.ts'

test('a fixed trace of readings costs what is committed; `npm run bench -- work --write` commits another cost', async () => {
  const work = await workOf(keptReadings)
  expect(work['trace.readings']).toBe(keptReadings)
  expect(differences(keptFigures(), work)).toEqual([])
}, 600_000)
