import { expect, test } from 'vitest'

import { timeline } from '../support/timeline.ts'

const children = ['ns-0001', 'ns-0002', 'du-0001', 'du-0002', 'du-0003']
const unit = 'lj-sensors'

test('a gateway dies with its five devices: one order; one that stays silent when it is back has its own', async () => {
  const day = await timeline({
    start: '2026-06-01T09:00:00+08:00',
    step: 15,
    devices: ['gw-0001', ...children],
  })
  const all = ['gw-0001', ...children]
  const speak = (time: string, ids: readonly string[]) => {
    for (const id of ids)
      day
        .at(time)
        .device(id)
        .keeps(
          id.startsWith('ns') ? { laeq: 50 } : id.startsWith('du') ? { tsp: 80 } : { battery: 90 },
          '30s',
        )
  }
  speak('09:00', all)
  for (const id of all) day.at('09:10').device(id).fallsSilent()
  day.at('09:22').findsNoCase('ns-0001')
  day.at('09:25').restart()
  day.at('09:35').findsNoCase('ns-0001')
  speak(
    '10:00',
    all.filter((id) => id !== 'du-0003'),
  )
  day.expectCase({
    device: 'gw-0001',
    ...{ category: '9901', work: 'maintenance', unit },
    ...{ after: '09:14', within: '3m' },
  })
  day.expectCase({
    device: 'du-0003',
    ...{ category: '9901', work: 'maintenance', unit },
    ...{ after: '10:04', within: '3m' },
  })
  day.expectNotice({ occasion: 'dispatched', unit, device: 'gw-0001' })
  day.expectNotice({ occasion: 'dispatched', unit, device: 'du-0003' })
  const { cases, alarms } = await day.run('10:20')
  const incident = cases.find(({ place }) => place.device === 'gw-0001')
  expect(alarms.map(({ device, outcome }) => `${device} ${outcome}`).toSorted()).toEqual([
    'du-0001 folded',
    'du-0002 folded',
    'du-0003 opened',
    'gw-0001 opened',
    'ns-0001 folded',
    'ns-0002 folded',
  ])
  expect(
    new Set(alarms.filter(({ outcome }) => outcome === 'folded').map((row) => row.case)),
  ).toEqual(new Set([incident?.id]))
})

test('a gauge that stuck through a dry day is one maintenance order, and no flood when it breaks', async () => {
  const day = await timeline({
    start: '2026-06-01T00:00:00+08:00',
    step: 120,
    devices: ['wl-0001'],
  })
  day.at('00:00').device('wl-0001').keeps({ depth: 9, rain: 0 }, '2m')
  day.at('+1d 00:30').device('wl-0001').keeps({ depth: 40, rain: 0 }, '2m')
  day.expectCase({
    device: 'wl-0001',
    ...{ category: '9901', work: 'maintenance', unit },
    ...{ after: '23:55', within: '10m' },
  })
  day.expectNotice({ occasion: 'dispatched', unit, device: 'wl-0001' })
  const { alarms } = await day.run('+1d 01:30')
  expect(alarms.map(({ rule, outcome }) => `${rule} ${outcome}`).toSorted()).toEqual([
    'water-fast-rise alarm-only',
    'water-gauge-fault opened',
    'water-road-closure alarm-only',
    'water-road-depth held',
    'water-road-notice alarm-only',
  ])
})
