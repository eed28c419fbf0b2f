/**
 * InfluxDB away: nothing is lost and nothing else waits. The full length, ten minutes at 5,000 readings a second, is
 * `npm run bench -- outage --full`.
 */
import { describe, expect, test } from 'vitest'

import { servicesMissing } from '../services/available.ts'
import { outage } from '../support/torture-outage.ts'

const unavailable = servicesMissing('kafka', 'postgres', 'influxdb')

describe.skipIf(unavailable !== undefined)('InfluxDB away', () => {
  test('readings wait in the log, alarms and cases do not, and memory stays bounded', async () => {
    const rate = 1_000
    const away = 30_000
    const covers = 8
    const progress = (line: string) => process.stdout.write(`influx outage: ${line}\n`)
    const run = await outage({
      away,
      rate,
      gauges: 625,
      covers,
      progress,
      keep: process.env['TORTURE_KEEP'],
    })
    progress(JSON.stringify({ ...run, lost: run.lost.length, foreign: run.foreign.length }))
    expect(run.lost).toEqual([])
    expect(run.foreign).toEqual([])
    expect(run.stored).toBeGreaterThanOrEqual(run.acknowledged)
    expect(run.deaths).toEqual([])
    // It was really away, for a backlog of about all that came.
    expect(run.peakLag.series).toBeGreaterThan((rate * away) / 1_000 / 2)
    expect(run.acknowledgedAway).toBeGreaterThan((rate * away) / 1_000 / 2)
    for (const stage of ['ingest', 'rules', 'cases'] as const)
      expect(run.peakLag[stage]).toBeLessThan(run.peakLag.series / 2)
    expect(run.publishToCase.cases).toBe(covers)
    expect(run.rss.peak).toBeLessThan(1_536)
  }, 300_000)
})
