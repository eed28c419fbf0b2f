/** A case file (案卷) proves itself: whatever is changed in it is named, without the system that made it. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { caseFile } from '../../../cases/desk/case-file.ts'
import { checkCaseFile } from '../../../cases/desk/case-file-check.ts'
import { seal } from '../../../cases/desk/sealing.ts'
import { keptKey, sealFile } from '../../../cases/files/seals.ts'
import { sealed, Stretch } from '../../../cases/desk/seal.ts'
import { chained, genesis } from '../../../cases/life/hash-chain.ts'
import type { CaseFile } from '../../../cases/report/case-file.ts'
import { caseFileIn } from '../../../cases/report/case-file-page.ts'
import { caseFileSchema } from '../../../cases/report/case-file-schema.ts'
import { checkedJson } from '../../../core/upcast.ts'
import { days } from '../../../core/time.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'
import { jpeg, png } from './photos-pictures.ts'

let api: CaseServer
let file: CaseFile
let page: string
let id: string

const unkind = '</script><img src=x onerror=alert(1)> "积水" & more'
const read = (text: string): CaseFile => checkedJson('a case file', caseFileSchema, text)
const fetched = (format: string) =>
  api.ask('manager', 'GET', `/v1/cases/${id}/file?format=${format}`)

beforeEach(async () => {
  api = await openCaseServer()
  const folder = await temporaryFolder()
  const sealing = {
    ...{ ...api, file: sealFile(folder), key: keptKey(join(folder, 'key.pem')) },
    keepLooks: days(1),
  }
  const never = new AbortController().signal
  const other = await api.dispatched('wl-2')
  id = await api.dispatched('wl-1')
  await seal(sealing, never)
  const { body } = await api.ask<{ sha256: string }>('drainage', 'POST', '/v1/photos', png, {
    'content-type': 'image/png',
  })
  const lost = { sha256: 'ab'.repeat(32) }
  await api.order('drainage', id, {
    command: 'report',
    text: unkind,
    photos: [{ sha256: body.sha256 }, lost],
  })
  await api.order('operator', other, { command: 'comment', text: 'of another case' })
  await seal(sealing, never)
  await api.order('operator', id, { command: 'comment', text: 'younger than the seal' })
  file = read((await fetched('json')).raw.toString())
  page = (await fetched('html')).raw.toString()
})

afterEach(() => api[Symbol.asyncDispose]())

test('it holds the record, what proves the alarm, the pictures and the newest seal over the case', () => {
  expect(file.events.map(({ event }) => event).slice(-2)).toEqual(['reported', 'commented'])
  expect(file.alarms[0]?.evidence?.condition).toMatch(/./)
  expect(file.photos).toMatchObject([
    { bytes: png.length, type: 'image/png', versions: [5] },
    { missing: 'not-kept', versions: [5] },
  ])
  expect(file.seal?.seal.number).toBe(2)
  expect(file.seal?.stretch).toHaveLength(2)
  expect(checkCaseFile(file)).toEqual({ faults: [], sealed: file.events.length - 1 })
  expect(checkCaseFile(file, file.seal?.seal.key).faults).toEqual([])
})

test('the seal is found in whichever partition the seals are', async () => {
  const empty = { partition: 0, first: 0, next: 0, committed: 0 }
  const log = {
    positions: async (...asked: Parameters<typeof api.log.positions>) => [
      empty,
      ...(await api.log.positions(...asked)),
    ],
    read: api.log.read.bind(api.log),
  }
  const photos = { get: () => Promise.resolve(undefined) }
  const made = { at: file.at, by: file.by, zone: file.zone }
  const again = await caseFile({ store: api.store, photos, log }, file.case.id, made)
  expect(again.seal).toEqual(file.seal)
})

test('the page is the same file, in words that cannot become markup', () => {
  const inPage = read(caseFileIn(page) ?? '')
  expect({ ...inPage, at: file.at }).toEqual(file)
  expect(page).not.toContain('<img src=x')
  expect(page.match(/<\/script>/g)).toHaveLength(1)
  expect(page).toContain('data:image/png;base64,')
  expect(caseFileIn('<html></html>')).toBeUndefined()
})

test('a crew and a stranger do not get it', async () => {
  expect((await api.ask('drainage', 'GET', `/v1/cases/${id}/file`)).status).toBe(403)
  expect((await api.ask(undefined, 'GET', `/v1/cases/${id}/file`)).status).toBe(401)
  expect((await api.ask('manager', 'GET', '/v1/cases/C1/file')).status).toBe(404)
})

type Events = CaseFile['events']
const changed = (events: Events, version: number): Events =>
  events.map((event) =>
    event.version === version ? { ...event, data: { ...event.data, text: 'all is well' } } : event,
  )

/** As somebody would who knows how a chain is made. */
function forged(events: Events): Events {
  let hash = genesis
  return events.map((event, index) => {
    const anew = { ...event, version: index + 1 }
    hash = createHash('sha256').update(chained(hash, anew)).digest('hex')
    return { ...anew, hash }
  })
}

/** As somebody would who has a key of his own. */
async function resealed(one: CaseFile): Promise<CaseFile> {
  const stretch = one.events.map(({ hash }) => hash)
  const whole = new Stretch()
  const beside = { evaluations: [], evaluation: 0, forgotten: 0 }
  for (const [index, hash] of stretch.entries()) whole.add({ sequence: index + 1, hash })
  const key = keptKey(join(await temporaryFolder(), 'key.pem'))
  whole.sequence = one.seal?.seal.sequence ?? 0
  return {
    ...one,
    seal: { seal: sealed(undefined, { stretch: whole, beside }, one.at, key), stretch },
  }
}

const spoilt: Readonly<Record<string, [(one: CaseFile) => CaseFile | Promise<CaseFile>, object]>> =
  {
    'an event says something else': [
      (one) => ({ ...one, events: changed(one.events, 5) }),
      { fault: 'event-changed', version: 5 },
    ],
    'an event is left out': [
      (one) => ({ ...one, events: one.events.filter(({ version }) => version !== 3) }),
      { fault: 'event-missing', version: 3 },
    ],
    'the record is written anew, with a chain that fits': [
      (one) => ({ ...one, events: forged(changed(one.events, 5)) }),
      { fault: 'not-under-seal', version: 5 },
    ],
    'and the hashes under the seal too': [
      (one) => {
        const events = forged(changed(one.events, 5))
        const stretch = [events[4]?.hash ?? '', one.seal?.stretch?.[1] ?? '']
        return { ...one, events, ...(one.seal && { seal: { ...one.seal, stretch } }) }
      },
      { fault: 'stretch-differs' },
    ],
    'and the seal as well': [
      (one) => {
        const { seal: kept } = one
        return {
          ...one,
          ...(kept && { seal: { ...kept, seal: { ...kept.seal, record: 'ab'.repeat(32) } } }),
        }
      },
      { fault: 'seal-forged' },
    ],
    'all of it, under a seal of somebody else': [
      (one) => resealed({ ...one, events: forged(changed(one.events, 5)) }),
      { fault: 'other-key' },
    ],
    'a picture is another one': [
      (one) => ({
        ...one,
        photos: one.photos.map((photo) =>
          photo.content === undefined
            ? photo
            : { ...photo, content: jpeg(9, 9).toString('base64') },
        ),
      }),
      { fault: 'photo-changed' },
    ],
    'it is the record of another case': [
      (one) => ({
        ...one,
        case: { ...one.case, id: 'C20260101-000000000000' as typeof one.case.id },
      }),
      { fault: 'event-changed', version: 1 },
    ],
    'its head says something else than its record': [
      (one) => ({ ...one, case: { ...one.case, stage: 'closed' } }),
      { fault: 'case-differs' },
    ],
    'nothing is left': [(one) => ({ ...one, events: [] }), { fault: 'empty' }],
  }

test.each(Object.entries(spoilt))('%s: named', async (_, [spoil, fault]) => {
  expect(checkCaseFile(file, file.seal?.seal.key).faults).toEqual([])
  const { faults } = checkCaseFile(await spoil(file), file.seal?.seal.key)
  expect(faults[0]).toMatchObject(fault)
})
