import { expect, test } from 'vitest'

import { commandTable } from '../../../cases/life/command-table.ts'
import {
  giveAll,
  takersOf,
  togetherNames,
  togetherOf,
} from '../../../console/pages/cases/together.ts'
import { roles as everyRole } from '../../../core/actor.ts'
import { stages } from '../../../core/case-terms.ts'

test('what is given to several at once is offered to whom, and at which stages, the desk takes it', () => {
  expect(togetherNames.length).toBeGreaterThan(3)
  for (const name of togetherNames) {
    const { roles, stages: taken } = commandTable[name]
    expect(everyRole.filter((role) => togetherOf(role).includes(name))).toEqual(
      everyRole.filter((role) => roles.includes(role)),
    )
    const cases = stages.map((stage) => ({ stage }))
    expect(takersOf(name, cases).map(({ stage }) => stage)).toEqual(
      stages.filter((stage) => taken?.includes(stage)),
    )
  }
})

test('one that is refused keeps no other from being given', async () => {
  const given: string[] = []
  const told: number[] = []
  const refused = await giveAll(
    ['a', 'b', 'c'],
    (id) => (id === 'b' ? Promise.reject(new Error('no')) : Promise.resolve(given.push(id))),
    (count) => told.push(count),
  )
  expect(given).toEqual(['a', 'c'])
  expect(refused.map(({ id }) => id)).toEqual(['b'])
  expect(told).toEqual([1, 2, 3])
})
