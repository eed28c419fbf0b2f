import { expect, test } from 'vitest'

import { createCases } from '../../../cases/cases.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { instant, minutes } from '../../../core/time.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { until } from '../../support/until.ts'
import { alarm, calendar, config, device, directory, start, table } from './fixtures.ts'

test('the same alarm ten times opens one case: in one batch, one by one, over a restart, after its end', async () => {
  await using store = await openSqliteCases(':memory:')
  await using log = new MemoryLog()
  const parts = { log, store, table, calendar, config, directory: directory([device('wl-1')]) }
  const begin = async () => {
    const clock = new VirtualClock(start)
    const cases = createCases({ ...parts, clock, observer: new RecordingObserver() })
    await cases.start()
    return cases
  }
  const say = async (...all: readonly Parameters<typeof alarm>[0][]) => {
    await log.append(alarmsTopic, all.map(alarm))
    await until(async () => {
      const [position] = await log.positions('alarms', 'cases')
      return position !== undefined && position.committed === position.next
    }, 'the alarms are worked off')
  }
  const record = async () => {
    const { items } = await store.list({}, 100)
    expect(items).toHaveLength(1)
    const all = await Promise.all(items.map(({ id }) => store.load(id)))
    return all.flat().map(({ event }) => event)
  }

  const first = await begin()
  await say(...Array.from({ length: 5 }, () => ({})))
  const opened = await record()
  expect(opened).toEqual(['collected', 'filed', 'accepted', 'dispatched'])
  for (let time = 0; time < 4; time++) await say({})
  await first.stop()

  const second = await begin()
  await say({})
  expect(await record()).toEqual(opened)
  await say({ kind: 'cleared', at: instant(start + minutes(30)) })
  const cleared = await record()
  await say(...Array.from({ length: 10 }, () => ({})))
  expect(await record()).toEqual(cleared)
  await second.stop()
})
