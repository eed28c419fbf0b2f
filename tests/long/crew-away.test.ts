/**
 * A crew whose client is away while an order comes and the system is killed: the case does not say that it was told, the order
 * reaches the client when it is back, and then the case says so.
 */
import { setTimeout as delay } from 'node:timers/promises'

import { connect, connectAsync, type MqttClient } from 'mqtt'
import { expect, test } from 'vitest'

import type { Case } from '../../cases/life/case.ts'
import type { Notice } from '../../cases/life/notice.ts'
import { deviceSchema } from '../../core/device.ts'
import {
  freePort,
  register,
  startSystem,
  type RunningSystem,
  type StartOptions,
} from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const cover = deviceSchema.parse({
  id: 'mh-000001',
  kind: 'manhole',
  site: 'road',
  component: '9901020103000001',
  longitude: 120,
  latitude: 30,
  cell: '990102001001001',
  period: 3_600,
  active: true,
})

/** The client of the crew as a phone has it: one session that lasts. */
async function phone(system: RunningSystem, unit: string) {
  const name = `crew-${unit}`
  const heard: Notice[] = []
  const client = connect(`mqtt://127.0.0.1:${system.mqttPort}`, {
    clientId: `${name}/phone`,
    username: name,
    password: system.token(name),
    clean: false,
    reconnectPeriod: 0,
  })
  // Before the answer to CONNECT: what waited for the session may come in one piece with it.
  client.on('message', (topic, payload) => {
    if (topic !== `ub/v1/crew/${unit}/notices`) return
    const notice = JSON.parse(payload.toString()) as Notice
    heard.push(notice)
    // Behind a broker that does not say it for the client, the client says it.
    const receipt = { notice: notice.id, by: `${name}/phone`, at: Date.now() }
    client.publish(`ub/v1/crew/${unit}/receipts`, JSON.stringify(receipt), { qos: 1 })
  })
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.once('error', reject)
  })
  await client.subscribeAsync(`ub/v1/crew/${unit}/notices`, { qos: 1 })
  return { client, heard }
}

const leave = async (client: MqttClient) => {
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  client.end(true)
  await closed
}

interface Told extends Case {
  readonly timeline: readonly { readonly event: string; readonly data: { notice?: string } }[]
}

const facts = async (system: RunningSystem, id: string) =>
  ((await system.api(`/v1/cases/${id}`)) as { readonly timeline: Told['timeline'] }).timeline

async function isToldWhenBack(end: 'kill' | 'stop'): Promise<void> {
  const data = await temporaryFolder()
  const tokens = await register(data, [cover])
  const options: StartOptions = {
    data,
    mqttPort: await freePort(),
    httpPort: await freePort(),
  }
  let system = await startSystem(options)
  const unit = 'lj-drainage-west'
  await leave((await phone(system, unit)).client)

  const sensor = await connectAsync(`mqtt://127.0.0.1:${system.mqttPort}`, {
    clientId: cover.id,
    username: cover.id,
    password: tokens.get(cover.id) ?? '',
    reconnectPeriod: 0,
  })
  await sensor.publishAsync(
    `ub/v1/${cover.id}/telemetry`,
    JSON.stringify({ t: Date.now(), m: { tilt: 40, coverOpen: 1 } }),
    { qos: 1 },
  )
  await leave(sensor)
  let order: Case | undefined
  await expect
    .poll(
      async () => {
        const { items } = (await system.api('/v1/cases?stage=dispatched')) as {
          readonly items: readonly Case[]
        }
        order = items[0]
        return order?.unit
      },
      { timeout: 60_000 },
    )
    .toBe(unit)
  const id = order?.id ?? ''
  expect((await facts(system, id)).map(({ event }) => event)).not.toContain('notified')

  await system[end]()
  system = await startSystem(options)
  expect((await facts(system, id)).map(({ event }) => event)).not.toContain('notified')
  // The notifier was faster, and nobody took what it sent.
  await delay(5_000)
  const back = await phone(system, unit)
  await expect
    .poll(
      async () =>
        (await facts(system, id)).filter(
          ({ event, data: said }) => event === 'notified' && said.notice === `${id}/4`,
        ).length,
      { timeout: 60_000 },
    )
    .toBe(1)
  expect(back.heard.map((notice) => notice.id)).toContain(`${id}/4`)
  await leave(back.client)
  await system.stop()
}

// Both mostly wait, so they wait together.
test('an order for a crew that is away over a kill, and over a stop, reaches it when it is back, and only then counts as told', async () => {
  await Promise.all([isToldWhenBack('kill'), isToldWhenBack('stop')])
})
