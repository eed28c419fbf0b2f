import { expect, test } from 'vitest'

import { timeline } from '../support/timeline.ts'

const start = '2026-06-01T21:00:00+08:00'
/** The rules judge levels of minutes: ticks are rarer than in the running system. */
const step = 5

// A street in zone 4a: 70 dB(A) by day, 55 by night from 22:00 on.
test('the same street is loud enough for a case only after ten at night', async () => {
  const day = await timeline({ start, step, devices: ['ns-0026'] })
  day.at('21:00').device('ns-0026').keeps({ laeq: 60, lafmax: 65 })
  day.at('21:59').findsNoCase('ns-0026')
  day.at('22:26').findsNoCase('ns-0026')
  day.expectCase({
    device: 'ns-0026',
    category: '0197',
    stage: 'collected',
    after: '22:26',
    within: '2m',
  })
  await day.run('23:00')
})

test('the same level in two zones: a site of zone 3 has its own limit', async () => {
  const day = await timeline({ start, step, devices: ['ns-0001', 'ns-0026'] })
  day.at('21:00').device('ns-0001').keeps({ laeq: 60, lafmax: 64 })
  day.at('21:00').device('ns-0026').keeps({ laeq: 54, lafmax: 60 })
  day.at('21:59').findsNoCase('ns-0001')
  day.expectCase({
    device: 'ns-0001',
    category: '0301',
    unit: 'lj-enforcement-west',
    stage: 'dispatched',
    after: '22:19',
    within: '3m',
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-enforcement-west' })
  const { alarms } = await day.run('22:40')
  expect(alarms.map(({ device }) => device)).toEqual(['ns-0001'])
})
