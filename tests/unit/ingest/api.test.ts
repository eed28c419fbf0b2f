import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { CellCode, DeviceId } from '../../../core/identity.ts'
import { instant } from '../../../core/time.ts'
import { device } from '../../contract/registry.suite.ts'
import { at, frame, startApiServer, type ApiServer } from './api-server.ts'

let api: ApiServer

beforeEach(async () => {
  api = await startApiServer()
})

afterEach(() => api[Symbol.asyncDispose]())

test('every route refuses the roles it is not for', async () => {
  const routes: readonly (readonly ['GET' | 'POST', string, unknown, readonly string[]])[] = [
    ['GET', '/v1/devices', undefined, ['crew', 'device', 'service']],
    ['GET', '/v1/devices-places', undefined, ['crew', 'device', 'service']],
    ['GET', '/v1/devices/a', undefined, ['crew', 'device', 'service']],
    ['POST', '/v1/devices/import?format=csv', {}, ['crew', 'operator', 'manager']],
    ['POST', '/v1/devices/a/credential', undefined, ['crew', 'operator', 'manager']],
    ['GET', '/v1/devices-unknown', undefined, ['crew', 'device']],
    ['POST', '/v1/devices/a/adopt', { ...adoption }, ['crew', 'dispatcher', 'manager']],
    ['GET', '/v1/readings', undefined, ['crew', 'device']],
    ['GET', '/v1/readings/latest', undefined, ['crew', 'device']],
    ['GET', '/v1/dead-letters', undefined, ['crew', 'device']],
    ['GET', '/v1/dead-letters/0', undefined, ['crew', 'device']],
    ['POST', '/v1/dead-letters/redrive', { limit: 1 }, ['crew', 'dispatcher', 'manager']],
    ['POST', '/v1/bindings/try', { offset: 0 }, ['crew', 'operator', 'manager']],
    ['POST', '/v1/bindings/try-letters', { text: '' }, ['crew', 'operator', 'manager']],
    ['GET', '/v1/accounting', undefined, ['crew', 'device']],
  ]
  for (const [method, url, payload, roles] of routes) {
    for (const role of roles) {
      const given = payload === undefined ? {} : { payload: payload as object }
      expect(await api.ask(method, url, { role, ...given })).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      })
    }
  }
})

const adoption = { kind: 'noise', site: 'street', longitude: 120.5, latitude: 30.5 }

describe('devices', () => {
  const csv = (...lines: readonly string[]) =>
    ['id,kind,site,longitude,latitude', ...lines].join('\n')

  test.each(['text/csv', 'text/plain'])(
    'are imported from CSV as %s, listed by page',
    async (type) => {
      const payload = csv(
        'b,noise,street,120.5,30.5',
        'a,noise,street,120.5,30.5',
        'c,dust,street,120.5,30.5',
      )
      const headers = { 'content-type': type }
      const dry = await api.ask('POST', '/v1/devices/import?format=csv&dryRun=true', {
        payload,
        headers,
      })
      expect(dry).toEqual({
        status: 200,
        body: {
          devices: 3,
          dryRun: true,
          new: 3,
          changed: 0,
          unchanged: 0,
          fields: {},
          added: [{ id: 'b' }, { id: 'a' }, { id: 'c' }],
          warnings: [],
          notes: [],
        },
      })
      expect((await api.ask('GET', '/v1/devices')).body).toEqual({ devices: [], total: 0 })
      await api.ask('POST', '/v1/devices/import?format=csv', { payload, headers })
      const page = await api.ask('GET', '/v1/devices?limit=2')
      expect(page.body).toMatchObject({ devices: [{ id: 'a' }, { id: 'b' }], after: 'b' })
      const rest = await api.ask('GET', '/v1/devices?limit=2&after=b')
      expect(rest.body).toEqual({
        devices: [
          {
            id: 'c',
            kind: 'dust',
            site: 'street',
            longitude: 120.5,
            latitude: 30.5,
            cell: '330106001002003',
            period: 60,
            active: true,
            credential: false,
          },
        ],
        total: 3,
        before: 'c',
      })
      expect(
        (await api.ask('GET', '/v1/devices?kind=dust&cell=330106&active=true')).body,
      ).toMatchObject({
        devices: [{ id: 'c' }],
      })
      expect((await api.ask('GET', '/v1/devices?active=false')).body).toEqual({
        devices: [],
        total: 0,
      })
    },
  )

  test('their places hold what a map needs, by page', async () => {
    const cell = '330106001002003' as CellCode
    await api.registry.put([
      device('a', { name: 'Well 1', cell, longitude: 120.123_456_789, latitude: 30.5 }),
      device('b', { active: false }),
    ])
    const page = await api.ask('GET', '/v1/devices-places?limit=1')
    expect(page.body).toEqual({
      devices: {
        id: ['a'],
        kind: ['noise'],
        name: ['Well 1'],
        longitude: [120.123_457],
        latitude: [30.5],
        cell: [cell],
        active: [true],
      },
      after: 'a',
    })
    const rest = await api.ask('GET', '/v1/devices-places?after=a')
    expect(rest.body).toMatchObject({
      devices: { id: ['b'], name: [null], cell: [null], active: [false] },
    })
    expect(rest.body).not.toHaveProperty('after')
    expect((await api.ask('GET', '/v1/devices-places?active=true')).body).toMatchObject({
      devices: { id: ['a'] },
    })
  })

  test('are imported from GeoJSON as application/json and application/geo+json', async () => {
    for (const [id, type] of [
      ['a', 'application/json'],
      ['b', 'application/geo+json'],
    ]) {
      const payload = JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            geometry: { type: 'Point', coordinates: [120.5, 30.5] },
            properties: { id, kind: 'noise', site: 'street' },
          },
        ],
      })
      const headers = { 'content-type': type }
      const url = '/v1/devices/import?format=geojson&crs=gcj02'
      expect(await api.ask('POST', url, { payload, headers })).toMatchObject({ status: 200 })
    }
    const { body } = await api.ask('GET', '/v1/devices/b')
    expect(body).toMatchObject({ id: 'b' })
    expect(body['longitude']).not.toBe(120.5)
  })

  test('a file with mistakes is refused with all of them', async () => {
    const payload = csv(
      'a,noise,street,120.5,30.5',
      'b,noise,moon,120.5,30.5',
      'c,noise,street,1,1',
    )
    const headers = { 'content-type': 'text/csv' }
    const { status, body } = await api.ask('POST', '/v1/devices/import?format=csv', {
      payload,
      headers,
    })
    expect(status).toBe(400)
    expect(body).toMatchObject({
      code: 'import-invalid',
      details: [expect.any(String), expect.any(String)],
    })
    expect(await api.registry.changes(0, 10)).toEqual([])
    const broken = { payload: 'no json', headers: { 'content-type': 'application/geo+json' } }
    expect(await api.ask('POST', '/v1/devices/import?format=geojson', broken)).toMatchObject({
      status: 400,
      body: { details: ['the file is not JSON'] },
    })
    const json = { payload: { a: 1 } }
    expect((await api.ask('POST', '/v1/devices/import?format=csv', json)).status).toBe(400)
  })

  test('a credential is shown once, and only its hash is kept', async () => {
    expect(await api.ask('POST', '/v1/devices/a/credential')).toMatchObject({ status: 404 })
    await api.registry.put([device('a')])
    const { body } = await api.ask('POST', '/v1/devices/a/credential')
    expect(body['token']).toMatch(/^[\w-]{43}$/)
    const shown = await api.ask('GET', '/v1/devices/a')
    expect(shown.body).toMatchObject({ credential: true })
    const everything = JSON.stringify([shown, await api.registry.changes(0, 10)])
    expect(everything).not.toContain(body['token'])
  })

  test('a name nobody registered is 404, one that cannot be is 400', async () => {
    expect(await api.ask('GET', '/v1/devices/nobody')).toMatchObject({ status: 404 })
    expect(await api.ask('GET', '/v1/devices/a%00b')).toMatchObject({ status: 400 })
  })
})

test('an unknown device is listed, adopted, and its dead letters become readings', async () => {
  await api.publish(
    frame('x', { t: at, m: { laeq: 60 } }),
    frame('x', { t: at + 1, m: { laeq: 61 } }),
  )
  await api.registry.sighted([
    { id: 'x' as DeviceId, lastSeen: instant(at), frames: 2, sample: '{}' },
  ])
  const unknown = await api.ask('GET', '/v1/devices-unknown')
  expect(unknown.body).toMatchObject({ unknown: [{ id: 'x', frames: 2 }] })

  const wrong = { ...adoption, site: 'moon', colour: 1 }
  expect((await api.ask('POST', '/v1/devices/x/adopt', { payload: wrong })).status).toBe(400)
  const astray = { ...adoption, longitude: 1, gateway: 'nobody' }
  expect((await api.ask('POST', '/v1/devices/x/adopt', { payload: astray })).status).toBe(400)
  const orphan = { ...adoption, gateway: 'nobody' }
  expect((await api.ask('POST', '/v1/devices/x/adopt', { payload: orphan })).status).toBe(400)
  const adopted = await api.ask('POST', '/v1/devices/x/adopt', {
    payload: adoption,
    role: 'operator',
  })
  expect(adopted).toMatchObject({ status: 200, body: { id: 'x', cell: '330106001002003' } })
  expect((await api.ask('POST', '/v1/devices/x/adopt', { payload: adoption })).status).toBe(400)
  expect((await api.ask('GET', '/v1/devices-unknown')).body).toEqual({ unknown: [] })

  const payload = { reason: 'unknown-device', device: 'x' }
  const redriven = await api.ask('POST', '/v1/dead-letters/redrive', { payload, role: 'operator' })
  expect(redriven.body).toEqual({ redriven: 2, skipped: [] })
  await api.settled()
  const expected = { frames: 4, redriven: 2, readings: 2, deadLetters: 2, balanced: true, lag: 0 }
  expect((await api.ask('GET', '/v1/accounting')).body).toMatchObject(expected)
  await api.ask('POST', '/v1/dead-letters/redrive', { payload })
  await api.settled()
  expect((await api.ask('GET', '/v1/accounting')).body).toMatchObject({
    readings: 2,
    duplicates: 2,
  })
})
