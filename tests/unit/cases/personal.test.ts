/** Told in person: what people choose, what comes of it over the channels, and what the record, the API and administrators see. */
import { afterEach, describe, expect, test } from 'vitest'

import { createNotify } from '../../../cases/desk/notify.ts'
import { casesConfigSchema } from '../../../cases/config.ts'
import { personalAddressee } from '../../../cases/desk/personal-ways.ts'
import type { PushReachDeps } from '../../../cases/desk/push-reach.ts'
import type { Addressee } from '../../../cases/life/addressee.ts'
import type { Notice } from '../../../cases/life/notice.ts'
import type { Component } from '../../../runtime/component.ts'
import { readEscalation } from '../../../cases/desk/escalation-file.ts'
import type { RotaHolder } from '../../../core/duty-desks.ts'
import { consumers } from '../../../core/consumers.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import type { Scope } from '../../../core/scope.ts'
import { minutes } from '../../../core/time.ts'
import { until, untilLater } from '../../support/until.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { device, directory, start, table } from './fixtures.ts'

const drainage = 'drainage' as UnitId
const push = 'https://push.example.cn'
const notices = {
  webhook: { secret: 'of at least sixteen' },
  personal: { after: '5m', webhooks: [push] },
  robots: [drainage, '@dispatcher'].map((to) => ({
    ...{ to, kind: 'dingtalk', hook: 'https://robot.example.cn/send' },
  })),
}
const grades = ['blue', 'yellow', 'orange'] as const
const byWebhook = {
  ...{ channel: 'webhook', address: `${push}/zhang?key=k`, grades: [...grades], quietGrades: [] },
}
const byConsole = { channel: 'console', grades: [], quietGrades: [] }

let desk: CaseServer
let running: Component[] = []
afterEach(async () => {
  for (const component of running) await component.stop()
  running = []
  await desk[Symbol.asyncDispose]()
})

/** On duty in this order, all day. */
async function onDuty(...people: readonly string[]): Promise<void> {
  await onDutyAt(drainage, ...people)
}

async function onDutyAt(unit: RotaHolder, ...people: readonly string[]): Promise<void> {
  const shifts = people.map((person) => ({
    ...{ person, since: '2026-03-01', days: 'daily', from: '00:00', to: '24:00' },
  }))
  const rota = { unit, version: 1, at: start, by: 'su', reason: 'r', shifts, swaps: [] }
  await desk.store.putRotas([rota])
}

const choose = (who: Who, ways: readonly object[], more: object = {}) =>
  desk.ask(who, 'POST', '/v1/account/channels', { version: 0, ways, ...more })

/** A channel of webhooks that takes what it is given, unless the address fails. */
async function webhooks(
  fails: (to: Addressee) => boolean = () => false,
  person?: PushReachDeps['person'],
) {
  const taken: { readonly notice: Notice; readonly to: Addressee }[] = []
  const component = createNotify({
    ...{ log: desk.log, clock: desk.clock, observer: desk.observer, store: desk.store },
    ...{ desk: desk.cases.desk, directory: directory([device('wl-1')]) },
    addressees: table.units,
    notifier: {
      channel: 'webhook',
      serves: ({ webhook }) => webhook !== undefined,
      deliver: (notice, to) => {
        if (fails(to)) return Promise.reject(new UrbanBrainError('notice-failed', 'no answer'))
        taken.push({ notice, to })
        return Promise.resolve('received')
      },
    },
    consumer: consumers.notifyWebhook,
    config: casesConfigSchema.parse({ notices }).notices,
    ...(person !== undefined && { person }),
    giveUp: { attempts: 2, pause: 1_000, rest: 60_000 },
  })
  running.push(component)
  await component.start()
  return taken
}

interface Receipts {
  readonly receipts: readonly Record<string, unknown>[]
  readonly nobody?: number
}
const receipts = async (id: CaseId) =>
  (await desk.ask<Receipts>('dispatcher', 'GET', `/v1/cases/${id}/receipts`)).body
const told = async (id: CaseId) =>
  (await receipts(id)).receipts.map(({ person, channel }) => `${String(person)} ${String(channel)}`)

/** Time goes on in small steps until the case has so many receipts. */
const untilTold = (id: CaseId, count: number) =>
  untilLater(desk.clock, 1_000, async () => (await told(id)).length >= count, `${count} receipts`)

describe('an order', () => {
  test('comes by the first way of who is on duty; delivered, read and accepted are told of each', async () => {
    desk = await openCaseServer({ notices })
    const taken = await webhooks()
    await onDuty('zhang', 'li')
    expect((await choose('zhang', [byWebhook])).status).toBe(200)
    const id = await desk.dispatched()
    await untilTold(id, 1)
    await until(async () => (await receipts(id)).receipts[0]?.['delivered'] !== undefined, 'it')
    const [personal] = taken.filter(({ to }) => to.id === '~zhang')
    expect(personal).toMatchObject({
      notice: { occasion: 'order', personal: true, person: 'zhang', to: { unit: drainage } },
      to: { webhook: `${push}/zhang?key=k` },
    })
    expect((await desk.ask('zhang', 'GET', '/v1/account/orders')).body).toMatchObject([
      { case: id, severity: 'yellow' },
    ])
    expect((await desk.ask('li', 'GET', '/v1/account/orders')).body).toEqual([])
    // Nothing happens for one who was not told.
    for (const who of ['li', 'zhang', 'zhang'] as const)
      expect((await desk.ask(who, 'POST', `/v1/cases/${id}/read`)).status).toBe(204)
    expect((await desk.ask('zhang', 'GET', '/v1/account/orders')).body).toEqual([])
    expect((await desk.order('zhang', id, { command: 'acceptOrder' })).status).toBe(200)
    const found = await receipts(id)
    expect(found.receipts).toHaveLength(1)
    expect(found.receipts[0]).toMatchObject({ person: 'zhang', channel: 'webhook', of: 'order' })
    for (const what of ['told', 'delivered', 'read', 'accepted'])
      expect(found.receipts[0]?.[what]).toBeTypeOf('number')
    expect((await desk.store.load(id)).filter(({ event }) => event === 'orderRead')).toHaveLength(1)
    // Accepted: nobody else is told, however long it takes.
    for (let n = 0; n < 20; n += 1) {
      desk.clock.advance(minutes(1))
      await new Promise(setImmediate)
    }
    expect(await told(id)).toEqual(['zhang webhook'])
  })

  test('goes on at once where an address fails, then to the next person, and the record says that nobody is left', async () => {
    desk = await openCaseServer({ notices })
    await webhooks(({ id }) => id === '~zhang')
    await onDuty('zhang', 'li')
    await choose('zhang', [byWebhook, byConsole])
    const id = await desk.dispatched()
    await untilTold(id, 2)
    const failing = (await receipts(id)).receipts
    expect(await told(id)).toEqual(['zhang webhook', 'zhang console'])
    expect(failing[0]).toMatchObject({ reason: 'no answer' })
    // Two tries and no five minutes.
    expect(Number(failing[1]?.['told']) - Number(failing[0]?.['told'])).toBeLessThan(minutes(5))
    await untilTold(id, 3)
    expect(await told(id)).toEqual(['zhang webhook', 'zhang console', 'li console'])
    const ended = async () => (await receipts(id)).nobody !== undefined
    await untilLater(desk.clock, 10_000, ended, 'the end')
    const last = (await desk.store.load(id)).findLast(({ event }) => event === 'nobodyAnswered')
    expect(last?.data).toMatchObject({ unit: drainage, people: 2 })
  })

  test('is told to nobody in person where the unit has no rota', async () => {
    desk = await openCaseServer({ notices })
    const id = await desk.dispatched()
    const swept = async () =>
      (await desk.store.due(desk.clock.now(), 9)).every(({ kind }) => kind !== 'person')
    await untilLater(desk.clock, 10_000, swept, 'the sweep')
    expect(await told(id)).toEqual([])
  })
})

describe('somebody on duty at a desk', () => {
  const escalation = readEscalation(
    '- steps: [{ deadline: dispatch, after: 5m, tell: duty, every: 5m, times: 2 }]',
  ).rows
  const mention = { channel: 'robot', address: '13800000000', grades: ['orange'], quietGrades: [] }

  /** Nobody gives it to another unit until the desk was told twice. */
  async function returned(ways: readonly object[], scope: Scope = {}) {
    desk = await openCaseServer({ notices }, undefined, escalation)
    const chen = () => Promise.resolve({ role: 'dispatcher' as const, ...scope })
    const taken = await webhooks(undefined, chen)
    await onDutyAt('@dispatcher', 'chen')
    const choice = await choose('chen', ways)
    const id = await desk.dispatched()
    expect((await desk.order('drainage', id, { command: 'return', reason: 'no' })).status).toBe(200)
    const escalated = async () =>
      (await desk.store.load(id)).filter(({ event }) => event === 'escalated')
    const twice = async () => (await escalated()).length === 2
    await untilLater(desk.clock, minutes(1), twice, 'two steps')
    const facts = (await escalated()).map(({ data }) => data)
    expect(facts[0]).toMatchObject({ person: 'chen', desk: '@dispatcher' })
    return { id, taken, choice }
  }

  test('is told of what escalates by the own address, and the desk as before', async () => {
    const { id, taken, choice } = await returned([byWebhook])
    expect(choice.body).toMatchObject({
      ...{ version: 1, ways: [byWebhook], installed: ['console', 'webhook', 'robot', 'push'] },
    })
    await until(async () => (await receipts(id)).receipts[0]?.['delivered'] !== undefined, 'it')
    expect((await receipts(id)).receipts).toMatchObject([
      { unit: '@dispatcher', person: 'chen', channel: 'webhook', of: 'dispatch' },
    ])
    expect(taken.filter(({ to }) => to.id === '~chen')).toMatchObject([
      {
        notice: {
          ...{ occasion: 'escalation', personal: true, person: 'chen', to: { role: 'dispatcher' } },
          url: expect.stringContaining('/cases/'),
        },
        to: { webhook: `${push}/zhang?key=k` },
      },
    ])
  })

  test.each([
    ['the console, which has it anyway', [byConsole, byWebhook]],
    ['the group, for what is graver', [mention]],
  ])('is not told twice: by %s', async (_, ways) => {
    const { id } = await returned(ways)
    expect(await told(id)).toEqual([])
  })

  test('is told nothing of another part of the city', async () => {
    const { id, taken } = await returned([byWebhook], { areas: ['999999'] })
    expect(await told(id)).toEqual(['chen webhook'])
    for (let n = 0; n < 20; n += 1) {
      desk.clock.advance(minutes(1))
      await new Promise(setImmediate)
    }
    expect(taken.filter(({ to }) => to.id === '~chen')).toEqual([])
  })

  test('is mentioned in the group of the desk', async () => {
    const { id } = await returned([{ ...mention, grades: [...grades] }])
    expect(await told(id)).toEqual(['chen robot'])
    const choice = await desk.store.personalChoice('chen')
    expect(
      personalAddressee(casesConfigSchema.parse({ notices }), choice, 'chen', '@dispatcher'),
    ).toMatchObject({ id: '~chen', mention: '13800000000', group: '@dispatcher' })
  })
})

describe('a person chooses', () => {
  test('among what there is; one with a token chooses nothing', async () => {
    desk = await openCaseServer({ notices })
    const shown = await desk.ask('zhang', 'GET', '/v1/account/channels')
    expect(shown.body).toMatchObject({
      ...{ version: 0, ways: [], origins: [push], after: minutes(5) },
      installed: ['console', 'webhook', 'robot', 'push'],
    })
    const mention = { channel: 'robot', address: '13800000000', grades: [], quietGrades: [] }
    const saved = await choose('zhang', [mention, byWebhook], {
      quiet: { from: '22:00', to: '07:00' },
    })
    expect(saved.body).toMatchObject({ version: 1, ways: [mention, byWebhook] })
    expect((await choose('zhang', [])).body).toMatchObject({ code: 'version-conflict' })
    expect((await desk.ask('drainage', 'GET', '/v1/account/channels')).status).toBe(404)
  })

  test.each([
    ['an address that leads elsewhere', [{ ...byWebhook, address: 'https://127.0.0.1/x' }]],
    ['one that only begins alike', [{ ...byWebhook, address: `${push}.evil.example/x` }]],
    ['one with a name in it', [{ ...byWebhook, address: 'https://a:b@push.example.cn/x' }]],
    ['no address', [{ ...byWebhook, address: undefined }]],
    ['a mention that says more', [{ ...byWebhook, channel: 'robot', address: 'x>[](http://e)' }]],
    ['a channel twice', [byWebhook, byWebhook]],
    ['that red be silent', [{ ...byWebhook, grades: ['red'] }]],
  ])('not %s', async (_, ways) => {
    desk = await openCaseServer({ notices })
    expect((await choose('zhang', ways)).body).toMatchObject({ code: 'request-invalid' })
    expect(await desk.store.personalChoice('zhang')).toBeUndefined()
  })

  test('and administrators see it without the keys of addresses', async () => {
    desk = await openCaseServer({ notices })
    await choose('zhang', [byWebhook])
    const path = '/v1/personal-channels/zhang'
    const seen = await desk.ask('administrator', 'GET', path)
    expect(seen.body).toMatchObject({ ways: [{ channel: 'webhook', address: `${push}/***` }] })
    expect(JSON.stringify(seen.body)).not.toContain('key=k')
    expect((await desk.ask('li', 'GET', path)).status).toBe(403)
  })
})
