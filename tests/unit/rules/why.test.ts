import fastify from 'fastify'
import { expect, test } from 'vitest'

import { speakZod } from '../../../app/http/server.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { silentObserver } from '../../../core/observer.ts'
import { whySchema } from '../../../rules/api/history-contract.ts'
import { whyRoutes } from '../../../rules/api/why.ts'

import { weekCalendar } from '../../../core/day-calendar.ts'
import { parseDeviceId } from '../../../core/identity.ts'
import { readingsTopic, type ReadingRecord } from '../../../core/topics.ts'
import { failureOf } from '../../../rules/history/failure.ts'
import { questionOf, whyOf, type Question } from '../../../rules/history/why.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { memorySeries } from '../../support/memory-series.ts'
import type { Reading } from '../../../core/reading.ts'
import {
  after,
  city,
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  waterRule,
  withTicks,
} from '../../support/rules-city.ts'

const device = parseDeviceId('d1')
if (device === undefined) throw new TypeError('d1')

const mean = ruleOf(
  [
    'id: mean',
    'title: { zh: mean, en: mean }',
    'on: { kind: water, site: road }',
    'let: { m: { of: depth, aggregate: mean, window: 10m, min: 3 } }',
    'levels: [{ severity: yellow, when: m > 10, clear: m < 8, hold: 2m, clearHold: 1m }]',
    'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
  ].join('\n'),
)
const rules = ruleSetOf(
  mean,
  waterRule('silent', '[{ severity: blue, absence: { after: 2 periods } }]'),
  ruleOf(
    [
      'id: river',
      'title: { zh: river, en: river }',
      'on: { kind: water, site: river }',
      'levels: [{ severity: blue, when: stage > 1 }]',
      'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
    ].join('\n'),
  ),
)

const deps = async (records: readonly ReadingRecord[]) => {
  const log = new MemoryLog()
  const series = memorySeries()
  await log.append(readingsTopic, records)
  const readings = records.filter((one): one is Reading => one.type === 'reading')
  await series.write(readings.map((one) => ({ reading: one, kind: 'water' as never })))
  return {
    ...{ log, series, city, calendar: weekCalendar(city) },
    clock: { now: () => after(0), elapsed: () => 0 },
    directory: registryOf(deviceOf()).directory,
    reingest: () => () => [],
    limits: { futureSkew: 60_000, lateAfter: 600_000 },
    muting: () => Promise.resolve(() => 'S1'),
  }
}

async function ask(readings: readonly Reading[], at: number, more: Partial<Question> = {}) {
  const why = await whyOf(await deps(withTicks(readings, 1_800)), rules, {
    ...{ device: device as never, at: after(at) },
    ...more,
  })
  const both = (id: string) => why.rules.find(({ rule }) => rule === id)?.verdict
  const verdict = (id: string) => both(id)?.en
  const chinese = (id: string) => both(id)?.zh
  return { why, verdict, chinese }
}

const depths = (...values: readonly number[]) =>
  values.map((depth, minute) => reading('d1', minute * 60, { depth }))

test('a reading that raised nothing is told with the numbers that were compared', async () => {
  const { why, verdict, chinese } = await ask(depths(1, 2, 3, 4), 180, {
    reading: 'd1@1772417040000',
  })
  expect(verdict('mean')).toBe('raised nothing: m > 10 is false (m = 2.5)')
  expect(chinese('mean')).toBe('没有告警：m > 10 不成立（m = 2.5）')
  expect(chinese('river')).toBe('不监测该设备：规则针对点位类型 river，设备为 road')
  expect(chinese('silent')).toMatch(/^没有告警：最后一次收到数据于 2026-03-02T02:03:00.000Z，断传 /)
  expect(verdict('river')).toBe(
    'does not watch it: it is for the site river, the device is at road',
  )
  expect(verdict('silent')).toContain('raised nothing: heard last 2026-03-02T02:03:00.000Z, silent')
  expect(why.reading).toMatchObject({ values: { depth: 4 } })
  expect(why.rules.find(({ rule }) => rule === 'mean')).toMatchObject({
    judged: after(180),
    entries: [{ name: 'm', value: 2.5 }],
    levels: [{ holds: false, clears: true, holdSeconds: 120, stands: false }],
  })
})

test('a window with too few samples is unknown, and unknown raises nothing', async () => {
  const { verdict, chinese } = await ask(depths(20, 20), 90)
  expect(verdict('mean')).toBe('raised nothing: m > 10 is unknown (m = unknown)')
  expect(chinese('mean')).toBe('没有告警：m > 10 无法判断（m = 缺失）')
})

test('a hold that runs is told with how far it is, and an alarm that stands with how it clears', async () => {
  const readings = depths(20, 20, 20, 20, 20, 20, 2, 2, 2, 2)
  const holding = await ask(readings, 200)
  expect(holding.verdict('mean')).toBe(
    'raised nothing yet: m > 10 holds since 2026-03-02T02:02:00.000Z, 80 of 120 s',
  )
  expect(holding.chinese('mean')).toBe(
    '尚未告警：m > 10 自 2026-03-02T02:02:00.000Z 起成立，已 80 秒，需 120 秒',
  )
  const standing = await ask(readings, 330)
  expect(standing.chinese('mean')).toBe(
    '黄色告警持续中，始于 2026-03-02T02:02:00.000Z：m < 8 不成立',
  )
  expect(standing.verdict('mean')).toBe(
    'an alarm stands, yellow, begun 2026-03-02T02:02:00.000Z: m < 8 does not hold',
  )
  expect(standing.why.transitions).toMatchObject([
    { transition: { rule: 'mean', kind: 'raised' }, muted: 'S1' },
  ])
  const alarm = standing.why.transitions[0]?.transition.alarm ?? ''
  const raised = await ask(readings, 1_700, { alarm, about: after(240) })
  expect(raised.why.at).toBe(after(240))
})

test('what is late, without quality or silent is told so', async () => {
  const late = [...depths(1, 1, 1), reading('d1', 100, { depth: 50 }, { lag: 900, timing: 'late' })]
  const heardLate = await ask(late, 1_000)
  expect(heardLate.verdict('mean')).toBe(
    'the newest reading is late and is judged by no rule; of the one before it: raised nothing: m > 10 is false (m = 1)',
  )
  expect(heardLate.chinese('mean')).toBe(
    '最新数据是迟到的，不参与判断；据上一条：没有告警：m > 10 不成立（m = 1）',
  )
  const faulty = [
    ...depths(1, 1, 1),
    reading('d1', 200, { depth: 50 }, { quality: { depth: 'D' } }),
  ]
  expect((await ask(faulty, 210)).verdict('mean')).toMatch(/^the newest reading has none of its/)
  const silent = await ask(depths(1), 600)
  expect(silent.verdict('silent')).toMatch(/^an alarm stands, blue: heard last .* silent for 600 s/)
  expect((await ask([], 600)).verdict('mean')).toBe(
    'raised nothing: nothing was heard of the device',
  )
})

test('a reading is found by its name, and one that is not stored is not', async () => {
  const all = await deps(depths(1, 2))
  expect(await questionOf(all, `d1@${after(60)}`)).toEqual({
    ...{ device: 'd1', at: after(60), reading: `d1@${after(60)}` },
  })
  await expect(questionOf(all, `d1@${after(61)}`)).rejects.toMatchObject({ code: 'not-found' })
  await expect(questionOf(all, 'nonsense')).rejects.toMatchObject({ code: 'request-invalid' })
})

test('a case, an alarm, a reading and a device are asked about, one at a time', async () => {
  const why = await deps(withTicks(depths(20, 20, 20, 20, 20, 20), 900))
  const began = after(120)
  const kept = {
    ...{ alarm: `mean/d1/${began}`, rule: 'mean', device: device as never },
    ...{ raisedAt: after(240), outcome: 'opened', case: 'C1' },
  }
  const server = fastify()
  speakZod(server, silentObserver)
  await server.register(
    whyRoutes({
      access: {
        allow: () => () => Promise.resolve(),
        allowLimited: () => () => Promise.resolve(),
        stillAllowed: () => Promise.resolve(true),
        actor: () => ({ name: 'test', role: 'operator' }),
      },
      why,
      ruleSet: () => Promise.resolve(rules),
      recorded: {
        alarm: (id) => Promise.resolve(id === kept.alarm ? kept : undefined),
        ofCase: (id) =>
          Promise.resolve(id === 'C1' ? [kept, { ...kept, alarm: 'mean/d1/1' }] : undefined),
        ofDevice: () => Promise.resolve([kept]),
      },
    }),
  )
  const get = (query: string) => server.inject({ url: `/v1/rules/why?${query}` })
  const answers = async (query: string) => whySchema.parse((await get(query)).json()).answers
  expect(await answers(`alarm=${kept.alarm}`)).toMatchObject([
    {
      ...{ at: after(240), alarm: { outcome: 'opened', case: 'C1' }, recorded: [kept] },
      rules: [{ rule: 'mean', levels: [{ stands: true, values: [{ name: 'm', value: 20 }] }] }],
      transitions: [{ alarm: kept.alarm, kind: 'raised', values: { m: 20 }, muted: 'S1' }],
    },
  ])
  const ofCase = await answers('case=C1')
  expect(ofCase).toHaveLength(2)
  expect(ofCase[1]?.notes.at(-1)).toEqual({
    zh: expect.stringMatching(/^按现行规则重新判断时没有出现这条告警/),
    en: expect.stringMatching(/^judged again the alarm is not raised/),
  })
  expect(await answers(`reading=d1@${after(60)}`)).toMatchObject([{ at: after(60), recorded: [] }])
  expect(await answers(`device=d1&at=${after(200)}`)).toMatchObject([{ at: after(200) }])
  for (const [query, status] of [
    ['alarm=none', 404],
    ['case=none', 404],
    ['device=d2', 404],
    ['', 400],
    ['device=d1&case=C1', 400],
  ] as const)
    expect([query, (await get(query)).statusCode]).toEqual([query, status])
  await server.close()
})

test.each([
  [
    new UrbanBrainError('device-unknown', 'no rule watches d9'),
    '没有规则监测该设备，或该设备未登记（no rule watches d9）',
  ],
  [new TypeError('no such row'), '内部错误（no such row）'],
])('a failed backtest says why in both languages: %s', (error, zh) => {
  expect(failureOf(error)).toEqual({ en: error.message, zh })
})
