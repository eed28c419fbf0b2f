import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { sealPost } from '../../../cases/desk/seal-post.ts'
import { accept, seal, sealsInLog } from '../../../cases/desk/sealing.ts'
import { checkOutside, sealLines } from '../../../cases/desk/seals-outside.ts'
import { keptKey, sealFile } from '../../../cases/files/seals.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { createSealReceiver } from '../../../cases/webhook/seal-receiver.ts'
import { days, hours, minutes, seconds } from '../../../core/time.ts'
import { signatureFault } from '../../../runtime/signature.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { sketch } from '../../contract/case-store-samples.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { httpServer } from '../../support/http-server.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { start } from './fixtures.ts'

const secret = 'a secret of the city'
const never = new AbortController().signal

/** A record that is sealed, and a server outside that appends what comes to a file while `answer` is a success. */
async function city() {
  const place = await temporaryFolder()
  const store = await openSqliteCases(':memory:')
  const clock = new VirtualClock(start)
  const log = new MemoryLog()
  const key = keptKey(join(place, 'key.pem'))
  const sealing = { store, log, clock, key, keepLooks: days(1), file: sealFile(place) }
  const [here, outside] = [join(place, 'seals.jsonl'), join(place, 'outside.jsonl')]
  const faults: (string | undefined)[] = []
  const answer = { status: 200, lost: false }
  let calls = 0
  const url = await httpServer(async ({ headers, body }, response) => {
    calls += 1
    const signature = headers['x-urban-brain-signature']
    faults.push(signatureFault(secret, String(signature), body, clock.now()))
    if (answer.status === 200) await appendFile(outside, body)
    response.writeHead(answer.lost ? 500 : answer.status).end('not now')
  })
  const observer = new RecordingObserver()
  const receiver = createSealReceiver({ clock, url, secret, timeout: seconds(5) })
  const config = { pause: seconds(1), longestPause: minutes(1), late: hours(1) }
  const component = sealPost({ log, clock, observer, receiver, config })
  let cases = 0
  const sealOne = async () => {
    await store.append(sketch((cases += 1)))
    await seal(sealing, never)
  }
  const text = (path: string) => readFile(path, 'utf8').catch(() => '')
  return {
    ...{ store, clock, log, sealing, component, observer, answer, faults, sealOne },
    here: () => text(here),
    outside: () => text(outside),
    calls: () => calls,
  }
}

test('seals arrive outside as the lines of the file, in order and signed, those of before as well', async () => {
  const { component, sealOne, here, outside, faults, store } = await city()
  await sealOne()
  await sealOne()
  await component.start()
  await expect.poll(outside).toBe(await here())
  await sealOne()
  await expect.poll(outside).toBe(await here())
  await component.stop()
  expect((await here()).trimEnd().split('\n')).toHaveLength(3)
  expect(new Set(faults)).toEqual(new Set([undefined]))
  await store[Symbol.asyncDispose]()
})

test('while they are not taken sealing goes on, the alarm comes when it is late, and all arrive afterwards', async () => {
  const { component, sealOne, here, outside, answer, clock, observer, calls, store } = await city()
  answer.status = 503
  await component.start()
  await sealOne()
  await expect.poll(calls).toBe(1)
  await sealOne()
  expect((await here()).trimEnd().split('\n')).toHaveLength(2)
  const late = () => observer.events.filter(({ event }) => event === 'seals.late').length
  expect(component.warning?.()).toBeUndefined()
  for (let tried = 1; late() === 0; tried += 1) {
    await expect.poll(() => clock.sleepers).toBe(1)
    clock.advance(minutes(20))
    await expect.poll(calls).toBeGreaterThan(tried)
  }
  expect(component.warning?.()).toContain('it answered 503: not now')
  expect(component.unready()).toBeUndefined()
  answer.status = 200
  await expect
    .poll(async () => {
      clock.advance(minutes(1))
      return outside()
    })
    .toBe(await here())
  await expect.poll(() => component.warning?.()).toBeUndefined()
  expect(late()).toBe(1)
  await component.stop()
  await store[Symbol.asyncDispose]()
})

test('an answer that is lost brings the same seals again, which proves as well', async () => {
  const { component, sealOne, outside, answer, clock, calls, log, store } = await city()
  answer.lost = true
  await component.start()
  await sealOne()
  await expect.poll(calls).toBe(1)
  answer.lost = false
  await expect
    .poll(() => {
      clock.advance(minutes(1))
      return calls()
    })
    .toBe(2)
  const inside = new Map((await sealsInLog(log)).map((one) => [one.number, one]))
  await expect.poll(async () => (await outside()).trimEnd().split('\n').length).toBe(2)
  expect(checkOutside(sealLines(await outside()), inside)).toEqual({ seals: 1, faults: [] })
  await component.stop()
  await store[Symbol.asyncDispose]()
})

test('whoever has register, log, seals and key is found by the file outside', async () => {
  const { sealing, sealOne, here, store } = await city()
  for (let n = 0; n < 3; n += 1) await sealOne()
  const outside = await here()

  const forged = await city()
  await forged.sealOne()
  await accept({ ...forged.sealing, key: sealing.key }, { by: 'admin', reason: 'nothing to see' })
  const inside = new Map((await sealsInLog(forged.log)).map((one) => [one.number, one]))
  expect(checkOutside(sealLines(outside), inside)).toEqual({
    seals: 3,
    faults: [
      { fault: 'seal-differs', seal: 1 },
      { fault: 'seal-differs', seal: 2 },
      { fault: 'seal-missing', seal: 3 },
    ],
  })
  const bent = outside.replace('"events":2', '"events":9')
  expect(checkOutside(sealLines(`${bent}half a line`), inside).faults).toEqual(
    expect.arrayContaining([
      { fault: 'seal-damaged', seal: 2 },
      { fault: 'seal-damaged', seal: 4 },
    ]),
  )
  for (const one of [store, forged.store]) await one[Symbol.asyncDispose]()
})
