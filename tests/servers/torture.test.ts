/**
 * The promise of the distributed city: whatever was acknowledged is there, once, whoever dies and whatever is away. The
 * full length, with every server away for a minute, is `npm run bench -- torture --full`.
 */
import { describe, expect, test } from 'vitest'

import { servicesMissing } from '../services/available.ts'
import { freshKafka, openKafka } from '../support/kafka.ts'
import { freePort } from '../support/running-system.ts'
import { torture } from '../support/torture.ts'

const unavailable = servicesMissing('kafka', 'postgres', 'influxdb')

describe.skipIf(unavailable !== undefined)('torture', () => {
  test('three workers killed in turn, every server away and strangers about cost time and nothing else', async () => {
    const progress = (line: string) => process.stdout.write(`torture: ${line}\n`)
    const run = await torture({
      away: 6_000,
      pause: 10_000,
      rate: 150,
      gauges: 20,
      covers: 30,
      beat: 3_000,
      seed: 1,
      everywhere: false,
      strangers: { feeds: 200, subscribers: 300, slowBodies: 40 },
      progress,
      keep: process.env['TORTURE_KEEP'],
    })
    const { found, accounting } = run
    progress(
      `${run.acknowledged} acknowledged, ${found.stored.length} stored, ${found.raised.length} alarms, ` +
        `${found.cases.length} cases, ${run.kills} kills; restart p50 ${run.restarts.p50} ms, max ` +
        `${run.restarts.max} ms; no PUBACK for ${run.longestSilence} ms at most; calm after ${run.calm} ms`,
    )
    expect(run.deaths).toEqual([])
    expect(run.duplicates).toEqual({
      stored: [],
      readings: [],
      transitions: [],
      alarms: [],
      cases: [],
    })
    expect(run.lost).toEqual([])
    expect(run.foreign).toEqual([])
    expect(new Set(found.readings)).toEqual(new Set(found.stored))
    expect(found.deadLetters).toBe(0)
    expect(accounting).toMatchObject({
      balanced: true,
      deadLetters: 0,
      readings: found.readings.length,
    })
    expect(run.alarms).toEqual({ missing: [], surplus: [] })
    expect(run.cases).toEqual({ missing: [], surplus: [] })
    expect(run.unready).toEqual([])
    expect(run.refusals).toEqual([])
    expect(found.cases.every(({ stage }) => stage === 'dispatched')).toBe(true)
    expect(found.faults).toEqual([])
    expect(run.exits).toEqual([0, 0, 0, 0, 0])
    expect(run.strangers.subscribers).toBeGreaterThan(200)
  }, 1_200_000)

  test('a cluster that does not answer is something to wait for, not to end by', async () => {
    const nobody = freshKafka(`127.0.0.1:${await freePort()}`)
    await expect(openKafka(nobody)).rejects.toMatchObject({
      code: 'log-unavailable',
      retry: 'later',
    })
  }, 90_000)
})
