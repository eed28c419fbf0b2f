import { connect } from 'node:net'

import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import type { Cases } from '../../../cases/cases.ts'
import type { CaseStore, Page } from '../../../cases/ports.ts'
import type { CaseEventRecord } from '../../../core/case-event.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import type { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { noneWaiting } from '../../contract/case-store-samples.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { actors, alarm } from './fixtures.ts'
import { type RecordingObserver } from '../../support/recording-observer.ts'
import type { VirtualClock } from '../../support/clocks.ts'
import { until } from '../../support/until.ts'

let api: CaseServer
let store: CaseStore
let log: MemoryLog
let clock: VirtualClock
let observer: RecordingObserver
let cases: Cases
let server: FastifyInstance

beforeEach(async () => {
  api = await openCaseServer({ feed: { buffer: 20_000, patience: '50ms', clients: 2 } })
  ;({ store, log, clock, observer, cases, server } = api)
})

afterEach(() => api[Symbol.asyncDispose]())

const ask: CaseServer['ask'] = (...request) => api.ask(...request)
const order: CaseServer['order'] = (...request) => api.order(...request)
const dispatched: CaseServer['dispatched'] = (device) => api.dispatched(device)

const report = {
  category: '0506',
  title: { zh: '积水', en: 'Water' },
  limit: '2 urgent hours',
  lead: 'drainage',
}

describe('the case desk', () => {
  test('a case from the alarm to its closing, each step by whom it is for', async () => {
    const id = await dispatched()
    const photo = { sha256: 'a'.repeat(64) }
    const story: [Who, object, string][] = [
      ['drainage', { command: 'acceptOrder' }, 'handling'],
      [
        'drainage',
        { command: 'arrive', position: { longitude: 120.1, latitude: 30.2 } },
        'handling',
      ],
      ['drainage', { command: 'report', text: '已抽排', photos: [photo] }, 'verifying'],
      ['inspector', { command: 'verify', passed: false, text: 'still wet' }, 'rework'],
      ['drainage', { command: 'report', text: 'now it is dry' }, 'verifying'],
      ['inspector', { command: 'verify', passed: true, despite: 'a test' }, 'closed'],
    ]
    for (const [who, command, stage] of story) {
      const { status, body } = await order(who, id, command)
      expect([status, body.stage], JSON.stringify(body)).toEqual([200, stage])
    }
    const { body } = await ask<{ case: Case; timeline: { event: string }[] }>(
      'operator',
      'GET',
      `/v1/cases/${id}`,
    )
    expect(body.case).toMatchObject({ stage: 'closed', reworks: 1, unit: 'drainage' })
    expect(body.timeline.map(({ event }) => event)).toEqual([
      'collected',
      'filed',
      'accepted',
      'dispatched',
      'orderAccepted',
      'arrived',
      'reported',
      'rework',
      'reported',
      'verified',
      'closed',
    ])
    const record = await ask('manager', 'GET', `/v1/cases/${id}/verify-record`)
    expect(record.body).toEqual({ intact: true, cases: 1, events: 11, faults: [] })
    const late = await order('drainage', id, { command: 'report', text: 'again' })
    expect([late.status, late.body.details]).toEqual([409, ['final']])
  })

  test('a report of a person goes through filing, acceptance and dispatch', async () => {
    const created = await ask<Case>('operator', 'POST', '/v1/cases', { ...report, device: 'wl-2' })
    expect(created.status).toBe(201)
    const { id } = created.body
    expect(created.body).toMatchObject({
      stage: 'collected',
      source: 'manual',
      place: { device: 'wl-2', cell: '330106001002003', latitude: 30.26 },
    })
    expect((await order('inspector', id, { command: 'file' })).status).toBe(403)
    expect((await order('operator', id, { command: 'accept' })).body.details).toEqual([
      'wrong-stage',
    ])
    expect((await order('operator', id, { command: 'file' })).body.stage).toBe('filed')
    expect((await order('dispatcher', id, { command: 'accept' })).body.stage).toBe('accepted')
    const nowhere = await order('dispatcher', id, { command: 'dispatch', unit: 'nowhere' })
    expect(nowhere.body.details).toEqual(['unknown-unit'])
    expect((await order('dispatcher', id, { command: 'dispatch' })).body.unit).toBe('drainage')
    expect(
      (await order('drainage', id, { command: 'return', reason: 'not ours' })).body.stage,
    ).toBe('returned')
    // The table would only send it back to who returned it.
    const again = await order('dispatcher', id, { command: 'dispatch' })
    expect([again.status, again.body.details]).toEqual([409, ['no-unit']])
    const other = await order('dispatcher', id, { command: 'dispatch', unit: 'road' })
    expect(other.body).toMatchObject({ stage: 'dispatched', unit: 'road', returns: 1 })
    expect((await order('drainage', id, { command: 'acceptOrder' })).status).toBe(404)
  })

  test('the same report twice is one case; another one for the same thing is refused', async () => {
    const body = { ...report, device: 'wl-2' }
    const key = { 'idempotency-key': 'phone-7-report-1' }
    const first = await ask<Case>('operator', 'POST', '/v1/cases', body, key)
    clock.advance(15 * 3_600_000)
    const second = await ask<Case>('operator', 'POST', '/v1/cases', body, key)
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.body.id).toBe(first.body.id)
    const third = await ask('operator', 'POST', '/v1/cases', body)
    expect(third.status).toBe(409)
    expect(third.body['details']).toEqual(['already-open'])
    const nowhere = { ...report, description: '路口东北角' }
    expect((await ask('operator', 'POST', '/v1/cases', nowhere)).status).toBe(201)
    expect((await ask('operator', 'POST', '/v1/cases', nowhere)).status).toBe(201)
    const unknown = await ask('operator', 'POST', '/v1/cases', { ...report, device: 'wl-9' })
    expect(unknown.body['code']).toBe('device-unknown')
  })

  test('a command that comes again under its key is done once', async () => {
    const id = await dispatched('wl-1')
    const comments = async () =>
      (
        await ask<{ readonly timeline: readonly CaseEventRecord[] }>(
          'operator',
          'GET',
          `/v1/cases/${id}`,
        )
      ).body.timeline.flatMap(({ event, data }) => (event === 'commented' ? [data] : []))
    const say = (who: Who, text: string, key: string) =>
      ask<Case>(
        who,
        'POST',
        `/v1/cases/${id}/commands`,
        { command: 'comment', text },
        { 'idempotency-key': key },
      )
    const { status, body } = await say('drainage', 'pump is on its way', 'phone-7-0001')
    const again = await say('drainage', 'pump is on its way', 'phone-7-0001')
    expect({ status: again.status, body: again.body }).toEqual({ status, body })
    // All at once: whoever loses the race for the version reads the record anew.
    await Promise.all([1, 2, 3].map(() => say('drainage', 'pumping', 'phone-7-0002')))
    expect((await say('operator', 'thanks', 'phone-7-0002')).status).toBe(200)
    expect((await comments()).map(({ text, request }) => ({ text, request }))).toEqual([
      { text: 'pump is on its way', request: 'phone-7-0001' },
      { text: 'pumping', request: 'phone-7-0002' },
      { text: 'thanks', request: 'phone-7-0002' },
    ])
  })

  test('a crew may ask again for what it did to a case that has left it since', async () => {
    const id = await dispatched('wl-1')
    const url = `/v1/cases/${id}/commands`
    const key = { 'idempotency-key': 'phone-7-0003' }
    const giveBack = () =>
      ask<Case>('drainage', 'POST', url, { command: 'return', reason: 'not ours' }, key)
    expect((await giveBack()).body.stage).toBe('returned')
    await order('dispatcher', id, { command: 'dispatch', unit: 'road' })
    // It was done; what became of the case since is not this crew's to see.
    expect((await ask('drainage', 'GET', `/v1/cases/${id}`)).status).toBe(404)
    const again = await giveBack()
    expect([again.status, again.raw.length]).toEqual([204, 0])
    const other = { 'idempotency-key': 'phone-7-0004' }
    const late = { command: 'comment', text: 'still there' }
    expect((await ask('drainage', 'POST', url, late, other)).status).toBe(404)
  })

  test('a request that was refused is judged anew', async () => {
    const id = await dispatched('wl-1')
    const url = `/v1/cases/${id}/commands`
    const key = { 'idempotency-key': 'phone-7-0005' }
    const again = { command: 'report', text: 'pumped once more' }
    const reportAgain = () => ask<Case>('drainage', 'POST', url, again, key)
    await order('drainage', id, { command: 'report', text: 'pumped' })
    expect((await reportAgain()).status).toBe(409)
    await order('inspector', id, { command: 'verify', passed: false, text: 'still wet' })
    expect(await reportAgain()).toMatchObject({ status: 200, body: { stage: 'verifying' } })
  })

  test('a crew sees what is with its unit, and nothing else exists for it', async () => {
    const ours = await dispatched('wl-1')
    const theirs = await dispatched('mh-1')
    const list = async (who: Who) =>
      (await ask<Page<Case>>(who, 'GET', '/v1/cases?unit=road')).body.items.map(({ id }) => id)
    expect(await list('drainage')).toEqual([ours])
    const one = await ask('drainage', 'GET', `/v1/cases/${ours}`)
    expect(one.body).toMatchObject({ case: { names: { device: '积水点 wl-1' } } })
    expect(await list('road')).toEqual([theirs])
    expect(await list('operator')).toEqual([theirs])
    expect(await list('nobody')).toEqual([])
    expect((await ask('drainage', 'GET', `/v1/cases/${theirs}`)).status).toBe(404)
    expect((await ask('drainage', 'GET', `/v1/cases/${theirs}/verify-record`)).status).toBe(404)
    expect((await order('drainage', theirs, { command: 'acceptOrder' })).status).toBe(404)
    expect((await ask('nobody', 'GET', `/v1/cases/${ours}`)).status).toBe(404)
    expect((await ask('drainage', 'GET', '/v1/alarms')).status).toBe(403)
    expect((await ask<{ open: number }>('drainage', 'GET', '/v1/summary')).body.open).toBe(1)
    expect((await ask<unknown[]>('drainage', 'GET', '/v1/units')).body).toHaveLength(1)
  })

  test.each<[string, string, object?]>([
    ['GET', '/v1/cases?stage=lost'],
    ['GET', '/v1/cases?limit=0'],
    ['GET', '/v1/cases?cell=33%25'],
    ['GET', "/v1/cases?category=0506'--"],
    ['GET', '/v1/cases?wat=1'],
    ['POST', '/v1/cases', { ...report, limit: '2 hours' }],
    ['POST', '/v1/cases', { ...report, category: 'x' }],
    ['POST', '/v1/cases', { ...report, title: { zh: 'a\u0000b', en: 'b' } }],
    ['POST', '/v1/cases', { ...report, text: '\ud800' }],
    ['POST', '/v1/cases', { ...report, latitude: 91 }],
    ['POST', '/v1/cases', { ...report, stage: 'closed' }],
    ['POST', '/v1/cases/C1/commands', { command: 'open' }],
    ['POST', '/v1/cases/C1/commands', { command: 'recordNotice', notice: 'x', channel: 'y' }],
    ['POST', '/v1/cases/C1/commands', { command: 'return' }],
    ['POST', '/v1/cases/C1/commands', { command: 'return', reason: '   ' }],
    ['POST', '/v1/cases/C1/commands', { command: 'report', text: 'x', photos: [{ sha256: 'no' }] }],
    ['POST', '/v1/cases/C1/commands', []],
  ])('refuses what does not fit: %s %s %j', async (method, url, body) => {
    const { status } = await ask('administrator', method as 'GET', url, body)
    expect(status).toBe(400)
  })

  test('without a token nothing, of an unknown case nothing', async () => {
    for (const url of ['/v1/cases', '/v1/alarms', '/v1/units', '/v1/summary', '/v1/feed'])
      expect((await ask(undefined, 'GET', url)).status).toBe(401)
    expect((await ask('operator', 'GET', '/v1/cases/C20260101-abc')).body['code']).toBe(
      'case-unknown',
    )
    expect((await order('operator', 'C1', { command: 'file' })).status).toBe(404)
  })

  test('alarms, and those that opened nothing or outlived their case', async () => {
    await dispatched()
    await log.append(alarmsTopic, [
      alarm({ rule: 'other' }),
      alarm({ rule: 'silent', template: { filing: 'none' } }),
    ])
    await until(async () => (await store.alarms({}, 9)).items.length === 3, 'three alarms')
    type Alarms = Page<{ outcome: string }>
    const alarms = await ask<Alarms>('operator', 'GET', '/v1/alarms?standing=true&device=wl-1')
    expect(alarms.body.items).toHaveLength(3)
    const not = await ask<Alarms>('operator', 'GET', '/v1/alarms/not-opened')
    expect(not.body.items.map(({ outcome }) => outcome).sort()).toEqual(['alarm-only', 'joined'])
    const { id } = (await store.list({}, 1)).items[0] ?? { id: 'none' }
    const reason = { command: 'void', reason: 'a test', despite: 'a test' }
    expect((await order('operator', id, reason)).status).toBe(200)
    const waiting = await ask<Alarms>('operator', 'GET', '/v1/alarms/not-opened')
    expect(waiting.body.items.map(({ outcome }) => outcome).sort()).toEqual([
      'alarm-only',
      'case-closed',
      'case-closed',
    ])
    const path = `/v1/alarms/${encodeURIComponent(alarm().alarm)}`
    const one = await ask<{ outcome: string; evidence: object }>('operator', 'GET', path)
    expect(one.body.outcome).toBe('case-closed')
    expect(one.body.evidence).toBeDefined()
  })

  test('units and counts', async () => {
    await dispatched()
    const { body } = await ask('manager', 'GET', '/v1/summary')
    expect(body).toEqual({
      stages: { dispatched: 1 },
      open: 1,
      overdue: 0,
      ...{ suspended: 0, given: 0 },
      standingAlarms: 1,
      waiting: noneWaiting,
    })
    const units = await ask<{ id: string; channels: string[] }[]>('operator', 'GET', '/v1/units')
    expect(units.body[0]).toMatchObject({ id: 'road', channels: ['mqtt'] })
  })
})

describe('the live feed', () => {
  const reading = new Set<AbortController>()
  afterEach(() => {
    for (const reader of reading) reader.abort()
    reading.clear()
  })

  /** Opens the feed over a real socket and gathers what comes. */
  async function listen(who: Who, path = '/v1/feed', headers: Record<string, string> = {}) {
    const base = server.server.listening ? baseUrl() : await server.listen({ port: 0 })
    const ending = new AbortController()
    reading.add(ending)
    const response = await fetch(base + path, {
      headers: { authorization: who, ...headers },
      signal: ending.signal,
    })
    const heard = { status: response.status, text: '', ended: false, leave: () => ending.abort() }
    const decoder = new TextDecoder()
    const read = async () => {
      for await (const chunk of response.body ?? [])
        heard.text += decoder.decode(chunk as Uint8Array, { stream: true })
    }
    void read()
      .catch(() => {})
      .finally(() => {
        heard.ended = true
      })
    return heard
  }
  const baseUrl = () => {
    const address = server.server.address()
    return typeof address === 'object' && address !== null ? `http://localhost:${address.port}` : ''
  }
  const ids = (text: string) =>
    [...text.matchAll(/id: (\d+)\nevent: case-event/g)].map((match) => Number(match[1]))

  test('tells what is committed from now on, or from where the reader was', async () => {
    const id = await dispatched()
    const now = await listen('operator')
    const all = await listen('manager', '/v1/feed?after=0')
    await until(() => ids(all.text).length === 4, 'the past')
    expect(now.text).toContain('event: ready\ndata: {"after":4}')
    await cases.desk.execute(id, { command: 'acceptOrder' }, actors.drainage)
    await until(() => ids(now.text).length === 1 && ids(all.text).length === 5, 'the news')
    expect(ids(all.text)).toEqual([1, 2, 3, 4, 5])
    expect(now.text).toContain('"event":"orderAccepted"')
    all.leave()
    await until(() => observer.gauges.get('sse.clients') === 1, 'the leaving')
    const back = await listen('manager', '/v1/feed?after=0', { 'last-event-id': '3' })
    await until(() => ids(back.text).length === 2, 'the rest')
    expect(ids(back.text)).toEqual([4, 5])
    expect((await listen('drainage')).status).toBe(429)
    // A third one of the desks: at its own cost.
    expect((await listen('manager')).status).toBe(200)
    await until(() => back.ended, 'the older one of the manager')
    expect(now.ended).toBe(false)
  })

  test('a crew hears of its own cases only', async () => {
    const crew = await listen('drainage', '/v1/feed?after=0')
    await dispatched('mh-1')
    const ours = await dispatched('wl-1')
    await until(() => crew.text.includes('"event":"dispatched"'), 'the order')
    await cases.desk.execute(ours, { command: 'acceptOrder' }, actors.drainage)
    await until(() => crew.text.includes('orderAccepted'), 'the acceptance')
    const told = [...crew.text.matchAll(/"case":"([^"]+)"/g)].map((match) => match[1])
    expect(new Set(told)).toEqual(new Set([ours]))
  })

  test('beats while nothing happens, and ends when the server does', async () => {
    const heard = await listen('operator')
    await until(() => heard.text.includes('ready'), 'ready')
    await new Promise((resolve) => setTimeout(resolve, 20))
    clock.advance(15_000)
    await until(() => heard.text.includes(': still here'), 'a beat')
    await server.close()
    await until(() => heard.ended, 'the end')
    expect(observer.gauges.get('sse.clients')).toBe(0)
  })

  test('a reader that does not read is told to start afresh and let go', async () => {
    const id = await dispatched()
    // More than the sockets of a machine take; the API itself lets nobody write so much.
    for (let n = 0; n < 100; n += 1)
      await cases.desk.execute(
        id,
        { command: 'comment', text: 'x'.repeat(200_000) },
        actors.operator,
      )
    await server.listen({ port: 0 })
    const address = server.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const socket = connect({ port, host: 'localhost' })
    socket.pause()
    socket.on('error', () => {})
    socket.write('GET /v1/feed?after=0 HTTP/1.1\r\nhost: x\r\nauthorization: operator\r\n\r\n')
    await until(() => observer.count('sse.resynced') === 1, 'the resync')
    await until(() => observer.gauges.get('sse.clients') === 0, 'it is let go')
    socket.destroy()
  })

  test('an identifier that this feed never gave', async () => {
    const heard = await listen('operator', '/v1/feed', { 'last-event-id': 'abc' })
    expect(heard.status).toBe(400)
    const ahead = await listen('operator', '/v1/feed?after=999999')
    await until(() => ahead.text.includes('ready'), 'ready')
    expect(ahead.text).toContain('{"after":0}')
  })
})
