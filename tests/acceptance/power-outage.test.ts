/** The feed of a street is out: one order with all that fell silent, and one more for what stays silent when it is back. */
import { expect, test } from 'vitest'

import type { Device } from '../../core/device.ts'
import { timeline } from '../support/timeline.ts'

const unit = 'lj-sensors'
const feed = { power: 'FD-12' as NonNullable<Device['power']>, period: 60 }
const gauges = ['wl-0001', 'wl-0002', 'wl-0003']
const all = ['gw-0001', 'ns-0001', 'du-0001', ...gauges]
const registered = Object.fromEntries(all.map((id) => [id, feed]))

const day = async () => {
  const played = await timeline({
    start: '2026-06-01T09:00:00+08:00',
    step: 15,
    devices: [...all, 'wl-0004'],
    registered: { ...registered, 'wl-0004': { period: 60 } },
  })
  return {
    played,
    speak: (time: string, ids: readonly string[]) => {
      for (const id of ids)
        played
          .at(time)
          .device(id)
          .keeps(
            id.startsWith('wl')
              ? { depth: 0 }
              : id.startsWith('ns')
                ? { laeq: 50 }
                : id.startsWith('du')
                  ? { tsp: 80 }
                  : { battery: 90 },
            '60s',
          )
    },
    silent: (time: string, ids: readonly string[]) => {
      for (const id of ids) played.at(time).device(id).fallsSilent()
    },
  }
}
const order = { category: '9901', work: 'maintenance', unit } as const

test('a feed with a gateway, what is behind it and three gauges is one order', async () => {
  const { played, speak, silent } = await day()
  speak('09:00', [...all, 'wl-0004'])
  // A battery that lasts for two minutes: which three are the first hangs on no order of partitions.
  silent(
    '09:10',
    all.filter((id) => id !== 'wl-0003'),
  )
  silent('09:12', ['wl-0003'])
  played.at('09:25').restart()
  speak(
    '10:00',
    all.filter((id) => id !== 'wl-0003'),
  )
  const first = { ...order, severity: 'orange', after: '09:14', within: '3m' } as const
  played.expectCase({ ...first, device: 'gw-0001' })
  played.expectCase({ ...order, device: 'wl-0003', after: '10:04', within: '4m' })
  played.expectNotice({ occasion: 'dispatched', unit, device: 'gw-0001' })
  played.expectNotice({ occasion: 'dispatched', unit, device: 'wl-0003' })
  const { cases, alarms } = await played.run('10:20')
  const outage = cases.find(({ place }) => place.area === 'power:FD-12')
  expect(
    alarms.map(({ rule, device, outcome }) => `${rule} ${device} ${outcome}`).toSorted(),
  ).toEqual([
    'dust-silent du-0001 folded',
    'gateway-silent gw-0001 folded',
    'noise-silent ns-0001 folded',
    'power-outage gw-0001 opened',
    'water-silent wl-0001 folded',
    'water-silent wl-0002 folded',
    'water-silent wl-0003 opened',
  ])
  const folded = alarms.filter(({ outcome }) => outcome === 'folded')
  expect(new Set(folded.map((row) => row.case))).toEqual(new Set([outage?.id]))
})

test('two of a feed are two silent devices, ten minutes later', async () => {
  const { played, speak, silent } = await day()
  speak('09:00', [...all, 'wl-0004'])
  silent('09:10', ['wl-0001', 'wl-0002', 'wl-0004'])
  played.expectCase({ ...order, device: 'wl-0004', after: '09:14', within: '3m' })
  for (const device of ['wl-0001', 'wl-0002'])
    played.expectCase({ ...order, device, after: '09:24', within: '3m' })
  for (const device of ['wl-0001', 'wl-0002', 'wl-0004'])
    played.expectNotice({ occasion: 'dispatched', unit, device })
  const { alarms } = await played.run('09:40')
  expect(alarms).toHaveLength(3)
})
