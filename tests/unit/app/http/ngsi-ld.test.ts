/** NGSI-LD as a broker or a client of the standard asks for it. */
import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'

import {
  entitiesAsked,
  entityAsked,
  historyAsked,
} from '../../../../app/http/ngsi-ld/decide/query.ts'
import { ngsiLdRoutes } from '../../../../app/http/ngsi-ld/routes.ts'
import type { Actor } from '../../../../core/actor.ts'
import { UrbanBrainError } from '../../../../core/errors.ts'
import type { CellCode } from '../../../../core/identity.ts'
import { device } from '../../../contract/registry.suite.ts'
import { point } from '../../../contract/series-store-points.ts'
import { openStandards, type StandardsServer } from '../../../support/standards-server.ts'

const now = Date.UTC(2026, 10, 30, 8)
const minute = 60_000
const root = '/v1/ngsi-ld/v1'
const urn = 'urn:ngsi-ld:Device:'
const operator: Actor = { name: 'olga', role: 'operator' }

let actor: Actor
let api: StandardsServer
beforeEach(async () => {
  actor = operator
  api = await openStandards(ngsiLdRoutes, { now, actor: () => actor })
  api.register(
    device('ns-1', {
      ...{ name: '人民路', cell: '990102001001001' as CellCode, owner: 'lj-road' as never },
      ...{ mn: 'MN1', externalId: 'imei' as never, limits: { 'cover.open_deg': 1 } },
    }),
    device('mh:2', { kind: 'manhole', site: 'road', cell: '990103001001001' as CellCode }),
  )
  await api.series.write([
    point('ns-1', now - minute, { laeq: 61, battery: 80 }, { quality: { laeq: 'D' } }),
    point('ns-1', now - 2 * minute, { laeq: 62 }),
    point('mh:2', now, { coverOpen: 1, tilt: 3 }),
  ])
})

const ask = (path: string, headers?: Record<string, string>) => api.ask(`${root}${path}`, headers)
const list = async (path: string) => {
  const { status, body } = await ask(path)
  expect([path, status]).toEqual([path, 200])
  return body as unknown as Record<string, unknown>[]
}
const ids = (entities: readonly Record<string, unknown>[]) => entities.map(({ id }) => id)

describe('an entity', () => {
  test('is a device with its place and its newest values, and no more than that', async () => {
    const { body, headers } = await ask(`/entities/${urn}ns-1`)
    expect(body).toMatchObject({
      id: `${urn}ns-1`,
      type: 'Device',
      name: { type: 'Property', value: '人民路' },
      active: { type: 'Property', value: true },
      location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [120.1, 30.2] } },
      laeq: {
        ...{ type: 'Property', value: 61, unitCode: '2N', observedAt: '2026-11-30T07:59:00.000Z' },
        quality: { type: 'Property', value: 'D' },
      },
      battery: { value: 80, unitCode: 'P1' },
    })
    expect(JSON.stringify(body)).not.toMatch(/lj-road|MN1|imei|limits|@context/)
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect(headers['link']).toMatch(
      /^<http:.*\/context>; rel="http:\/\/www\.w3\.org\/ns\/json-ld#context"; type="application\/ld\+json"$/,
    )
  })

  test('has its context with it as linked data, and values alone where they are wanted', async () => {
    const linked = await ask(`/entities/${urn}ns-1`, { accept: 'application/ld+json' })
    expect(linked.headers['content-type']).toMatch(/^application\/ld\+json/)
    expect(linked.headers['link']).toBeUndefined()
    const address = String(linked.body['@context'])
    const { body } = await api.ask(address)
    expect(body['@context']).toEqual([
      expect.objectContaining({ laeq: 'urn:urban-brain:quantity:laeq' }),
      expect.stringMatching(/^https:\/\/uri\.etsi\.org\/ngsi-ld\/v1\/ngsi-ld-core-context/),
    ])
    for (const option of ['options=keyValues', 'format=simplified'])
      expect((await ask(`/entities/${urn}mh:2?${option}&attrs=coverOpen,location`)).body).toEqual({
        ...{ id: `${urn}mh:2`, type: 'Device', coverOpen: true },
        location: { type: 'Point', coordinates: [120.1, 30.2] },
      })
  })
})

describe('a query', () => {
  test('finds by type, id and attributes', async () => {
    expect(ids(await list('/entities?type=Device'))).toEqual([`${urn}mh:2`, `${urn}ns-1`])
    expect(await list('/entities?type=Vehicle')).toEqual([])
    expect(ids(await list(`/entities?id=${urn}ns-1,${urn}nobody`))).toEqual([`${urn}ns-1`])
    const [only, ...others] = await list('/entities?type=Device&attrs=laeq')
    expect([Object.keys(only ?? {}), others]).toEqual([['id', 'type', 'laeq'], []])
    expect(ids(await list('/entities?attrs=urn:urban-brain:quantity:tilt'))).toEqual([`${urn}mh:2`])
    const { body } = await ask('/types')
    expect(body).toMatchObject({ type: 'EntityTypeList', typeList: ['Device'] })
  })

  test('is answered in pages that lead to every device once, while others are added', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `d-${String(n).padStart(2, '0')}`)
    api.register(...names.map((name) => device(name)))
    const counted = await ask('/entities?type=Device&limit=0&count=true')
    expect(counted.body).toEqual([])
    expect(counted.headers['ngsild-results-count']).toBe('52')
    const found: unknown[] = []
    let next: string | undefined = `${root}/entities?type=Device&options=keyValues&limit=7`
    for (let added = 0; next !== undefined; added += 1) {
      const answer: Awaited<ReturnType<typeof ask>> = await api.ask(next)
      expect(answer.status).toBe(200)
      found.push(...ids(answer.body as never))
      api.register(device(`a-${added}`), device(`z-${added % 5}`))
      const [, link] = /<([^>]+)>; rel="next"/.exec(String(answer.headers['link'])) ?? []
      next = link
    }
    expect(found.filter((id) => String(id).includes(':d-'))).toEqual(
      names.map((name) => `${urn}${name}`),
    )
    expect(new Set(found).size).toBe(found.length)
  })
})

describe('a history', () => {
  const laeq = async (query: string) => {
    const { status, body } = await ask(`/temporal/entities/${urn}ns-1?attrs=laeq&${query}`)
    const instances = (body['laeq'] ?? []) as { value: number }[]
    return [status, instances.map(({ value }) => value)]
  }

  test('has what was before, after and between', async () => {
    const [at, before] = ['2026-11-30T07:59:00Z', '2026-11-30T07:58:00Z']
    expect(await laeq('lastN=1')).toEqual([200, [61]])
    expect(await laeq(`timerel=before&timeAt=${at}`)).toEqual([200, [62]])
    expect(await laeq(`timerel=after&timeAt=${before}`)).toEqual([200, [61]])
    expect(await laeq(`timerel=between&timeAt=${before}&endTimeAt=${at}`)).toEqual([200, [62]])
    expect(await laeq('timerel=after&timeAt=2030-01-01T00:00:00Z')).toEqual([200, []])
    const simple = await ask(`/temporal/entities/${urn}ns-1?attrs=laeq&options=temporalValues`)
    expect(simple.body['laeq']).toEqual({
      type: 'Property',
      values: [
        [61, '2026-11-30T07:59:00.000Z'],
        [62, '2026-11-30T07:58:00.000Z'],
      ],
    })
  })

  test('says where it is only a part', async () => {
    const many = Array.from({ length: 1_100 }, (_, n) =>
      point('ns-1', now - (n + 10) * minute, { l10: n }),
    )
    await api.series.write(many)
    const { status, headers, body } = await ask(`/temporal/entities/${urn}ns-1?attrs=l10`)
    expect([status, (body['l10'] as object[]).length]).toEqual([206, 1_000])
    expect(headers['content-range']).toBe(
      'date-time 2026-11-30T07:50:00.000Z-2026-11-29T15:11:00.000Z/*',
    )
  })
})

test('who is limited to a part of the city sees nothing of the rest, by no count', async () => {
  actor = { ...operator, areas: ['990102'] }
  const { headers, body } = await ask('/entities?type=Device&count=true')
  expect([headers['ngsild-results-count'], ids(body as never)]).toEqual(['1', [`${urn}ns-1`]])
  expect(await list(`/entities?id=${urn}mh:2`)).toEqual([])
  expect(await list('/entities?attrs=tilt')).toEqual([])
  expect(ids(await list('/entities?type=Device&after=a'))).toEqual([`${urn}ns-1`])
  for (const path of [`/entities/${urn}mh:2`, `/temporal/entities/${urn}mh:2`])
    expect.soft([path, (await ask(path)).status]).toEqual([path, 404])
  actor = { ...operator, unit: 'nobodys' as never }
  expect((await ask('/types')).body).toMatchObject({ typeList: [] })
})

test('what does not fit is refused as the standard says it, and nothing is passed over', async () => {
  const history = `/temporal/entities/${urn}ns-1`
  for (const [path, status, type, words] of [
    ['/entities', 400, 'BadRequestData', 'type, id or attrs'],
    ['/entities?type=Device&q=laeq>60', 501, 'OperationNotSupported', 'q is not offered'],
    ['/entities?type=Device&georel=near', 501, 'OperationNotSupported', 'georel'],
    ['/entities?type=Device&offset=20', 501, 'OperationNotSupported', 'next'],
    ['/entities?type=Device&options=concise', 501, 'OperationNotSupported', 'keyValues'],
    ['/entities?type=Device&attrs=laeq&count=true', 501, 'OperationNotSupported', 'count'],
    ['/entities?type=Device&limit=0', 400, 'BadRequestData', '1 to 100'],
    ['/entities?type=Device&count=yes', 400, 'BadRequestData', 'true or false'],
    ['/entities?type=Device&limit=101', 400, 'BadRequestData', '1 to 100'],
    ['/entities?type=Device&$top=1', 400, 'BadRequestData', 'no such parameter'],
    ['/entities?type=Device&type=Device', 400, 'BadRequestData', 'type'],
    [`/entities/${urn}nobody`, 404, 'ResourceNotFound', 'nobody'],
    ['/entities/ns-1', 404, 'ResourceNotFound', 'ns-1'],
    [`/entities/${urn}ns-1?attrs=tilt`, 404, 'ResourceNotFound', 'ns-1'],
    [`${history}?timerel=during&timeAt=2026-11-30T00:00:00Z`, 400, 'BadRequestData', 'between'],
    [`${history}?timeAt=2026-11-30T00:00:00Z`, 400, 'BadRequestData', 'timerel'],
    [`${history}?timerel=after&timeAt=2026-11-30`, 400, 'BadRequestData', 'RFC 3339'],
    [`${history}?lastN=1001`, 400, 'BadRequestData', '1 to 1000'],
    [`${history}?timeproperty=createdAt`, 501, 'OperationNotSupported', 'observedAt'],
  ] as const) {
    const { status: answered, body } = await ask(path)
    expect
      .soft([path, answered, body['type'], body['detail']])
      .toEqual([
        ...[path, status, `https://uri.etsi.org/ngsi-ld/errors/${type}`],
        expect.stringContaining(words),
      ])
  }
})

test('whatever is asked is answered or refused', () => {
  const names = ['type', 'id', 'attrs', 'limit', 'timerel', 'timeAt', 'endTimeAt', 'lastN', 'q']
  const scraps = fc.oneof(
    fc.string(),
    fc.constantFrom('Device', 'between', 'before', '2026-11-30T00:00:00Z', '5', 'laeq,', 'true'),
  )
  const query = fc.dictionary(fc.constantFrom(...names), fc.oneof(scraps, fc.array(scraps)))
  fc.assert(
    fc.property(query, (asked) => {
      for (const read of [
        entitiesAsked,
        entityAsked,
        (one: object) => historyAsked({ ...one }, now),
      ])
        try {
          read(asked)
        } catch (error) {
          expect(error).toBeInstanceOf(UrbanBrainError)
        }
    }),
    { numRuns: 500 },
  )
})
