import { createHash } from 'node:crypto'
import { readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import type { CaseFile } from '../../../cases/report/case-file.ts'
import { days } from '../../../core/time.ts'
import { until } from '../../support/until.ts'
import { start } from './fixtures.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { jpeg, png, webp } from './photos-pictures.ts'

interface Kept {
  readonly sha256: string
  readonly bytes: number
  readonly type: string
}

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer({ photos: { largest: 4_096 } })
})
afterEach(() => api[Symbol.asyncDispose]())

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const send = (who: Who | undefined, bytes: Buffer, headers: Record<string, string> = {}) =>
  api.ask<Kept>(who, 'POST', '/v1/photos', bytes, { 'content-type': 'image/png', ...headers })

describe('photos over HTTP', () => {
  test('one is kept once under the hash of its bytes, and comes back as it was', async () => {
    const first = await send('drainage', png)
    expect(first).toMatchObject({
      status: 201,
      body: { sha256: hashOf(png), bytes: png.length, type: 'image/png' },
    })
    const again = await send('inspector', png, { 'x-sha256': hashOf(png).toUpperCase() })
    expect([again.status, again.body]).toEqual([200, first.body])
    const photo = await api.ask('manager', 'GET', `/v1/photos/${first.body.sha256}`)
    expect(photo.status).toBe(200)
    expect(photo.raw).toEqual(png)
    expect(photo.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
  })

  test('the report of a crew names photos that are there', async () => {
    const id = await api.dispatched()
    const { body } = await send('drainage', jpeg(640, 480), { 'content-type': 'image/jpeg' })
    const told = { command: 'report', text: '已抽排', photos: [{ sha256: body.sha256 }] }
    expect((await api.order('drainage', id, told)).status).toBe(200)
    const { body: seen } = await api.ask<{ timeline: { data: object }[] }>(
      'inspector',
      'GET',
      `/v1/cases/${id}`,
    )
    expect(seen.timeline.at(-1)?.data).toMatchObject({ photos: [{ sha256: body.sha256 }] })
    expect((await api.ask('inspector', 'GET', `/v1/photos/${body.sha256}`)).status).toBe(200)
  })

  test('a damaged one is refused in words, counted, named by the record, and healed by whoever has it', async () => {
    const id = await api.dispatched()
    const { body } = await send('drainage', png)
    const report = { command: 'report', text: '已抽排', photos: [{ sha256: body.sha256 }] }
    await api.order('drainage', id, report)
    const path = join(api.folder, body.sha256.slice(0, 2), `${body.sha256}.png`)
    await writeFile(path, Buffer.from(png).fill(7, 30, 31))
    const record = () =>
      api.ask<{ intact: boolean; faults: object[] }>(
        'inspector',
        'GET',
        `/v1/cases/${id}/verify-record`,
      )

    const refused = await api.ask<{ message: string }>(
      'inspector',
      'GET',
      `/v1/photos/${body.sha256}`,
    )
    expect(refused).toMatchObject({ status: 500, body: { code: 'store-damaged' } })
    expect(refused.body.message).not.toContain(api.folder)
    const { body: timeline } = await api.ask<{ case: { version: number } }>(
      'inspector',
      'GET',
      `/v1/cases/${id}`,
    )
    expect((await record()).body).toMatchObject({
      intact: false,
      faults: [{ case: id, version: timeline.case.version, fault: 'photo-damaged' }],
    })

    expect((await send('drainage', png)).status).toBe(201)
    expect((await api.ask('inspector', 'GET', `/v1/photos/${body.sha256}`)).raw).toEqual(png)
    expect((await record()).body).toMatchObject({ intact: true, faults: [] })
  })

  test('what a picture is called does not matter, what it is does', async () => {
    const { body } = await send('drainage', webp, { 'content-type': 'image/jpeg; q=1' })
    expect(body.type).toBe('image/webp')
    const { headers } = await api.ask('drainage', 'GET', `/v1/photos/${body.sha256}`)
    expect(headers['content-type']).toBe('image/webp')
  })

  test.each<[string, Buffer, Record<string, string>, number]>([
    ['a page called a picture', Buffer.from('<script>alert(1)</script>'), {}, 400],
    ['nothing', Buffer.alloc(0), {}, 400],
    ['another hash than that of the bytes', png, { 'x-sha256': hashOf(webp) }, 400],
    ['a hash that is none', png, { 'x-sha256': 'abc' }, 400],
    ['a type that is not taken', png, { 'content-type': 'image/svg+xml' }, 400],
    ['JSON', Buffer.from('{}'), { 'content-type': 'application/json' }, 400],
    ['too many bytes', Buffer.concat([png, Buffer.alloc(4_096)]), {}, 400],
  ])('refuses %s and keeps nothing', async (_, bytes, headers, status) => {
    expect((await send('drainage', bytes, headers)).status).toBe(status)
    expect(await readdir(api.folder)).toEqual([])
  })

  test('people take and see photos, machines and strangers do not', async () => {
    expect((await send('drainage', png)).status).toBe(201)
    const url = `/v1/photos/${hashOf(png)}`
    const asked = async (who: Who | undefined) => [
      (await send(who, png)).status,
      (await api.ask(who, 'GET', url)).status,
    ]
    expect(await asked('operator')).toEqual([200, 200])
    expect(await asked('road')).toEqual([200, 200])
    expect(await asked('supervisor')).toEqual([403, 200])
    expect(await asked('device')).toEqual([403, 403])
    expect(await asked('service')).toEqual([403, 403])
    expect(await asked(undefined)).toEqual([401, 401])
  })

  test('a photo that never came, and a name that is none', async () => {
    const missing = await api.ask('operator', 'GET', `/v1/photos/${'0'.repeat(64)}`)
    expect([missing.status, missing.body['code']]).toEqual([404, 'not-found'])
    expect((await api.ask('operator', 'GET', '/v1/photos/..%2Fcases.sqlite')).status).toBe(400)
  })
})

test('photos go when the time of all their cases is over, and the record says so', async () => {
  await using old = await openCaseServer({ photos: { keep: '30d' } })
  const keep = async (bytes: Buffer, type: string) => {
    const headers = { 'content-type': type }
    const { body } = await old.ask<Kept>('operator', 'POST', '/v1/photos', bytes, headers)
    return body.sha256
  }
  const [own, shared, late] = [
    await keep(png, 'image/png'),
    await keep(jpeg(640, 480), 'image/jpeg'),
    await keep(webp, 'image/webp'),
  ]
  const report = async (...photos: readonly string[]) => {
    const { body } = await old.ask<Case>('operator', 'POST', '/v1/cases', {
      ...{ category: '0506', title: { zh: '积水', en: 'Water' }, lead: 'drainage' },
      ...{ limit: '2 urgent hours', photos: photos.map((sha256) => ({ sha256 })) },
    })
    return body.id
  }
  const id = await report(own, shared, late)
  await report(shared)
  // Sent and named long ago, by the clock of the test.
  for (const [sha256, extension] of [
    [own, 'png'],
    [shared, 'jpg'],
  ] as const)
    await utimes(
      ...([join(old.folder, sha256.slice(0, 2), `${sha256}.${extension}`), start / 1_000] as const),
      start / 1_000,
    )
  await old.order('operator', id, { command: 'void', reason: 'a joke' })
  const due = async () => (await old.ask('administrator', 'GET', '/v1/personal-retention')).body
  expect(await due()).toMatchObject({ photos: { due: [], more: false } })
  old.clock.advance(days(31))
  const facts = async () =>
    (await old.store.load(id)).filter(({ event }) => event === 'photosDeleted')
  await until(async () => (await facts()).length > 0, 'a photo is deleted')
  expect((await facts()).map(({ data }) => data)).toEqual([{ deleted: [own], keep: days(30) }])
  const seen = async (sha256: string) =>
    (await old.ask('manager', 'GET', `/v1/photos/${sha256}`)).status
  expect([await seen(own), await seen(shared), await seen(late)]).toEqual([404, 200, 200])
  // One that came a moment ago is about to be named again.
  expect(await due()).toMatchObject({ photos: { due: [{ case: id, photos: 1 }] } })
  expect(old.observer.count('photos.deleted')).toBe(1)
  expect(await old.store.verify(id)).toMatchObject({ faults: [] })
  const file = await old.ask<CaseFile>('manager', 'GET', `/v1/cases/${id}/file`)
  expect(file.body.photos.find(({ sha256 }) => sha256 === own)).toMatchObject({
    missing: 'deleted',
  })
})
