import { expect, test } from 'vitest'

import type { CellCode } from '../../core/identity.ts'
import { timeline } from '../support/timeline.ts'

const start = '2026-07-20T18:00:00+08:00'
const cell = '990102001001005' as CellCode
const gauges = ['wl-0001', 'wl-0002', 'wl-0003', 'wl-0004', 'wl-0005']

test('three of five gauges of one cell are one case to confirm, over a restart, until fewer stand', async () => {
  const day = await timeline({
    start,
    devices: gauges,
    step: 5,
    registered: Object.fromEntries(gauges.map((id) => [id, { cell }])),
  })
  for (const gauge of gauges) day.at('18:00').device(gauge).keeps({ depth: 1 })
  gauges.slice(0, 3).forEach((gauge, index) => {
    const at = `18:0${2 + index}`
    day.at(at).device(gauge).keeps({ depth: 20 })
    day.expectCase({
      device: gauge,
      category: '0506',
      unit: 'lj-drainage-west',
      stage: 'dispatched',
      severity: 'yellow',
      after: at,
      within: '4m',
    })
    day.expectNotice({ occasion: 'dispatched', unit: 'lj-drainage-west', device: gauge })
  })
  day.at('18:06').restart()
  day.at('18:08').restart()
  day.at('18:09').device('wl-0002').keeps({ depth: 1 })
  day.expectCase({
    device: 'wl-0001',
    category: '0506',
    stage: 'collected',
    severity: 'orange',
    after: '18:05',
    within: '4m',
  })
  const { cases, alarms } = await day.run('18:18')
  const over = alarms.filter(({ rule }) => rule === 'water-area-flooding')
  expect(over).toMatchObject([
    {
      device: 'wl-0001',
      standing: false,
      outcome: 'opened',
      severity: 'orange',
    },
  ])
  expect(cases.filter(({ stage }) => stage === 'collected')).toMatchObject([
    { place: { area: `cell:${cell}` }, alarms: [over[0]?.alarm], standing: [] },
  ])
})
