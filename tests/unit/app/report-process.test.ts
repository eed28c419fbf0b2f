/** What a process says of itself, as points for dashboards. */
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { createObserver } from '../../../app/run/observer.ts'
import { createProcessReport, processPoints } from '../../../app/run/report-process.ts'
import { staleAfter, type ThreadMetrics } from '../../../app/run/thread-status.ts'
import { programEvents, type ProgramEventSpec } from '../../../core/program-events.ts'
import { gauges, measures, type GaugeName } from '../../../core/observer.ts'
import type { ProgramEventName } from '../../../core/program-event-fields.ts'
import { instant, plus } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { memoryOperations } from '../../support/memory-operations.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const at = instant(Date.UTC(2026, 2, 13, 2))

/** What a thread tells that has counted and measured everything once. */
async function told(thread: string, spoken: number = at): Promise<ThreadMetrics> {
  const folder = await temporaryFolder()
  const observer = createObserver({ destination: join(folder, 'log'), level: 'error' }, thread)
  for (const [name, { label }] of Object.entries<ProgramEventSpec>(programEvents)) {
    const fields = label === undefined ? {} : { [label]: 'a word' }
    observer.emit(name as ProgramEventName, fields, 3)
  }
  for (const name of Object.keys(gauges)) observer.gauge(name as GaugeName, 0.5, 'brain')
  observer.measure('pump.batch.seconds', 0.01, 'ingest')
  const metrics = await observer.registry.getMetricsAsJSON()
  return { thread, at: spoken, metrics }
}

describe('the report of a process', () => {
  test('has every counter and gauge under the name it has in the documents', async () => {
    const points = processPoints([await told('desk')], 'box:17', at)
    const names = points
      .filter(({ fields }) => fields['value'] !== 0)
      .map(({ tags }) => String(tags['name']))
    expect(names.toSorted()).toEqual(
      [...Object.keys(programEvents), ...Object.keys(gauges)].toSorted(),
    )
    expect(names.filter((name) => name in measures)).toEqual([])
    expect(
      points.every(({ measurement, at: time }) => measurement === 'process' && time === at),
    ).toBe(true)
    expect(points.find(({ tags }) => tags['name'] === 'pump.failed')).toMatchObject({
      tags: { group: 'a word', process: 'box:17', thread: 'desk' },
      fields: { value: 3 },
    })
    expect(points.find(({ tags }) => tags['name'] === 'log.lag.records')).toMatchObject({
      tags: { group: 'brain' },
      fields: { value: 0.5 },
    })
    expect(points.find(({ tags }) => tags['name'] === 'broker.frame')?.tags).toEqual({
      name: 'broker.frame',
      process: 'box:17',
      thread: 'desk',
    })
  })

  test('leaves out a thread that has not answered for long', async () => {
    const board = [await told('brain', at - staleAfter - 1), await told('edge', at - staleAfter)]
    const threads = processPoints(board, 'p', at).map(({ tags }) => tags['thread'])
    expect([...new Set(threads)]).toEqual(['edge'])
  })

  test('is written every fifteen seconds, and passed over while the store is away', async () => {
    const clock = new VirtualClock(plus(at, 1))
    const observer = new RecordingObserver()
    const operations = memoryOperations()
    const metrics = async () => [await told('edge', clock.now())]
    const report = createProcessReport({ clock, observer, operations, metrics, process: 'p' })
    await report.start()
    onTestFinished(() => report.stop())
    await expect.poll(() => clock.sleepers).toBe(1)
    const times = () => [...new Set(operations.points().map((point) => point.at - at))]
    clock.set(plus(at, 15_000))
    await expect.poll(times).toEqual([15_000])
    operations.away = true
    await expect.poll(() => clock.sleepers).toBe(1)
    clock.set(plus(at, 30_000))
    await expect.poll(() => observer.count('operations.skipped')).toBe(1)
    expect(report.unready()).toBeUndefined()
    operations.away = false
    await expect.poll(() => clock.sleepers).toBe(1)
    clock.set(plus(at, 45_000))
    await expect.poll(times).toEqual([15_000, 45_000])
  })
})
