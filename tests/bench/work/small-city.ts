/**
 * The parts of one machine in this process, each thread's with engines of its own as in the running system, on a clock that stands
 * still while they work. One group after the other works off what there is.
 */
import { join } from 'node:path'
import { setImmediate as breath } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { loadCity } from '../../../app/assembly/city-folder.ts'
import { configSchema } from '../../../app/config.ts'
import { openBackends } from '../../../app/engines/engines.ts'
import { createBroker } from '../../../broker/broker.ts'
import { brokerConfigSchema } from '../../../broker/config.ts'
import { chineseCalendar } from '../../../cases/calendar/chinese-calendar.ts'
import { createCases } from '../../../cases/cases.ts'
import { casesConfigSchema } from '../../../cases/config.ts'
import { loadDispatchTable } from '../../../cases/desk/city-files.ts'
import type { Device } from '../../../core/device.ts'
import { silentObserver } from '../../../core/observer.ts'
import type { Instant } from '../../../core/time.ts'
import { newCredential } from '../../../devices/credentials.ts'
import { ingestConfigSchema } from '../../../ingest/config.ts'
import { createIngest } from '../../../ingest/ingest.ts'
import { createAreas } from '../../../rules/areas.ts'
import { rulesConfigSchema } from '../../../rules/config.ts'
import { createRules } from '../../../rules/engine.ts'
import type { Component } from '../../../runtime/component.ts'
import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { seriesConfigSchema } from '../../../series/config.ts'
import { createSeriesWriter } from '../../../series/writer.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { CountedLog } from './counted-log.ts'
import type { Tally } from './tally.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
export const cityFolder = join(root, 'deploy', 'sample-city')

/** The second of the broker; of cases the sweep, the tasks of patrols, the calendar, the audit and the relay. */
const sleepers = 6

export interface SmallCity extends AsyncDisposable {
  readonly port: number
  readonly tokens: ReadonlyMap<string, string>
  /** The groups in their order, with what lets each work off what there is. */
  readonly groups: readonly (readonly [group: string, workOff: () => Promise<void>])[]
  /** Moves the clock and returns when what woke sleeps again. */
  readonly until: (at: Instant) => Promise<void>
}

export async function startSmallCity(
  data: string,
  devices: readonly Device[],
  start: Instant,
  tally: Tally,
): Promise<SmallCity> {
  const clock = new VirtualClock(start)
  const config = configSchema.parse({ data })
  const running: Component[] = []
  const opened: AsyncDisposable[] = []
  const thread = async () => {
    const backends = await openBackends(config, silentObserver)
    opened.push(backends)
    const counted = new CountedLog(backends.log, tally)
    const directory = new DeviceDirectory(backends.registry)
    const shared = { log: counted.log, clock, observer: silentObserver, directory }
    return { backends, counted, shared }
  }

  const edge = await thread()
  const brain = await thread()
  const desk = await thread()
  const tokens = new Map<string, string>()
  const credentials = new Map(
    devices.map(({ id }) => {
      const { token, hash } = newCredential()
      tokens.set(id, token)
      return [id, hash]
    }),
  )
  await edge.backends.registry.put(devices)
  await edge.backends.registry.setCredentials(credentials)
  for (const { shared } of [edge, brain, desk]) await shared.directory.follow()

  const city = await loadCity(cityFolder)
  const table = await loadDispatchTable(cityFolder)
  const calendar = chineseCalendar(city)
  const broker = createBroker({
    ...edge.shared,
    ...(await edge.backends.mqttSessions?.()),
    config: brokerConfigSchema.parse({ host: '127.0.0.1', port: 0, webSocketPort: null }),
  })
  running.push(
    createIngest({ ...brain.shared, config: { ...ingestConfigSchema.parse({}), linger: 0 } }),
    createRules({
      ...brain.shared,
      ...{ city, calendar },
      config: rulesConfigSchema.parse({ watch: false, linger: 0 }),
      folder: join(root, 'rules', 'catalogue'),
    }),
    createAreas(brain.shared),
    createSeriesWriter({
      ...desk.shared,
      store: await desk.backends.series(),
      config: { ...seriesConfigSchema.parse({}), linger: 0 },
    }),
    createCases({
      ...desk.shared,
      ...{ table, calendar },
      store: await desk.backends.cases(),
      config: casesConfigSchema.parse({}),
    }),
    broker,
  )
  const calm = async () => {
    for (;;) {
      await breath()
      const ill = running.map((component) => component.unready()).find((why) => why)
      if (ill !== undefined) throw new Error(ill)
      if (clock.sleepers >= sleepers) return
    }
  }
  for (const component of running) await component.start()
  await calm()
  const groupsOf = ({ counted }: typeof edge, names: readonly string[]) =>
    names.map((group) => [group, () => counted.workOff(group)] as const)
  return {
    port: broker.ports().mqtt ?? 0,
    tokens,
    groups: [
      ...groupsOf(brain, ['ingest', 'rules', 'areas']),
      ...groupsOf(desk, ['series', 'cases']),
    ],
    async until(at) {
      clock.set(at)
      await calm()
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((component) => component.stop()))
      for (const backends of opened.toReversed()) await backends[Symbol.asyncDispose]()
    },
  }
}
