import { expect, onTestFinished, test } from 'vitest'

import { createCases } from '../../../cases/cases.ts'
import { createNotify } from '../../../cases/desk/notify.ts'
import type { CaseStore, Notifier, Receipt } from '../../../cases/ports.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { consumers } from '../../../core/consumers.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { UnitId } from '../../../core/identity.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { alarm, calendar, config, device, directory, start, table } from './fixtures.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { until } from '../../support/until.ts'

test('a register that is away holds notices and receipts up; each is told as what it is, and none is lost', async () => {
  const store = await openSqliteCases(':memory:')
  const log = new MemoryLog()
  const clock = new VirtualClock(start)
  const observer = new RecordingObserver()
  const shared = { log, clock, observer, directory: directory([device('wl-1')]) }
  const cases = createCases({ ...shared, store, table, calendar, config })

  const taken: string[] = []
  let hear: (receipt: Receipt) => void = () => {}
  const notifier: Notifier = {
    channel: 'mqtt',
    serves: () => true,
    connection: () => 1,
    onReceipt: (listener) => (hear = listener),
    deliver: (told) => {
      taken.push(told.id)
      return Promise.resolve('handed')
    },
  }
  let away: 'updateNotice' | 'pendingNotice' | undefined = 'updateNotice'
  const refused = () => Promise.reject(new UrbanBrainError('store-unavailable', 'away'))
  const flaky: CaseStore = {
    ...store,
    updateNotice: (pending) => (away === 'updateNotice' ? refused() : store.updateNotice(pending)),
    pendingNotice: (channel, notice) =>
      away === 'pendingNotice' ? refused() : store.pendingNotice(channel, notice),
  }
  const more = { desk: cases.desk, addressees: table.units, config: config.notices, notifier }
  const consumer = consumers.notifyMqtt
  const notify = createNotify({ ...shared, ...more, consumer, store: flaky })
  for (const component of [cases, notify]) await component.start()
  onTestFinished(async () => {
    for (const component of [notify, cases]) await component.stop()
    await log[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  })

  await log.append(alarmsTopic, [alarm({ device: 'wl-1' })])
  await until(() => observer.count('notice.held-up') === 1, 'a notice that is held up')
  const [notice = 'none'] = taken
  away = 'pendingNotice'
  hear({ notice, to: 'drainage' as UnitId })
  await until(() => observer.count('notice.receipt-failed') === 1, 'a receipt that failed')
  expect(await store.pendingNotice('mqtt', notice)).toBeDefined()

  away = undefined
  await until(() => {
    clock.advance(1_000)
    return taken.length === 2
  }, 'sent again')
  hear({ notice, to: 'drainage' as UnitId })
  await until(async () => (await store.pendingNotice('mqtt', notice)) === undefined, 'the receipt')
  expect(taken).toEqual([notice, notice])
  expect(observer.count('pump.failed')).toBe(0)
})
