/** A client that asks for a long keep-alive, or for none, has to be heard within our own. */
import { afterEach, describe, expect, it } from 'vitest'

import type { BrokerConfig } from '../../broker/config.ts'
import { startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { RawClient } from '../support/mqtt-raw.ts'
import { until } from '../support/until.ts'

let running: TestBroker | undefined

afterEach(async () => {
  await running?.[Symbol.asyncDispose]()
  running = undefined
})

const start = async (config: Partial<BrokerConfig>) => (running = await startBroker({ config }))

describe('a connection', () => {
  it.each([0, 65_535])('with keep-alive %i has to be heard within our limit', async (keepalive) => {
    const { port, observer } = await start({ keepaliveLimit: 1 })
    const silent = await RawClient.connect(port, {
      userName: 'wl-1',
      password: 'token-1',
      keepalive,
    })
    const chatty = await RawClient.connect(port, {
      userName: 'wl-2',
      password: 'token-2',
      keepalive,
    })
    expect([silent.code, chatty.code]).toEqual([0, 0])
    const talking = setInterval(() => chatty.client.send(Buffer.from([0xc0, 0])), 100)
    await silent.client.until(() => silent.client.closed)
    clearInterval(talking)
    expect(chatty.client.closed).toBe(false)
    expect(observer.count('broker.client-error')).toBe(1)
    chatty.client.end()
  })

  it('that never ends its packet is not heard', async () => {
    const { port, broker } = await start({})
    const { client } = await RawClient.connect(port, {
      userName: 'wl-1',
      password: 'token-1',
      keepalive: 1,
    })
    client.send(Buffer.from([0x30, 0xff, 0x01, 0]))
    const trickle = setInterval(() => client.send(Buffer.from([0])), 200)
    await client.until(() => client.closed)
    clearInterval(trickle)
    await until(() => broker.sessions() === 0)
  })

  it('without a keep-alive stands for ever when we have no limit', async () => {
    const { port, broker } = await start({ keepaliveLimit: 0 })
    const { client, code } = await RawClient.connect(port, {
      userName: 'wl-1',
      password: 'token-1',
      keepalive: 0,
    })
    const other = await RawClient.connect(port, {
      userName: 'wl-2',
      password: 'token-2',
      keepalive: 1,
    })
    await other.client.until(() => other.client.closed)
    expect(code).toBe(0)
    await until(() => broker.sessions() === 1)
    expect(client.closed).toBe(false)
    client.end()
  })
})
