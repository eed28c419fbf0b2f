/** Stations of SL 651 at the edge, for tests: a broker with a listener for them, lines to it, and what stands in its log. */
import { afterEach } from 'vitest'

import type { StationsConfig } from '../../broker/stations/config.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Frame } from '../../core/sl651/frame.ts'
import { FakeRegistry, startBroker, type TestBroker } from './mqtt-broker.ts'
import { StationClient } from './station-client.ts'

function registered(): FakeRegistry {
  const registry = new FakeRegistry()
  registry.station('wl-9', '1234', { stationAddress: '0012345678' })
  registry.station('wl-8', undefined, { stationAddress: '0012345670' })
  return registry
}

/** All that was opened is closed after each test. */
export function hydrologicalEdge() {
  const clients: StationClient<Frame>[] = []
  let running: TestBroker | undefined
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await running?.[Symbol.asyncDispose]()
    running = undefined
  })

  async function open(
    hydrological: Partial<NonNullable<StationsConfig['sl651']>> = {},
    log?: DurableLog,
    registry = registered(),
  ): Promise<TestBroker> {
    running = await startBroker({ registry, hydrological, ...(log && { log }) })
    return running
  }
  async function station(): Promise<StationClient<Frame>> {
    const client = await StationClient.hydrological(running?.hydrologicalPort ?? 0)
    clients.push(client)
    return client
  }
  const told = async () =>
    ((await running?.frames()) ?? []).map(
      ({ source, channel, topic, body, refused, protocol }) => ({
        ...{ source, channel, topic, refused, protocol },
        body: Buffer.from(body).toString('hex').toUpperCase(),
      }),
    )
  const data = async () => (await told()).filter(({ channel }) => channel === 'telemetry')
  return { open, station, told, data }
}

/** What an answer says. */
export const saidBy = ({ command, ending, packet, body }: Frame) => ({
  ...{ command, ending, packet },
  serial: Buffer.from(body).toString('hex', 0, 2).toUpperCase(),
})
