import { expect, test } from 'vitest'

import { createMuting } from '../../../cases/desk/muting.ts'
import type { Suppression } from '../../../cases/life/suppression.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { AlarmId, RuleId } from '../../../core/identity.ts'
import { instant } from '../../../core/time.ts'
import { alarmRow, at, causesOf, shelf } from '../../contract/case-store-samples.ts'
import { deviceOf } from '../../support/rules-city.ts'

const opened = async (...suppressions: Suppression[]) => {
  const store = await openSqliteCases(':memory:')
  for (const one of suppressions) await store.addSuppression(one)
  const clock = { now: () => at }
  const muting = createMuting({
    store: () => Promise.resolve(store),
    clock,
    calendar: { offset: () => 0 },
  })
  return { store, muting }
}

const alarm = {
  alarm: 'a' as AlarmId,
  rule: 'road-water' as RuleId,
  severity: 'yellow',
  device: deviceOf({ id: 'wl-1' }),
  silence: false,
} as const

test('an alarm is held back from the instant its shelf begins until it ends, up to its severity', async () => {
  const until = instant(at + 10)
  const { store, muting } = await opened(
    shelf('S1', { matcher: { devices: ['wl-1'] }, repeat: undefined, until }),
  )
  expect(muting.mutes(alarm, at)).toBe(false)
  await muting.follow([])
  expect(muting.mutes(alarm, at)).toBe(true)
  expect(muting.mutes({ ...alarm, severity: 'red' }, at)).toBe(false)
  expect(muting.mutes({ ...alarm, device: deviceOf({ id: 'wl-2' }) }, at)).toBe(false)
  expect(muting.mutes(alarm, until)).toBe(false)
  expect(muting.mark(until)).not.toBe(muting.mark(at))
  await store.endSuppression('S1', { by: 'su', at, reason: 'done' })
  await muting.follow([])
  expect(muting.mutes(alarm, at)).toBe(false)
})

test('a silence behind a gateway is held back until the desk finds that it is none of the gateway', async () => {
  const { store, muting } = await opened()
  const device = deviceOf({ id: 'wl-1', gateway: 'gw-1' })
  const silent = { ...alarm, device, silence: true }
  const follow = async () => {
    const before = muting.mark(at)
    await muting.follow([alarm.rule])
    return muting.mark(at) !== before
  }
  expect(await follow()).toBe(false)
  expect(muting.mutes(silent, at)).toBe(true)
  expect(muting.mutes({ ...silent, silence: false }, at)).toBe(false)
  expect(muting.mutes({ ...silent, device: deviceOf({ id: 'wl-1' }) }, at)).toBe(false)
  const kept = { cause: 'gateway/gw-1', as: 'held', further: false } as const
  await store.putAlarm({ row: alarmRow('a'), transition: '1', causes: causesOf('a', { kept }) })
  expect(await follow()).toBe(false)
  expect(muting.mutes(silent, at)).toBe(true)
  await store.putAlarm({ row: alarmRow('a'), transition: '2', causes: causesOf('a', {}) })
  expect(await follow()).toBe(true)
  expect(muting.mutes(silent, at)).toBe(false)
})
