import { expect, test } from 'vitest'

import { timeline } from '../support/timeline.ts'

const unit = 'lj-water-supply'
const passed = { command: 'verify' as const, passed: true, photos: [] }

test('a cover that stays open is not closed unsaid, and comes up again when it was', async () => {
  // What matters here takes minutes and hours: ticks are rarer than in the running system.
  const start = '2026-06-01T12:00:00+08:00'
  const day = await timeline({ start, step: 5, devices: ['mh-0001'] })
  const at = (time: string) => day.at(time)
  at('12:00').device('mh-0001').keeps({ tilt: 40, battery: 90 }, '60s')
  at('12:02').crew(unit).does('mh-0001', { command: 'acceptOrder' })
  at('12:10').crew(unit).does('mh-0001', { command: 'report', text: '已复位', photos: [] })
  at('12:15').person('inspector').does('mh-0001', passed, 'alarm-standing')
  at('12:16').finds('mh-0001', { stage: 'verifying' })
  at('12:20')
    .person('inspector')
    .does('mh-0001', { ...passed, despite: '井盖已换，传感器待修' })
  at('12:21').finds('mh-0001', { stage: 'closed' })
  const cover = { device: 'mh-0001', category: '0101', unit } as const
  day.expectCase({ ...cover, stage: 'closed', after: '12:00:30', within: '45s' })
  day.expectCase({ ...cover, stage: 'dispatched', after: '14:20', within: '10s' })
  day.expectNotice({ occasion: 'dispatched', unit })
  day.expectNotice({ occasion: 'dispatched', unit })
  const { cases, alarms } = await day.run('14:25')
  const [former, follow] = cases.toSorted((a, b) => a.collectedAt - b.collectedAt)
  expect(follow?.follows).toBe(former?.id)
  expect(alarms).toHaveLength(1)
})
