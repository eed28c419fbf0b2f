/** The clock of the host is set while devices and crews are connected. */
import { connectAsync, type IClientOptions } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'

import { days, instant, minutes, type Clock } from '../../core/time.ts'
import { realClock } from '../support/clocks.ts'
import { hashOf, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { until } from '../support/until.ts'

class SetClock implements Clock {
  offset = 0
  elapsed = () => realClock.elapsed()
  sleep: Clock['sleep'] = (milliseconds, signal) => realClock.sleep(milliseconds, signal)

  now() {
    return instant(realClock.now() + this.offset)
  }
}

let running: TestBroker
const endings: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of endings.splice(0)) await end()
  await running[Symbol.asyncDispose]()
})

async function client(username: string, password: string, more: IClientOptions = {}) {
  const options = { username, password, clientId: username, reconnectPeriod: 0, ...more }
  const connected = await connectAsync(`mqtt://127.0.0.1:${running.port}`, options)
  endings.push(() => connected.endAsync(true))
  return connected
}

describe('a clock that is set', () => {
  it('back by five minutes gives every reading its own instant, goes on ticking, and is told', async () => {
    const clock = new SetClock()
    running = await startBroker({ clock })
    const device = await client('wl-1', 'token-1')
    const say = (text: string) =>
      device.publishAsync('ub/v1/wl-1/telemetry', JSON.stringify({ m: { depth: text } }), {
        qos: 1,
      })
    await say('before')
    const before = clock.now()
    clock.offset = -minutes(5)
    for (let n = 0; n < 5; n++) {
      await say(String(n))
      await realClock.sleep(2)
    }
    const frames = await running.frames()
    const [first, ...rest] = frames.map(({ receivedAt }) => receivedAt)
    expect(first).toBeLessThanOrEqual(before)
    expect(new Set(rest).size).toBe(5)
    expect(Math.max(...rest)).toBeLessThan(before - minutes(4))
    expect(rest).toEqual([...rest].sort((a, b) => a - b))
    // Ticks by the corrected clock, while the old one is still minutes away.
    const after = async () => {
      const ticks = await running.ticks()
      const step = ticks.findIndex(({ stepped }) => stepped !== undefined)
      return step < 0 ? [] : ticks.slice(step)
    }
    await until(async () => (await after()).length >= 3)
    const [step, ...ticks] = await after()
    expect(Math.round((step?.stepped ?? 0) / 1_000)).toBe(-300)
    expect(ticks.every(({ stepped }) => stepped === undefined)).toBe(true)
    expect(running.observer.count('clock.stepped')).toBe(1)
    expect(running.broker.unready()).toBeUndefined()
    expect(running.broker.warning?.()).toContain('set back by 300 s')
  })

  it('ahead by two days ends no session that waits', async () => {
    const clock = new SetClock()
    running = await startBroker({
      clock,
      config: {
        serviceTokens: [
          { name: 's', tokenHash: hashOf('s'), publish: ['ub/v1/+/command'], subscribe: [] },
        ],
      },
    })
    const session = { clean: false }
    const device = await client('wl-1', 'token-1', session)
    await device.subscribeAsync('ub/v1/wl-1/command', { qos: 1 })
    await device.endAsync()
    await until(() => running.broker.sessions() === 0)
    clock.offset = days(2)
    // Sessions are looked through with the first tick.
    await until(async () => (await running.ticks()).length >= 2)
    const sender = await client('s', 's')
    await sender.publishAsync('ub/v1/wl-1/command', 'open', { qos: 1 })
    const heard: string[] = []
    const back = await client('wl-1', 'token-1', session)
    back.on('message', (_topic, body) => heard.push(body.toString()))
    await until(() => heard.length > 0)
    expect(heard).toEqual(['open'])
  })
})
