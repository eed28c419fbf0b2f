/** A real receiver that is down, slow, refuses, redirects and repeats: nothing is lost, and the same fact has the same identifier. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

import { describe, expect, onTestFinished, test } from 'vitest'

import type { DeviceId } from '../../../core/identity.ts'
import { instant, minutes, seconds } from '../../../core/time.ts'
import { alarmsTopic, readingsTopic } from '../../../core/topics.ts'
import { outletsConfigSchema } from '../../../outlets/config.ts'
import type { CloudEvent } from '../../../outlets/decide/event.ts'
import { mostRefused } from '../../../outlets/delivering.ts'
import { createOutlet } from '../../../outlets/outlet.ts'
import { alarmsOut, readingsOut } from '../../../outlets/records.ts'
import { createWebhookOutlet } from '../../../outlets/webhook/receiver.ts'
import { signatureFault } from '../../../runtime/signature.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { httpServer } from '../../support/http-server.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { alarm, began, device, origin, reading } from './samples.ts'

const secret = 'sixteen letters!'
const directory = {
  get: (id: string) => (id === device.id ? { device, revision: 1 } : undefined),
  follow: () => Promise.resolve(false),
}

type Answer = (events: readonly CloudEvent[]) => number | 'silence'

/** An outlet of readings and a server that answers as `answer` says; what it took is kept in the order in which it came. */
async function city(answer: Answer = () => 204) {
  const clock = new VirtualClock(instant(began))
  const observer = new RecordingObserver()
  const calls: (readonly CloudEvent[])[] = []
  const taken: string[] = []
  const faults = new Set<string | undefined>()
  const types = new Set<string | undefined>()
  const receiver = { answer }
  const retry: { after?: string } = {}
  const url = await httpServer(({ headers, body }, response) => {
    const events = JSON.parse(body) as readonly CloudEvent[]
    faults.add(
      signatureFault(secret, String(headers['x-urban-brain-signature']), body, clock.now()),
    )
    types.add(headers['content-type'])
    const status = receiver.answer(events)
    if (status === 200 || status === 204) taken.push(...events.map(({ id }) => id))
    calls.push(events)
    if (status === 'silence') return
    const location = status === 302 ? { location: '/elsewhere' } : {}
    const asked = status === 503 && retry.after !== undefined ? { 'retry-after': retry.after } : {}
    response.writeHead(status, { ...location, ...asked }).end(status < 300 ? undefined : 'not so')
  })
  const outlet = (log: MemoryLog, to = url, timeout = seconds(10)) => {
    const { city: config } = outletsConfigSchema.parse({
      city: { batch: 10, webhook: { url: to, secret, timeout } },
    })
    if (config?.webhook === undefined) throw new TypeError('it has a webhook')
    const component = createOutlet({
      ...{ log, clock, observer, name: 'city', topic: 'readings', config },
      receiver: createWebhookOutlet(config.webhook, clock),
      events: (records) => readingsOut(records, config, origin, directory),
    })
    onTestFinished(() => component.stop())
    return component
  }
  /** Time goes on until it is so. */
  const passes = async (so: () => boolean) =>
    expect
      .poll(() => {
        clock.advance(seconds(30))
        return so()
      })
      .toBe(true)
  return {
    ...{ clock, observer, calls, taken, faults, types, receiver, retry, outlet, passes, url },
  }
}

const some = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => reading({ observedAt: instant(began + from + n) }))
const ids = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id)

async function standsAt(log: MemoryLog): Promise<number | undefined> {
  return (await log.positions('readings', 'outlet-city'))[0]?.committed
}

describe('an outlet to a webhook', () => {
  test('brings what the log held before, in order, in signed batches of CloudEvents, and statuses and ticks not', async () => {
    const { outlet, taken, calls, faults, types, observer } = await city()
    const log = new MemoryLog()
    const readings = some(25)
    const status = { ...{ type: 'status' as const, device: device.id }, online: true, at: began }
    await log.append(readingsTopic, [{ ...status, at: instant(began) }, ...readings])
    const component = outlet(log)
    await component.start()
    await expect.poll(() => standsAt(log)).toBe(26)
    expect(taken).toEqual(ids(readings))
    expect(Math.max(...calls.map(({ length }) => length))).toBe(10)
    expect([...faults]).toEqual([undefined])
    expect([...types]).toEqual(['application/cloudevents-batch+json; charset=utf-8'])
    expect(observer.count('outlet.sent', 'city')).toBe(25)
    expect([component.unready(), component.warning?.()]).toEqual([undefined, undefined])
  })

  test.each([
    ['120', 120],
    [new Date(began + 120_000).toUTCString(), 120],
    ['86400', 900],
    ['soon', 0],
  ])('that answers 503 and Retry-After %s is left alone so long', async (asked, rest) => {
    const { outlet, calls, passes, clock, retry } = await city(() => 503)
    retry.after = asked
    const log = new MemoryLog()
    await log.append(readingsTopic, some(1))
    await outlet(log).start()
    await expect.poll(() => calls.length).toBe(1)
    for (let second = 1; second < rest; second += 1) {
      clock.advance(seconds(1))
      await new Promise(setImmediate)
    }
    // Whoever asked again in between would have come by now.
    await delay(rest === 0 ? 0 : 50)
    expect(calls.length).toBe(1)
    await passes(() => calls.length === 2)
  })

  test.each([500, 503, 401, 403, 404, 302, 408, 425, 429] as const)(
    'waits at its place while it answers %s, and passes nothing over',
    async (status) => {
      const { outlet, taken, calls, receiver, passes, observer } = await city(() => status)
      const log = new MemoryLog()
      const readings = some(3)
      await log.append(readingsTopic, readings)
      await outlet(log).start()
      await passes(() => calls.length >= 3)
      expect(await standsAt(log)).toBe(0)
      expect(observer.count('outlet.unsent', 'city')).toBeGreaterThan(1)
      receiver.answer = () => 204
      await passes(() => taken.length > 0)
      await expect.poll(() => standsAt(log)).toBe(3)
      expect(taken).toEqual(ids(readings))
      expect(observer.count('outlet.refused')).toBe(0)
    },
  )

  test('that nobody answers, or in time, is late after a while, and both are over with the first answer', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as AddressInfo
    closed.close()
    await once(closed, 'close')
    const { outlet, taken, receiver, passes, observer, url } = await city(() => 'silence')
    const log = new MemoryLog()
    await log.append(readingsTopic, some(2))
    const away = outlet(log, `http://127.0.0.1:${port}/`)
    await away.start()
    await passes(() => observer.count('outlet.late') === 1)
    expect(away.warning?.()).toContain('outlet city has taken nothing since 2026-11-30T')
    await away.stop()

    const slow = outlet(log, url, 50)
    await slow.start()
    await passes(() => slow.warning?.()?.includes('no answer in time') === true)
    expect(slow.unready()).toBeUndefined()
    receiver.answer = () => 204
    await passes(() => taken.length > 0)
    expect(new Set(taken)).toEqual(new Set(ids(some(2))))
    await expect.poll(() => slow.warning?.()).toBeUndefined()
  })

  test.each([400, 413, 422] as const)(
    'finds the one event that is refused with %s, tells it, passes it over, and brings the others in order',
    async (status) => {
      const readings = some(9)
      const bad = readings[6]?.id
      const { outlet, taken, observer } = await city((events) =>
        events.some(({ id }) => id === bad) ? status : 204,
      )
      const log = new MemoryLog()
      await log.append(readingsTopic, readings)
      await outlet(log).start()
      await expect.poll(() => standsAt(log)).toBe(9)
      expect(taken).toEqual(ids(readings).filter((id) => id !== bad))
      const refused = observer.events.filter(({ event }) => event === 'outlet.refused')
      const message = `it answered ${status}: not so`
      expect(refused.map(({ fields }) => fields)).toEqual([{ outlet: 'city', id: bad, message }])
      expect(observer.count('outlet.sent')).toBe(8)
    },
  )

  test('passes over no more than a few when everything is refused, and waits until one is taken', async () => {
    const { outlet, taken, calls, receiver, passes, observer } = await city(() => 400)
    const log = new MemoryLog()
    const readings = some(mostRefused + 10)
    await log.append(readingsTopic, readings)
    await outlet(log).start()
    await passes(() => observer.count('outlet.unsent') > 2)
    expect(observer.count('outlet.refused')).toBe(mostRefused)
    expect(calls.length).toBeGreaterThan(mostRefused)
    receiver.answer = () => 204
    await passes(() => taken.length === 10)
    expect(taken).toEqual(ids(readings).slice(mostRefused))
  })

  test('killed between the answer and the commit brings the same again, under the same identifiers', async () => {
    const { outlet, taken, calls, receiver } = await city()
    const log = new MemoryLog()
    await log.append(readingsTopic, some(4))
    let after = log
    receiver.answer = () => {
      // What was in hand is forgotten, as by a kill: the commit of the batch is refused.
      if (after === log) after = log.reopen()
      return 204
    }
    const killed = outlet(log)
    await killed.start()
    await expect.poll(() => calls.length).toBe(1)
    await killed.stop()
    expect(await standsAt(after)).toBe(0)
    await after.append(readingsTopic, some(2, 100))
    await outlet(after).start()
    await expect.poll(() => standsAt(after)).toBe(6)
    expect(taken).toEqual(ids([...some(4), ...some(4), ...some(2, 100)]))
    expect(new Set(taken).size).toBe(6)
  })

  test('stops at once while the receiver is away, and the next start goes on there', async () => {
    const { outlet, taken, calls, receiver } = await city(() => 500)
    const log = new MemoryLog()
    await log.append(readingsTopic, some(2))
    const component = outlet(log)
    await component.start()
    await expect.poll(() => calls.length).toBe(1)
    await component.stop()
    receiver.answer = () => 200
    await outlet(log).start()
    await expect.poll(() => standsAt(log)).toBe(2)
    expect(taken).toEqual(ids(some(2)))
  })
})

test('alarms go out by a place of their own, as far as the outlet lets them, and how they end', async () => {
  const { clock, observer, taken, url } = await city()
  const log = new MemoryLog()
  const { city: config } = outletsConfigSchema.parse({
    city: { severities: ['red'], webhook: { url, secret } },
  })
  if (config?.webhook === undefined) throw new TypeError('it has a webhook')
  const outlet = createOutlet({
    ...{ log, clock, observer, name: 'city', topic: 'alarms', config },
    receiver: createWebhookOutlet(config.webhook, clock),
    events: (records) => alarmsOut(records, config, origin, directory),
  })
  onTestFinished(() => outlet.stop())
  const over = {
    kind: 'cleared',
    because: 'recovered',
    severity: undefined,
    at: began + minutes(9),
  }
  await log.append(alarmsTopic, [
    alarm(),
    alarm({ kind: 'raised', severity: 'blue', subject: { device: 'wl-9' as DeviceId } }),
    alarm(over as object),
  ])
  await outlet.start()
  const at = async () => (await log.positions('alarms', 'outlet-city'))[0]?.committed
  await expect.poll(at).toBe(3)
  expect(taken).toEqual([
    `deep/wl-2/${began}/raised/red/${began}`,
    `deep/wl-2/${began}/cleared/${began + minutes(9)}`,
  ])
})
