/** Web Push: allowed on a device, told by a push service that checks and decrypts, and ended by whoever may. */
import { createECDH } from 'node:crypto'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { casesConfigSchema } from '../../../cases/config.ts'
import { createNotify } from '../../../cases/desk/notify.ts'
import { isPushService } from '../../../cases/desk/personal-ways.ts'
import type { Notice } from '../../../cases/life/notice.ts'
import { pushReach, type PushPerson } from '../../../cases/desk/push-reach.ts'
import { keptPushKeys } from '../../../cases/webpush/keys.ts'
import { createPushNotifier } from '../../../cases/webpush/notifier.ts'
import { consumers } from '../../../core/consumers.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import type { Severity } from '../../../core/severity.ts'
import { seconds } from '../../../core/time.ts'
import type { Component } from '../../../runtime/component.ts'
import { decrypted, startPushService, type TestPushService } from '../../support/push-service.ts'
import { until } from '../../support/until.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { calendar, device, directory, start } from './fixtures.ts'

const drainage = 'drainage' as UnitId
const byPush = { channel: 'push', grades: ['blue', 'yellow', 'orange'], quietGrades: [] }

let service: TestPushService
let desk: CaseServer
let running: Component[] = []
const ended: string[] = []
/** Accounts that are in use. */
let people: Record<string, PushPerson>

beforeEach(async () => {
  ended.length = 0
  people = {
    zhang: { role: 'crew', unit: drainage },
    ins: { role: 'inspector' },
    far: { role: 'inspector', areas: ['990199'] },
    off: { role: 'dispatcher' },
  }
  service = await startPushService()
  desk = await openCaseServer({ notices: noticesOf() })
})
afterEach(async () => {
  for (const component of running) await component.stop()
  running = []
  await desk[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

const noticesOf = () => ({ personal: { after: '5m' }, push: { services: [service.origin] } })

/**
 * The channel as a process runs it. `timeout` is of real time, which a full machine takes: a call that is given up is made again.
 */
async function channel(attempts = 2, timeout = seconds(20)): Promise<void> {
  const { store, clock, observer, log } = desk
  const config = casesConfigSchema.parse({ notices: noticesOf() })
  const component = createNotify({
    ...{ log, clock, observer, store, desk: desk.cases.desk },
    ...{ directory: directory([device('wl-1')]), addressees: new Map() },
    reach: pushReach({
      ...{ store, clock, calendar },
      person: (name) => Promise.resolve(people[name]),
    }),
    notifier: createPushNotifier({
      ...{ clock, keys: keptPushKeys(store, {}), contact: 'mailto:it@city.example' },
      mayCall: (url) => isPushService(config, url),
      timeout,
      ended: async ({ id, person }) => {
        await store.endPushDevice(id)
        ended.push(person)
      },
    }),
    consumer: consumers.notifyPush,
    config: config.notices,
    giveUp: { attempts, pause: 1_000, rest: 60_000 },
  })
  running.push(component)
  await component.start()
}

interface Shown {
  readonly publicKey: string
  readonly devices: readonly { readonly id: string; readonly name: string }[]
}
const shown = async (who: Who) => (await desk.ask<Shown>(who, 'GET', '/v1/account/push')).body

/** As the page does it in a browser. */
async function allow(who: Who, language: 'zh' | 'en' = 'en') {
  const { publicKey } = await shown(who)
  const subscription = service.subscribe(publicKey)
  const body = { ...subscription, name: 'Chrome · Android', language }
  return desk.ask<Shown>(who, 'POST', '/v1/account/push', body)
}

const choose = (who: Who, ways: readonly object[]) =>
  desk.ask(who, 'POST', '/v1/account/channels', { version: 0, ways })

async function onDuty(...names: readonly string[]): Promise<void> {
  const shifts = names.map((person) => ({
    ...{ person, since: '2026-03-01', days: 'daily', from: '00:00', to: '24:00' },
  }))
  const rota = { unit: drainage, version: 1, at: start, by: 'su', reason: 'r', shifts, swaps: [] }
  await desk.store.putRotas([rota])
}

interface Receipts {
  readonly receipts: readonly Record<string, unknown>[]
}
const receipts = async (id: CaseId) =>
  (await desk.ask<Receipts>('dispatcher', 'GET', `/v1/cases/${id}/receipts`)).body.receipts

/** Time goes on in small steps until it is so. */
const goOnUntil = (isSo: () => boolean | Promise<boolean>, what: string) =>
  until(async () => {
    desk.clock.advance(1_000)
    return isSo()
  }, what)

/** Zhang is on duty and has allowed push; the order of a case is there. */
async function ordered(devices = 1): Promise<CaseId> {
  await onDuty('zhang')
  for (let n = 0; n < devices; n += 1) expect((await allow('zhang')).status).toBe(200)
  expect((await choose('zhang', [byPush])).status).toBe(200)
  return desk.dispatched()
}

test('the receiver of these tests decrypts the example of RFC 8291, appendix A', () => {
  const of = (text: string) => Buffer.from(text, 'base64url')
  const privateKey = of('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94')
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(privateKey)
  const receiver = {
    ...{ privateKey, publicKey: curve.getPublicKey(), auth: of('BTBZMqHH6r4Tts7J_aSIgg') },
  }
  const body =
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml' +
    'mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT' +
    'pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN'
  expect(decrypted(receiver, of(body))).toBe('When I grow up, I want to be a watermelon')
})

describe('an order', () => {
  test('comes encrypted to each device of who is on duty, short, and once', async () => {
    await channel()
    const id = await ordered(2)
    await goOnUntil(async () => (await receipts(id))[0]?.['delivered'] !== undefined, 'it')
    expect(service.taken).toHaveLength(2)
    const [{ message, headers, bytes } = { message: {}, headers: {}, bytes: 0 }] = service.taken
    expect(message).toMatchObject({ language: 'en', path: `/crew/${id}` })
    expect(Object.values(message as object).join(' ')).toContain(id)
    expect(Object.keys(message as object).sort()).toEqual([
      ...['body', 'id', 'language', 'path', 'title'],
    ])
    expect(headers).toMatchObject({ ttl: '43200', 'content-encoding': 'aes128gcm' })
    expect(headers['topic']).toMatch(/^[\w-]{32}$/)
    expect(bytes).toBeLessThan(1_000)
    expect(await receipts(id)).toMatchObject([{ person: 'zhang', channel: 'push' }])
    for (let n = 0; n < 10; n += 1) {
      desk.clock.advance(seconds(10))
      await new Promise(setImmediate)
    }
    expect(service.calls).toBe(2)
  })

  test('comes to the desk where the phone is gone, and the phone is forgotten', async () => {
    await channel()
    await onDuty('zhang')
    await allow('zhang')
    const [first] = (await shown('zhang')).devices
    const { endpoint } = service.subscribe('of another key')
    const [known] = await desk.store.pushDevices('zhang')
    if (known === undefined) throw new Error('no device')
    // The service knows it no more.
    await desk.store.putPushDevice({ ...known, id: 'b'.repeat(64), endpoint: `${endpoint}0` }, 9)
    await choose('zhang', [byPush])
    const id = await desk.dispatched()
    await goOnUntil(async () => (await receipts(id))[0]?.['delivered'] !== undefined, 'it')
    expect(ended).toEqual(['zhang'])
    expect((await shown('zhang')).devices).toEqual([first])
  })

  test('goes on by the next way where the only device is gone (410)', async () => {
    service.answer = { status: 410 }
    await channel()
    const id = await ordered()
    await goOnUntil(async () => (await receipts(id)).length >= 2, 'the console')
    expect(ended).toEqual(['zhang'])
    expect((await shown('zhang')).devices).toEqual([])
    const [push, second] = await receipts(id)
    expect(push?.['failed']).toBeTypeOf('number')
    expect(second).toMatchObject({ person: 'zhang', channel: 'console' })
    // And of the next order at once by the console.
    expect((await desk.ask('zhang', 'GET', '/v1/account/channels')).body['ways']).toEqual([])
  })

  test('waits as long as the push service asks, and then comes', async () => {
    service.answer = { status: 429, headers: { 'retry-after': '120' } }
    await channel(20)
    const id = await ordered()
    await goOnUntil(() => service.calls === 1, 'the refusal')
    service.answer = { status: 201 }
    for (let n = 0; n < 60; n += 1) {
      desk.clock.advance(1_000)
      await new Promise(setImmediate)
    }
    expect(service.calls).toBe(1)
    await goOnUntil(() => service.taken.length === 1, 'the notice')
    expect(service.calls).toBe(2)
    expect((await desk.store.pushDevices('zhang'))[0]?.person).toBe('zhang')
    expect((await receipts(id))[0]).toMatchObject({ channel: 'push' })
  })

  test.each([
    ['is too large for the push service', { status: 413 }, 'answered 413'],
    ['meets a push service that fails', { status: 500 }, 'answered 500'],
    ['is led elsewhere', { status: 307, headers: { location: '/other' } }, 'answered 307'],
    ['meets a slow push service', { status: 201, after: 1_500 }, 'no answer in time'],
  ])('that %s keeps the device, and the record says why', async (_, answer, reason) => {
    service.answer = answer
    await channel(2, 'after' in answer ? 500 : undefined)
    const id = await ordered()
    await goOnUntil(async () => (await receipts(id)).length >= 2, 'the console')
    expect((await receipts(id))[0]?.['reason']).toContain(reason)
    expect((await shown('zhang')).devices).toHaveLength(1)
    expect(service.taken).toEqual([])
  })
})

const notice = {
  ...{ id: 'C1/2@inspector', occasion: 'check', case: 'C1' as CaseId, version: 2, at: start },
  ...{ title: { zh: '积水', en: 'Water' }, text: { zh: '', en: '' }, category: '0506' },
  ...{ stage: 'collected', url: 'http://localhost:8080/field/C1' },
}

describe('a desk', () => {
  const asDesk = async (person: string, language: 'zh' | 'en') => {
    const { publicKey } = await shown('zhang')
    const { endpoint, keys } = service.subscribe(publicKey)
    await desk.store.putPushDevice(
      { ...{ id: person, person, name: 'Edge', since: start, language }, endpoint, keys },
      9,
    )
  }

  test('is told on the devices of those who have its role, see the case, and have not left', async () => {
    await channel()
    await asDesk('off', 'zh')
    await asDesk('ins', 'zh')
    const id = await desk.dispatched()
    const reason = '不属我单位，电话 13800000000'
    expect((await desk.order('drainage', id, { command: 'return', reason })).status).toBe(200)
    await goOnUntil(() => service.taken.length > 0, 'the dispatcher')
    expect(service.taken).toHaveLength(1)
    expect(service.taken[0]?.message).toMatchObject({ path: `/cases/${id}`, language: 'zh' })
    // What people wrote stands on the page.
    expect(JSON.stringify(service.taken[0]?.message)).not.toContain('138')
    expect(JSON.stringify(service.taken[0]?.message)).toContain('退回')
  })

  test('not where an account has left, is of another part of the city, or in quiet hours', async () => {
    for (const person of ['far', 'gone', 'ins', 'off']) await asDesk(person, 'en')
    const { store, clock } = desk
    const reach = pushReach({
      ...{ store, clock, calendar },
      person: (name) => Promise.resolve(people[name]),
    })
    const reached = async (severity: Severity, cell: string) => {
      const told = { ...notice, to: { role: 'inspector' }, severity, where: { cell } } as Notice
      return (await reach(told))?.push?.map(({ person }) => person)
    }
    expect(await reached('yellow', '330106001002009')).toEqual(['ins'])
    expect(await reached('yellow', '990199001002009')).toEqual(['far', 'ins'])
    await store.putPersonalChoice({
      ...{ person: 'ins', version: 1, at: start, quiet: { from: '00:00', to: '23:59' } },
      ways: [{ channel: 'push', grades: ['yellow', 'orange', 'blue'], quietGrades: ['orange'] }],
    })
    expect(await reached('yellow', '330106001002009')).toBeUndefined()
    expect(await reached('orange', '330106001002009')).toEqual(['ins'])
    expect(await reached('red', '330106001002009')).toEqual(['ins'])
  })
})

describe('a device', () => {
  test('is shown to its person without its keys, and ended by nobody else', async () => {
    const { body } = await allow('zhang')
    expect(body.devices).toMatchObject([{ name: 'Chrome · Android' }])
    expect(JSON.stringify(body)).not.toContain(service.origin)
    expect((await shown('li')).devices).toEqual([])
    const path = `/v1/account/push/${body.devices[0]?.id}/end`
    expect((await desk.ask('li', 'POST', path)).status).toBe(204)
    expect((await shown('zhang')).devices).toHaveLength(1)
    expect((await desk.ask('zhang', 'POST', path)).status).toBe(204)
    expect((await shown('zhang')).devices).toEqual([])
    expect((await choose('zhang', [byPush])).body).toMatchObject({ code: 'request-invalid' })
    expect((await desk.ask('drainage', 'GET', '/v1/account/push')).status).toBe(404)
  })

  test.each([
    ['inside of the network', { endpoint: 'https://127.0.0.1/metadata' }],
    ['of a server that is called alike', { endpoint: 'https://fcm.googleapis.com.evil.example/1' }],
    ['with a name in it', { endpoint: 'https://a:b@127.0.0.1/1' }],
    ['whose key is no point', { keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) } }],
  ])('is refused with an address or key %s', async (_, change) => {
    const { publicKey } = await shown('zhang')
    const body = { ...service.subscribe(publicKey), ...change, name: 'n', language: 'zh' }
    const answer = await desk.ask('zhang', 'POST', '/v1/account/push', body)
    expect(answer.body).toMatchObject({ code: 'request-invalid' })
    expect(await desk.store.pushDevices()).toEqual([])
  })

  test('is known by the key of the first start, or that of the configuration', async () => {
    const first = await shown('zhang')
    expect((await shown('li')).publicKey).toBe(first.publicKey)
    const privateKey = 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94'
    expect((await keptPushKeys(desk.store, { privateKey })()).publicKey).toBe(
      'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    )
    expect(() => keptPushKeys(desk.store, { privateKey: 'A'.repeat(43) })).toThrow(/privateKey/)
  })

  test('may be of the push services of browsers, and of no other', () => {
    const usual = casesConfigSchema.parse({})
    for (const host of [
      ...['fcm.googleapis.com', 'updates.push.services.mozilla.com', 'web.push.apple.com'],
      'wns2-par02p.notify.windows.com',
    ]) {
      expect(isPushService(usual, `https://${host}/a`)).toBe(true)
      expect(isPushService(usual, `http://${host}/a`)).toBe(false)
      expect(isPushService(usual, `https://${host}:8443/a`)).toBe(false)
    }
    for (const url of [
      'https://push.apple.com.evil.example/a',
      'https://evilpush.apple.com/a',
      'x',
    ])
      expect(isPushService(usual, url)).toBe(false)
    const off = { services: ['http://elsewhere.example'] }
    expect(casesConfigSchema.safeParse({ notices: { push: off } }).success).toBe(false)
  })
})

test('nobody is told where push is switched off', async () => {
  await desk[Symbol.asyncDispose]()
  desk = await openCaseServer({ notices: { push: { enabled: false } } })
  expect((await shown('zhang')).publicKey).toBeUndefined()
  expect((await desk.ask('zhang', 'GET', '/v1/account/channels')).body['installed']).not.toContain(
    'push',
  )
  const body = { ...service.subscribe('k'), name: 'n', language: 'zh' }
  expect((await desk.ask('zhang', 'POST', '/v1/account/push', body)).status).toBe(400)
})
