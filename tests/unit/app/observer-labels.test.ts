/** What Prometheus is told: labels are called what they hold. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { createObserver } from '../../../app/run/observer.ts'
import { total } from '../../../app/run/thread-status.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('a label has the name of the field it comes from', async () => {
  const folder = await temporaryFolder()
  const observer = createObserver({ destination: join(folder, 'log'), level: 'info' }, 'desk')
  observer.emit('alarm.raised', { alarm: 'r/d/1', severity: 'red' }, 2)
  observer.emit('case.event', { fact: 'filed', case: 'C1', stage: 'filed' })
  observer.emit('case.event', { fact: 'closed', case: 'C1', stage: 'closed' }, 4)
  observer.emit('broker.frame', {}, 5)
  observer.gauge('log.lag.records', 7, 'rules')
  observer.gauge('cases.open', 1)
  observer.measure('pump.batch.seconds', 0.3, 'rules')
  const text = await observer.registry.metrics()
  for (const line of [
    'urban_brain_alarm_raised_total{severity="red"} 2',
    'urban_brain_case_event_total{fact="filed"} 1',
    'urban_brain_broker_frame_total 5',
    'urban_brain_log_lag_records{group="rules"} 7',
    'urban_brain_cases_open 1',
    'urban_brain_pump_batch_seconds_count{group="rules"} 1',
  ])
    expect(text.split('\n')).toContain(line)

  const metrics = await observer.registry.getMetricsAsJSON()
  const threads = [{ metrics }]
  expect(total(threads, 'urban_brain_case_event_total')).toBe(5)
  expect(total(threads, 'urban_brain_case_event_total', { fact: 'closed' })).toBe(4)

  observer.flush()
  const lines = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n')
  const told = lines.map((line) => JSON.parse(line) as { event: string; fact?: string })
  expect(told.filter(({ event }) => event === 'case.event').map(({ fact }) => fact)).toEqual([
    'filed',
    'closed',
  ])
})
