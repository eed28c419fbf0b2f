/**
 * Replies on several partitions of Kafka, read by two desks on one register in PostgreSQL: each counts once, and wrong ones are letters.
 * Of two edges the one with the connection of a station tells it.
 */
import { describe, expect, test } from 'vitest'

import { createBroker } from '../../broker/broker.ts'
import { brokerConfigSchema } from '../../broker/config.ts'
import { hj212ConfigSchema } from '../../broker/stations/config.ts'
import type { Frame } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import { noBindings } from '../../core/bindings/bindings.ts'
import { silentObserver } from '../../core/observer.ts'
import { instant } from '../../core/time.ts'
import { deadLettersTopic, framesTopic } from '../../core/topics.ts'
import { createCommandReplies } from '../../devices/command-replies.ts'
import { openPostgresRegistry } from '../../devices/postgres/registry.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import { createIngest } from '../../ingest/ingest.ts'
import { Commits } from '../../runtime/commits.ts'
import { DeviceDirectory } from '../../runtime/device-directory.ts'
import { hashStationPassword } from '../../runtime/token.ts'
import { deviceCommand } from '../contract/device-commands.suite.ts'
import { device } from '../contract/registry.suite.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { sharedServer } from '../services/shared.ts'
import { realClock as clock } from '../support/clocks.ts'
import { freshKafka, openKafka } from '../support/kafka.ts'
import { connect, freshDatabase } from '../support/postgres.ts'
import { StationClient, stationFrame } from '../support/station-client.ts'
import { until } from '../support/until.ts'

const count = 12
const observer = silentObserver

const reply = (n: number, body: object): Frame => ({
  type: 'frame',
  source: `wl-${n}` as DeviceId,
  channel: 'reply',
  topic: `ub/v1/wl-${n}/reply`,
  body: Buffer.from(JSON.stringify(body)),
  receivedAt: clock.now(),
  retained: false,
})

describe.skipIf(sharedServicesMissing('kafka', 'postgres') !== undefined)('a metropolis', () => {
  test('hears what its devices answer', { timeout: 120_000 }, async () => {
    const config = freshKafka((await sharedServer('kafka')).bootstrap, { partitions: 3 })
    const url = await freshDatabase()
    const numbers = Array.from({ length: count }, (_, n) => n)
    const registries = [
      await openPostgresRegistry(connect(url)),
      await openPostgresRegistry(connect(url)),
    ] as const
    const [registry] = registries
    await registry.put(numbers.map((n) => device(`wl-${n}`)))
    const now = clock.now()
    for (const n of numbers) {
      const id = `wl-${n}` as DeviceId
      const over = instant(now + 600_000)
      await registry.commands.give(
        deviceCommand(`DC${n}`, now, { device: id, to: id, until: over }),
      )
    }
    await using log = await openKafka(config)
    await using other = await openKafka(config)
    const directory = new DeviceDirectory(registry)
    await directory.follow()
    const ingest = createIngest({
      ...{ log, clock, observer, directory, bindings: noBindings },
      config: ingestConfigSchema.parse({}),
    })
    const desks = registries.map((own, n) =>
      createCommandReplies({
        ...{ log: n === 0 ? log : other, clock, observer, registry: own },
        directory: new DeviceDirectory(own),
        changed: new Commits(clock),
      }),
    )
    for (const component of [ingest, ...desks]) await component.start()
    const done = numbers.map((n) => reply(n, { id: `DC${n}`, result: 'done' }))
    await log.append(framesTopic, [...done, ...done, reply(0, { id: 'DC1', result: 'refused' })])
    await until(async () => {
      const found = await Promise.all(numbers.map((n) => registry.commands.find(`DC${n}`)))
      return found.every((command) => command?.answer?.result === 'done')
    })
    const letters = async () => {
      const places = await log.positions('dead-letters', 'adoption')
      const read = places.map(({ partition, first, next }) =>
        log.read(deadLettersTopic, partition, first, next - first),
      )
      return (await Promise.all(read)).flat().map(({ value }) => value)
    }
    await until(async () => (await letters()).length > 0)
    expect(await letters()).toMatchObject([{ reason: 'not-your-device', source: 'wl-0' }])
    const edits = await registry.edits('wl-3' as DeviceId, 9)
    expect(edits.filter(({ command }) => command?.answer !== undefined)).toHaveLength(1)
    const stations = { config: { hj212: hj212ConfigSchema.parse({ port: 0 }) } }
    const edges = registries.map((own, n) =>
      createBroker({
        ...{ log: n === 0 ? log : other, clock, observer },
        config: brokerConfigSchema.parse({ host: '127.0.0.1', port: 0, webSocketPort: 0 }),
        stations: { ...stations, commands: own.commands },
        directory: new DeviceDirectory(own),
      }),
    )
    const hj = 'hj-1' as DeviceId
    await registry.put([device(hj, { kind: 'dust', site: 'construction', mn: 'M-1' })])
    await registry.setCredentials(new Map([[hj, hashStationPassword('hj212', hj, '123456')]]))
    for (const edge of edges) await edge.start()
    const client = await StationClient.connect(edges[1]?.ports().hj212 ?? 0)
    client.send(stationFrame({}, 'DataTime=20260315083000;a34001-Rtd=0.4'))
    await client.answered(1)
    const exchange = '20261130080000000'
    const to = { device: hj, to: hj, exchange, until: instant(clock.now() + 600_000) }
    await registry.commands.give(deviceCommand('DCs', clock.now(), to))
    expect((await client.answered(2))[1]).toMatchObject({ cn: '1062', qn: exchange })
    for (const [CN, area] of [
      ['9011', 'QnRtn=1'],
      ['9012', 'ExeRtn=1'],
      ['9012', 'ExeRtn=1'],
    ] as const)
      client.send(stationFrame({ QN: exchange, ST: '91', CN, Flag: '4' }, area))
    await until(async () => (await registry.commands.find('DCs'))?.answer !== undefined)
    expect(await registry.commands.find('DCs')).toMatchObject({
      ...{ sent: expect.any(Number), accepted: expect.any(Number), answer: { result: 'done' } },
    })
    client.close()
    for (const component of [...edges, ingest, ...desks]) await component.stop()
  })
})
