import { expect, test } from 'vitest'

import { takeOverWatch } from '../../../cases/desk/duty-watch.ts'
import type { DutyLogView, FrozenHandOver } from '../../../cases/api/duty-log-contract.ts'
import type { AlarmId, DeviceId } from '../../../core/identity.ts'
import { logDesk, logDeskName, ownLogDesk } from '../../../core/log-desk.ts'
import { hours, minutes, plus } from '../../../core/time.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { alarmRow } from '../../contract/case-store-samples.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { actors, calendar, config, start } from './fixtures.ts'

type Log = DutyLogView & { readonly code?: string; readonly details?: readonly string[] }

const at = (desk: string) => `/v1/duty-logs/${encodeURIComponent(desk)}`
const look = (api: CaseServer, who: Who, desk = '@dispatcher') => api.ask<Log>(who, 'GET', at(desk))
const say = (api: CaseServer, who: Who, command: object, desk = '@dispatcher') =>
  api.ask<Log>(who, 'POST', `${at(desk)}/commands`, command)

test('each person has the log of one desk, and its name is read back', () => {
  const names = (['operator', 'drainage', 'district', 'supervisor', 'nobody'] as const).map(
    (who) => {
      const own = ownLogDesk(actors[who])
      return own && logDeskName(own)
    },
  )
  expect(names).toEqual(['@operator', 'drainage', '@dispatcher.330106', undefined, undefined])
  const desk = ownLogDesk({ ...actors.district, areas: ['330108', '330106'] })
  const name = desk && logDeskName(desk)
  expect(name).toBe('@dispatcher.330106+330108')
  expect(logDesk(name ?? '')).toEqual(desk)
  for (const wrong of ['@manager', '@operator.', '@operator.12', '@operator.330108+330106'])
    expect(logDesk(wrong)).toBeUndefined()
})

test('a shift is written, handed over with what stands, frozen, and taken over', async () => {
  await using api = await openCaseServer({})
  const id = await api.dispatched('wl-1')
  const pump = { command: 'write', text: '3号泵停电', followUp: true }
  expect(
    (await say(api, 'dispatcher', { ...pump, about: [{ kind: 'case', id }] })).body,
  ).toMatchObject({
    shift: 1,
    entries: [{ number: 1, by: 'dai', followUp: true, about: [{ id }] }],
    mayWrite: true,
  })
  expect((await say(api, 'dispatcher', { command: 'write', text: '巡查车辆归队' })).status).toBe(
    200,
  )
  const nowhere = { ...pump, about: [{ kind: 'case', id: 'C-nowhere' }] }
  expect((await say(api, 'dispatcher', nowhere)).body.code).toBe('case-unknown')
  const device = { ...pump, about: [{ kind: 'device', id: 'nothing' }] }
  expect((await say(api, 'dispatcher', device)).body.code).toBe('device-unknown')
  const unknownAlarm = { ...pump, about: [{ kind: 'alarm', id: 'nothing' }] }
  expect((await say(api, 'dispatcher', unknownAlarm)).body.code).toBe('not-found')

  const preview = await api.ask('dispatcher', 'GET', `${at('@dispatcher')}/sheet`)
  expect(preview.body).toMatchObject({
    cases: { open: 1, stages: { dispatched: 1 }, due: { total: 1, rows: [{ case: id }] } },
    deadLetters: { count: 2 },
    followUps: [{ number: 1 }],
  })
  const over = { command: 'handOver', shift: 1, words: '注意三号泵' }
  expect((await say(api, 'dispatcher', over)).body).toMatchObject({
    ...{ shift: 2, waits: 1, written: 0, open: 1, takesOverAs: 'staying' },
    last: { shift: 1, by: 'dai', words: '注意三号泵', entries: 2, followUps: 1 },
  })
  // Sent twice by a phone.
  expect((await say(api, 'dispatcher', over)).body).toMatchObject({
    ...{ code: 'version-conflict', details: ['other-shift'] },
  })
  expect((await say(api, 'dispatcher', { ...over, shift: 2 })).body.details).toEqual([
    'not-taken-over',
  ])
  // Before anybody has taken over nothing is lost.
  await say(api, 'dispatcher', { command: 'write', text: '夜间来电' })

  const shown = () => api.ask<FrozenHandOver>('manager', 'GET', '/v1/hand-overs/%40dispatcher/1')
  const frozen = (await shown()).body
  expect(frozen).toMatchObject({ intact: true, sheet: { entries: [{}, {}], cases: { open: 1 } } })

  const taken = { command: 'takeOver', shift: 1, remarks: '三号泵未见记录', disputed: true }
  expect((await say(api, 'chen', { ...taken, remarks: undefined })).status).toBe(400)
  const after = (await say(api, 'chen', taken)).body
  expect(after).toMatchObject({
    ...{ shift: 2, entries: [{ text: '夜间来电' }], followUps: [{ number: 1, shift: 1 }] },
    last: { takenOver: { by: '陈静', way: 'successor', disputed: true } },
  })
  expect(after.waits).toBeUndefined()
  expect((await say(api, 'dispatcher', taken)).body.details).toEqual(['nothing-handed-over'])

  await api.order('dispatcher', id, { command: 'void', reason: 'a mistake' })
  const settle = { command: 'settle', entry: 1, words: '已恢复供电' }
  expect((await say(api, 'chen', settle)).body).toMatchObject({
    followUps: [],
    settled: [{ number: 1, settled: { by: '陈静', words: '已恢复供电' } }],
  })
  expect((await say(api, 'chen', settle)).body.details).toEqual(['nothing-to-follow-up'])
  const later = (await shown()).body
  expect(later.sheet).toEqual(frozen.sheet)
  expect(later.intact).toBe(true)
  expect(api.observer.count('shift.changed')).toBe(2)

  const listed = await api.ask<{ readonly items: readonly object[] }>(
    ...(['operator', 'GET'] as const),
    `/v1/hand-overs?desk=%40dispatcher&from=${start}`,
  )
  expect(listed.body.items).toMatchObject([{ desk: '@dispatcher', shift: 1, takenOver: {} }])
})

test('people write in the log of their own desk and part; a supervisor stands in, and it says so', async () => {
  await using api = await openCaseServer({})
  const note = { command: 'write', text: '无事' }
  for (const who of ['operator', 'inspector', 'manager', 'administrator'] as const)
    expect((await say(api, who, note)).body).toMatchObject({
      ...{ code: 'forbidden', details: ['not-your-desk'] },
    })
  for (const [who, desk] of [
    ['district', '@dispatcher'],
    ['drainage', '@dispatcher'],
    ['drainage', 'road'],
    ['neighbour', '@dispatcher.330106'],
    ['nobody', 'drainage'],
    ['operator', 'nowhere'],
    ['operator', '@manager'],
  ] as const)
    expect((await look(api, who, desk)).status).toBe(404)
  const desks = async (who: Who) =>
    (await api.ask<readonly DutyLogView[]>(who, 'GET', '/v1/duty-logs')).body.map(
      ({ desk }) => desk,
    )
  expect(await desks('district')).toEqual(['@dispatcher.330106'])
  expect((await say(api, 'district', note, '@dispatcher.330106')).status).toBe(200)
  expect((await say(api, 'drainage', note, 'drainage')).status).toBe(200)
  expect(await desks('drainage')).toEqual(['drainage'])
  expect(await desks('neighbour')).toEqual([])
  expect(await desks('supervisor')).toContain('@dispatcher.330106')
  const ofDistrict = await api.ask('district', 'GET', `${at('@dispatcher.330106')}/sheet`)
  expect(ofDistrict.body['deadLetters']).toBeUndefined()

  expect((await say(api, 'supervisor', { command: 'handOver', shift: 1 })).body).toMatchObject({
    ...{ last: { standIn: true, words: '' }, takesOverAs: 'standIn' },
  })
  expect((await say(api, 'supervisor', { command: 'takeOver', shift: 1 })).body).toMatchObject({
    last: { takenOver: { by: 'su', way: 'standIn' } },
  })
})

test('the sheet names grave alarms, the gravest first, and who has seen them', async () => {
  await using api = await openCaseServer({})
  for (const [device, severity] of [
    ['wl-1', 'orange'],
    ['mh-1', 'red'],
    ['wl-2', 'yellow'],
  ] as const) {
    const row = { ...alarmRow(`alarm-${device}`, start), device: device as DeviceId, severity }
    await api.store.putAlarm({ row, transition: `${device} raised` })
  }
  const alarm = 'alarm-wl-1' as AlarmId
  await api.store.acknowledge(alarm, { by: 'olga', at: start, severity: 'orange' })
  const sheet = await api.ask('operator', 'GET', `${at('@operator')}/sheet`)
  expect(sheet.body).toMatchObject({
    alarms: {
      total: 2,
      rows: [
        { device: 'mh-1', severity: 'red' },
        { alarm, acknowledged: { by: 'olga' } },
      ],
    },
    gateways: { total: 0 },
  })
})

test('after the change of shift of the rota somebody has to take over, and who does not is late', async () => {
  await using api = await openCaseServer({ duty: { handOver: { grace: '15m' } } })
  const shift = (person: string, from: string, to: string) => ({
    ...{ person, since: '2026-01-01', days: 'daily', from, to },
  })
  await api.ask('supervisor', 'POST', '/v1/duty/@dispatcher', {
    ...{ version: 0, reason: 'spring' },
    shifts: [shift('chen', '00:00', '12:00'), shift('zhao', '12:00', '24:00')],
  })
  const late = async () => (await look(api, 'dispatcher')).body.late
  expect(await late()).toBeUndefined()
  await say(api, 'chen', { command: 'handOver', shift: 1 })
  await say(api, 'chen', { command: 'takeOver', shift: 1 })
  // It is ten o'clock.
  const observer = new RecordingObserver()
  api.clock.advance(hours(2) + minutes(14))
  expect(await late()).toBeUndefined()
  const watch = takeOverWatch({ ...api, observer, calendar, config })
  expect(await watch()).toBeUndefined()
  api.clock.advance(minutes(2))
  const since = plus(start, hours(2))
  expect(await late()).toEqual({ since, people: [{ name: 'zhao', person: '赵磊' }] })
  for (let time = 0; time < 2; time += 1) expect(await watch()).toContain('@dispatcher')
  expect(observer.count('shift.late')).toBe(1)
  await say(api, 'dispatcher', { command: 'handOver', shift: 2 })
  expect(await late()).toBeDefined()
  await say(api, 'chen', { command: 'takeOver', shift: 2 })
  expect(await late()).toBeUndefined()
})
