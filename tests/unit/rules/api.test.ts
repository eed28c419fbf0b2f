import fastify from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { speakZod } from '../../../app/http/server.ts'
import type { Access } from '../../../core/access.ts'
import type { ActorRole } from '../../../core/actor.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { silentObserver } from '../../../core/observer.ts'
import { ruleIdSchema } from '../../../core/identity.ts'
import { instant } from '../../../core/time.ts'
import { rulesApi } from '../../../rules/api/routes.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { city, deviceOf, registryOf } from '../../support/rules-city.ts'

const server = { current: fastify() }
let role: ActorRole
const road = ruleIdSchema.parse('water-road-depth')
const noon = instant(Date.parse('2026-03-02T12:00:00+08:00'))

beforeEach(async () => {
  role = 'operator'
  const access: Access = {
    allow:
      (...roles) =>
      () =>
        roles.includes(role)
          ? Promise.resolve()
          : Promise.reject(new UrbanBrainError('forbidden', 'not you')),
    allowLimited: (...roles) => access.allow(...roles),
    stillAllowed: () => Promise.resolve(true),
    actor: () => ({ name: 'test', role }),
  }
  const ruleSet = await loadCatalogue('rules/catalogue')
  server.current = fastify()
  speakZod(server.current, silentObserver)
  await server.current.register(
    rulesApi({
      access,
      ruleSet: () => ruleSet,
      standing: () => Promise.resolve(new Map([[road, 3]])),
      standingAlarms: (device) =>
        Promise.resolve(device === 'd1' ? [{ rule: road, severity: 'red', raisedAt: noon }] : []),
      directory: registryOf(
        deviceOf(),
        deviceOf({ id: 'd2' }),
        deviceOf({ id: 'own', limits: { 'road.file_cm': 12 } }),
      ).directory,
      clock: { now: () => noon },
      city,
    }),
  )
})
afterEach(() => server.current.close())

const get = (url: string) => server.current.inject({ url })

test('lists the rules with their levels and standing alarms', async () => {
  const { statusCode, body } = await get('/v1/rules')
  expect(statusCode).toBe(200)
  const { rules, areas } = JSON.parse(body) as {
    rules: { id: string; standing: number }[]
    areas: unknown[]
  }
  expect(areas).toMatchObject([
    { id: 'power-outage', over: { kind: 'power' }, levels: [{ severity: 'orange' }] },
    {
      id: 'water-area-flooding',
      over: { kind: 'cell' },
      alarms: ['water-road-depth', 'water-underpass-depth'],
      levels: [
        {
          ...{ severity: 'orange', when: 'devices(yellow) >= 3', filing: 'confirm' },
          ...{ holdSeconds: 0, clearHoldSeconds: 0 },
        },
        {},
      ],
      standing: 0,
      document: expect.stringContaining('over: cell'),
    },
    {
      id: 'water-catchment-flooding',
      over: { kind: 'catchment' },
      levels: [{ holdSeconds: 180, clearHoldSeconds: 600 }, {}],
    },
  ])
  const road = rules.find(({ id }) => id === 'water-road-depth')
  expect(road).toMatchObject({
    standing: 3,
    on: { kind: 'water', sites: ['road'], zones: [] },
    levels: [
      { severity: 'blue', filing: 'none' },
      { severity: 'yellow', when: 'depth3 >= limits.road.file_cm', holdSeconds: 60 },
      { severity: 'orange' },
      { severity: 'red' },
    ],
  })
  expect(rules.find(({ id }) => id === 'water-silent')).toMatchObject({
    standing: 0,
    levels: [{ when: 'no reading for 2 periods, at least 300 s', clear: 'any reading' }],
  })
})

test('shows one rule as it was written', async () => {
  const { body } = await get('/v1/rules/dust-tsp')
  expect(JSON.parse(body)).toMatchObject({ id: 'dust-tsp', title: { zh: '工地扬尘超标' } })
  expect(body).toContain('tsp15: { of: tsp, aggregate: mean')
})

test('says of a rule and of its numbers how sure they are', async () => {
  const { body } = await get('/v1/rules/water-road-depth')
  expect(JSON.parse(body)).toMatchObject({
    source: expect.stringContaining('0506') as unknown,
    certainty: 'second-hand',
    unverified: true,
    limits: expect.arrayContaining([
      {
        path: 'road.file_cm',
        title: { zh: '道路积水深度', en: 'Depth of water on a road' },
        unit: 'cm',
        value: 15,
        source: expect.stringContaining('15 cm') as unknown,
        sourceZh: expect.stringContaining('立案水深 15 厘米') as unknown,
        certainty: 'proposed',
      },
    ]) as unknown,
  })
  const river = JSON.parse((await get('/v1/rules/water-river-stage')).body) as object
  expect(river).toMatchObject({
    certainty: 'verified',
    limits: expect.arrayContaining([
      expect.objectContaining({ path: 'warning', certainty: 'verified' }),
    ]) as unknown,
  })
})

test('says of the limits of a device which nobody verified, its own left out', async () => {
  const levels = async (id: string) => {
    const { rules } = JSON.parse((await get(`/v1/devices/${id}/rules`)).body) as {
      rules: { id: string; levels: { unverified: object[] }[] }[]
    }
    return rules.find((rule) => rule.id === 'water-road-depth')?.levels[1]?.unverified
  }
  expect(await levels('d1')).toEqual([{ path: 'road.file_cm', certainty: 'proposed' }])
  expect(await levels('own')).toEqual([])
})

test('knows nothing of other rules, and answers only those who may read', async () => {
  expect((await get('/v1/rules/none')).statusCode).toBe(404)
  role = 'crew'
  expect((await get('/v1/rules')).statusCode).toBe(403)
  expect((await get('/v1/rules/dust-tsp')).statusCode).toBe(403)
})

test('shows the rules of one device with limits and state', async () => {
  const { statusCode, body } = await get('/v1/devices/d1/rules')
  expect(statusCode).toBe(200)
  const { rules } = JSON.parse(body) as { rules: { id: string }[] }
  expect(rules.map(({ id }) => id)).toEqual([
    'water-battery-low',
    'water-clock-wrong',
    'water-fast-rise',
    'water-gauge-fault',
    'water-road-closure',
    'water-road-depth',
    'water-road-notice',
    'water-silent',
  ])
  expect(rules.find(({ id }) => id === 'water-road-depth')).toMatchObject({
    title: { zh: '道路积水' },
    levels: [
      { severity: 'blue', limits: [{ quantity: 'depth', operator: '>=', value: 10 }] },
      { severity: 'yellow', when: 'depth3 >= limits.road.file_cm', limits: [{ value: 15 }] },
      { severity: 'orange' },
      { severity: 'red' },
    ],
    state: { severity: 'red', since: noon },
  })
  const other = JSON.parse((await get('/v1/devices/d2/rules')).body) as { rules: { id: string }[] }
  expect(other.rules.find(({ id }) => id === 'water-road-depth')).toMatchObject({ state: {} })
})

test('refuses the rules of a device that nobody registered, and those who may not read', async () => {
  expect((await get('/v1/devices/d3/rules')).statusCode).toBe(404)
  role = 'crew'
  expect((await get('/v1/devices/d1/rules')).statusCode).toBe(403)
})
