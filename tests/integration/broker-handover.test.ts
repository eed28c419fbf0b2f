/** A session is taken up while somebody publishes to it: everything once, in order. */
import { Store, type IClientOptions, type MqttClient } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'

import { hashOf, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { listenTo } from '../support/mqtt-ear.ts'
import { slowJournal } from '../support/slow-journal.ts'
import { until } from '../support/until.ts'

const notices = 'ub/v1/crew/east/notices'
const serviceTokens = [
  { name: 'notifier', tokenHash: hashOf('notify'), publish: ['ub/v1/crew/+/notices'] },
  { name: 'crew-east', tokenHash: hashOf('crew'), subscribe: ['ub/v1/crew/east/#'] },
].map((one) => ({ publish: [], subscribe: [], ...one }))

let running: TestBroker
const clients: MqttClient[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true)
  await running[Symbol.asyncDispose]()
})

async function connect(username: string, password: string, options: IClientOptions = {}) {
  const ear = await listenTo(running.port, { username, password, ...options })
  clients.push(ear.client)
  return ear
}

/** `incomingStore`: what the phone knows of half-done messages, which it keeps over a connection. */
const crew = (options: IClientOptions = {}) =>
  connect('crew-east', 'crew', { clientId: 'crew-east/phone', clean: false, ...options })

describe.each([1, 2] as const)('a session that is taken up, QoS %i', (qos) => {
  it('gets once what waited for it while its publisher still waited for the disk', async () => {
    const { journal, stall, free } = slowJournal()
    running = await startBroker({ config: { serviceTokens }, journal })
    const before = await crew()
    await before.client.subscribeAsync('ub/v1/crew/east/#', { qos })
    await before.client.endAsync()
    const notifier = await connect('notifier', 'notify')
    stall()
    const said = notifier.client.publishAsync(notices, 'a', { qos })
    await until(async () => running.broker.sessions() === 1)
    const again = crew()
    await new Promise((resolve) => setTimeout(resolve, 100))
    free()
    await said
    const { heard } = await again
    await notifier.client.publishAsync(notices, 'b', { qos })
    await until(async () => heard.includes('b'))
    expect(heard).toEqual(['a', 'b'])
  })

  it('gets once, and in order, what is published while it comes', async () => {
    running = await startBroker({ config: { serviceTokens } })
    const first = await crew()
    await first.client.subscribeAsync('ub/v1/crew/east/#', { qos })
    await first.client.endAsync()
    const notifier = await connect('notifier', 'notify')
    const words = Array.from({ length: 300 }, (_, n) => String(n))
    const heard: string[] = []
    const incomingStore = new Store({ clean: false })
    const publishing = (async () => {
      for (const word of words) await notifier.client.publishAsync(notices, word, { qos })
    })()
    while (!heard.includes('299')) {
      const { client, heard: some } = await crew({ incomingStore })
      const end = some.length + 20
      await until(async () => some.length >= end || some.includes('299'))
      await client.endAsync()
      heard.push(...some)
    }
    await publishing
    expect(heard.filter((word, at) => at === 0 || word !== heard[at - 1])).toEqual(words)
  })
})
