/** The composed system before a real InfluxDB: what happens in the city is there for dashboards to draw. */
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { assemble } from '../../app/assembly/assemble.ts'
import { configSchema } from '../../app/config.ts'
import { openBackends } from '../../app/engines/engines.ts'
import { sequence } from '../../app/run/lifecycle.ts'
import { createObserver } from '../../app/run/observer.ts'
import { operationsMeasurements, type OperationsMeasurement } from '../../core/operations.ts'
import { instant, minutes, plus, seconds } from '../../core/time.ts'
import { alarmsTopic } from '../../core/topics.ts'
import { point } from '../contract/series-store-points.ts'
import { servicesMissing } from '../services/available.ts'
import { startInfluxdb } from '../services/influxdb.ts'
import { VirtualClock } from '../support/clocks.ts'
import { influxConfig } from '../support/influx.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { alarm, device } from '../unit/cases/fixtures.ts'

/** Five past an hour, when everything that goes by the clock is due. */
const due = instant(Date.parse('2026-03-13T10:05:00+08:00'))
const reports = [
  'city devices',
  'city cases',
  'devices',
  'changed devices',
  'health',
  'open cases',
  'process',
]

const patient = { timeout: 30_000 }

describe.skipIf(servicesMissing('influxdb') !== undefined)('a system with InfluxDB', () => {
  test('writes every kind of point, alarms and cases also after the server was away', async () => {
    await using server = await startInfluxdb()
    const data = await temporaryFolder()
    const influx = influxConfig({ url: server.url, process: 'the desk' })
    const config = configSchema.parse({ data, influx })
    const observer = createObserver(
      { destination: join(data, 'events.json'), level: 'error' },
      'desk',
    )
    await using opened = await openBackends(config, observer)
    const clock = new VirtualClock(plus(due, -seconds(10)))
    const backends = { ...opened, clock }
    const now = clock.now()
    await backends.registry.put([device('wl-1'), device('wl-2')])
    const series = await backends.series()
    await series.write([
      point('wl-1', now - seconds(30), { depth: 31, battery: 70 }, { kind: 'water' }),
      point('wl-1', now - minutes(30), { depth: 30 }, { kind: 'water' }),
    ])
    const metrics = async () => [
      {
        thread: 'desk',
        at: clock.now(),
        metrics: await observer.registry.getMetricsAsJSON(),
      },
    ]
    const { components } = await assemble({
      roles: new Set(['series', 'cases']),
      config,
      backends,
      observer,
      catalogue: 'rules/catalogue',
      tokens: [],
      services: [],
      notifier: { url: '', clientId: '', username: '', password: '' },
      board: () => Promise.resolve([]),
      metrics,
      thread: 'desk',
      threads: ['desk'],
    })
    const system = sequence(components, observer)
    await using _running = { [Symbol.asyncDispose]: () => system.stop() }
    await system.start()
    const raised = alarm({ began: now, severity: 'orange' })
    await backends.log.append(alarmsTopic, [raised])
    const cases = await backends.cases()
    await expect.poll(async () => (await cases.summary()).open, patient).toBe(1)
    const waiting = () => clock.sleeping.filter(({ until }) => until === due).length
    await expect.poll(waiting, patient).toBe(reports.length)
    clock.set(due)

    const rows = async (measurement: OperationsMeasurement) => {
      const q = `SELECT * FROM "events"."${measurement}"`
      const form = new URLSearchParams({ db: influx.database, epoch: 'ms', q })
      const answer = await fetch(`${server.url}/query`, { method: 'POST', body: form })
      const { results } = (await answer.json()) as {
        results: { series?: { columns: string[]; values: unknown[][] }[] }[]
      }
      return results.flatMap(({ series = [] }) =>
        series.flatMap(({ columns, values }) =>
          values.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]]))),
        ),
      )
    }
    for (const measurement of operationsMeasurements) {
      await expect
        .poll(async () => (await rows(measurement)).length, { ...patient, message: measurement })
        .toBeGreaterThan(0)
    }
    await expect.poll(async () => (await rows('city'))[0]?.['devices'], patient).toBe(2)
    expect(await rows('city')).toMatchObject([
      { time: due, devices: 2, reporting: 1, silent: 1, open: 1, overdue: 0, standing_alarms: 1 },
    ])
    expect(await rows('alarm')).toMatchObject([
      { kind: 'water', device: 'wl-1', transition: 'raised', level: 3, street: '330106001' },
    ])
    expect((await rows('case')).map(({ event }) => event)).toEqual(
      expect.arrayContaining(['collected', 'filed', 'accepted']),
    )
    expect(await rows('open_case')).toMatchObject([{ time: due, device: 'wl-1', overdue: 0 }])
    expect(await rows('device')).toMatchObject([
      { time: due, device: 'wl-1', reporting: 1, battery: 70, severity: 3, name: '积水点 wl-1' },
      { time: due, device: 'wl-2', reporting: 0, severity: 0 },
    ])
    await expect
      .poll(async () => (await rows('health')).find(({ readings }) => readings === 1), patient)
      .toMatchObject({ device: 'wl-1', kind: 'water', timely: 1, accurate: 1, expected: 60 })
    expect((await rows('process')).find(({ name }) => name === 'registry.devices')).toMatchObject({
      process: 'the desk',
      thread: 'desk',
      value: 2,
    })

    await server.stop()
    await backends.log.append(alarmsTopic, [
      alarm({ began: now, kind: 'cleared', at: plus(now, seconds(90)) }),
    ])
    await expect.poll(async () => (await cases.summary()).standingAlarms, patient).toBe(0)
    await server.start()
    // Who was refused sleeps between two tries.
    await expect
      .poll(async () => {
        clock.advance(seconds(1))
        return (await rows('alarm')).map((row) => [row['transition'], row['seconds']])
      }, patient)
      .toEqual([
        ['raised', null],
        ['cleared', 90],
      ])
    await expect
      .poll(async () => {
        clock.advance(seconds(1))
        return (await rows('case')).map(({ event }) => event)
      }, patient)
      .toContain('evidenceAttached')
    expect(system.unready()).toBeUndefined()
  })
})
