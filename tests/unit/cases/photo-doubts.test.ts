/** What speaks against a picture as proof: told, and nothing refused. */
import { createHash } from 'node:crypto'

import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import { doubtsOf } from '../../../cases/life/photo-proof.ts'
import { takenOf } from '../../../cases/photos/exif.ts'
import { lookAtPhoto } from '../../../cases/photos/photos.ts'
import { exifSegment, withExif } from '../../../console/offline/exif.ts'
import { instant, minutes } from '../../../core/time.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'
import { exifJpeg, type Camera } from './exif-bytes.ts'
import { jpeg } from './photos-pictures.ts'

const there = { longitude: 120.13, latitude: 30.26 }
const friday = { local: '2026:03:13 10:05:00', offset: '+08:00' }

describe('what a camera writes into a JPEG', () => {
  test.each([true, false])('is read in either order of bytes (little %s)', (little) => {
    const taken = takenOf(exifJpeg({ ...friday, ...there, little }))
    expect(taken).toMatchObject({ local: '2026-03-13T10:05:00', offset: '+08:00' })
    expect(taken.position?.longitude).toBeCloseTo(120.13, 5)
    expect(taken.position?.latitude).toBeCloseTo(30.26, 5)
    expect(takenOf(exifJpeg({ longitude: -70.5, latitude: -33.4, little })).position).toMatchObject(
      {
        longitude: expect.closeTo(-70.5, 5) as number,
        latitude: expect.closeTo(-33.4, 5) as number,
      },
    )
  })

  test('is nothing where a picture has none, or says nothing that is one', () => {
    expect(takenOf(jpeg(8, 8))).toEqual({})
    expect(takenOf(new Uint8Array())).toEqual({})
    expect(takenOf(exifJpeg({ local: '0000:00:00 00:00:00' }))).toEqual({})
    expect(takenOf(exifJpeg({ local: '    :  :     :  :  ', offset: '   :  ' }))).toEqual({})
  })

  test('never breaks on damaged bytes', () => {
    const whole = exifJpeg({ ...friday, ...there })
    const place = fc.nat(whole.length - 1)
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 8 }), place, (flips, end) => {
        const bytes = Uint8Array.from(whole)
        for (const [at, value] of flips) bytes[at] = value
        expect(takenOf(bytes)).toBeTypeOf('object')
        expect(takenOf(bytes.subarray(0, end))).toBeTypeOf('object')
      }),
    )
  })

  test('stays in the picture that the phone draws smaller', () => {
    const large = exifJpeg({ ...friday, ...there })
    const drawn = withExif(jpeg(4, 4), exifSegment(large))
    expect(takenOf(drawn)).toEqual(takenOf(large))
    expect(lookAtPhoto(drawn, 1_000)).toMatchObject({ size: { width: 4, height: 4 } })
    const segment = exifSegment(drawn) ?? new Uint8Array()
    // Drawn upright, so its orientation is 1 and not the 6 of the camera.
    expect(new DataView(segment.buffer).getUint16(10 + 8 + 2 + 8, true)).toBe(1)
    expect(withExif(jpeg(4, 4), exifSegment(jpeg(8, 8)))).toEqual(jpeg(4, 4))
  })
})

test('a picture is doubtful only beyond what clocks and positions may be wrong', () => {
  const from = instant(1_000_000)
  const now = instant(9_000_000)
  const occasion = { place: there, from, now, away: 300, lag: 1_000 }
  const at = (takenAt: number) => doubtsOf({ takenAt: instant(takenAt) }, occasion)
  expect(at(999_000)).toEqual([])
  expect(at(998_999)).toEqual([{ doubt: 'taken-before', takenAt: 998_999 }])
  expect(at(9_001_000)).toEqual([])
  expect(at(9_001_001)).toEqual([{ doubt: 'taken-later', takenAt: 9_001_001 }])
  const off = (latitude: number) =>
    doubtsOf({ position: { ...there, latitude: 30.26 + latitude } }, occasion)
  expect(off(0.002)).toEqual([])
  expect(off(0.01)).toEqual([{ doubt: 'taken-elsewhere', metres: 1112 }])
  expect(doubtsOf({ position: there }, { ...occasion, place: {} })).toEqual([])
})

describe('over HTTP', () => {
  let api: CaseServer
  beforeEach(async () => {
    api = await openCaseServer()
  })
  afterEach(() => api[Symbol.asyncDispose]())

  async function sent(camera: Camera): Promise<{ readonly sha256: string }> {
    const bytes = exifJpeg(camera)
    const { status } = await api.ask('drainage', 'POST', '/v1/photos', bytes, {
      'content-type': 'image/jpeg',
    })
    expect(status).toBe(201)
    return { sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  const last = async (id: string, event: string) => {
    const { body } = await api.ask<{ timeline: { event: string; data: object }[] }>(
      'inspector',
      'GET',
      `/v1/cases/${id}`,
    )
    return body.timeline.findLast((one) => one.event === event)?.data
  }

  async function ordered(): Promise<string> {
    const { body } = await api.ask<Case>('operator', 'POST', '/v1/cases', {
      ...{ category: '0506', title: { zh: '积水', en: 'Water' }, limit: '2 urgent hours' },
      ...{ lead: 'drainage', ...there },
    })
    await api.order('operator', body.id, { command: 'file' })
    await api.order('dispatcher', body.id, { command: 'accept' })
    await api.order('dispatcher', body.id, { command: 'dispatch', unit: 'drainage' })
    return body.id
  }

  test('a report, and the verification after it, say what is doubtful of their pictures', async () => {
    const id = await ordered()
    api.clock.advance(minutes(60))
    const good = await sent({ ...friday, ...there })
    // A camera that does not know its offset has the clock of the city.
    const old = await sent({ local: '2026:03:12 10:05:00', longitude: 120.2, latitude: 30.26 })
    const later = { sha256: 'ab'.repeat(32) }
    const report = { command: 'report', text: '已抽排', photos: [good, old, later] }
    expect((await api.order('drainage', id, report)).status).toBe(200)
    expect(await last(id, 'reported')).toMatchObject({
      photoDoubts: [
        {
          sha256: old.sha256,
          doubt: 'taken-before',
          takenAt: Date.parse('2026-03-12T10:05:00+08:00'),
        },
        { sha256: old.sha256, doubt: 'taken-elsewhere' },
      ],
    })
    // The inspector sends the crew's picture back as his own.
    const verify = { command: 'verify', passed: true, photos: [good] }
    expect((await api.order('inspector', id, verify)).body.stage).toBe('closed')
    expect(await last(id, 'verified')).toMatchObject({
      photoDoubts: [
        { sha256: good.sha256, doubt: 'used-before' },
        { sha256: good.sha256, doubt: 'taken-before' },
      ],
    })
    const proof = await api.ask('manager', 'GET', `/v1/cases/${id}/verify-record`)
    expect(proof.body).toMatchObject({ intact: true })
    const file = await api.ask('manager', 'GET', `/v1/cases/${id}/file?format=html`)
    expect(file.raw.toString()).toContain('照片存疑')
  })

  test('a picture of another case is named with that case', async () => {
    const [first, second] = [await ordered(), await ordered()]
    api.clock.advance(minutes(30))
    const photos = [await sent({ ...friday, ...there })]
    const report = { command: 'report', text: '已抽排', photos }
    await api.order('drainage', first, report)
    await api.order('drainage', second, report)
    expect(await last(first, 'reported')).not.toHaveProperty('photoDoubts')
    expect(await last(second, 'reported')).toMatchObject({
      photoDoubts: [{ doubt: 'used-before', case: first, version: 5 }],
    })
  })

  test('a picture without anything doubtful leaves the record as it was', async () => {
    const id = await ordered()
    api.clock.advance(minutes(30))
    const photos = [await sent({ ...friday, ...there })]
    await api.order('drainage', id, { command: 'report', text: '已抽排', photos })
    expect(await last(id, 'reported')).not.toHaveProperty('photoDoubts')
  })
})
