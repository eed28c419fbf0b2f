/**
 * What a station was answered for is there once, however the program ends and whatever happens on the line: packets, frames
 * changed on the way, sent twice, lines that break. Real sockets, and the real program in a process of its own.
 */
import { setTimeout as delay } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { contentOf } from '../../core/content.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { readingId } from '../../core/identity.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { hashStationPassword } from '../../runtime/token.ts'
import { createRandom } from '../../simulators/script/random.ts'
import { StationConnection } from '../../simulators/station-connection.ts'
import { caughtUp } from '../support/caught-up.ts'
import { realClock } from '../support/clocks.ts'
import { keptIn } from '../support/kept-in.ts'
import { freePort, launchSystem } from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

const kills = 4
const password = '123456'
const trouble = { split: 0.5, corrupt: 0.05, again: 0.2, reconnect: 0.02 }

const devices = Array.from({ length: 16 }, (_, index): Device => {
  const number = String(index + 1).padStart(4, '0')
  return deviceSchema.parse({
    ...{ id: `hj-${number}`, mn: `9901020100000000000${number}`, kind: 'dust' },
    ...{ site: 'street', longitude: 123.501458, latitude: 29.505208, cell: '990102001001001' },
    ...{ period: 3_600, active: true },
    checksum: index % 2 === 0 ? 'standard' : 'swapped',
  })
})

test(
  `stations with every trouble and ${kills} kills of the program lose nothing and double nothing`,
  { timeout: 240_000 },
  async () => {
    const data = await temporaryFolder()
    await using registry = await openSqliteRegistry(`${data}/registry.sqlite`)
    await registry.put(devices)
    await registry.setCredentials(
      new Map(devices.map(({ id }) => [id, hashStationPassword(id, password)])),
    )
    const port = await freePort()
    const options = {
      ...{ data, mqttPort: await freePort(), httpPort: await freePort() },
      environment: { URBAN_BRAIN_HJ212__PORT: String(port) },
    }
    let system = await launchSystem(options).ready()
    let answered = 0
    const random = createRandom(Date.now())
    const lines = devices.map(({ mn = '', checksum }) => {
      const mode = checksum === 'off' ? undefined : checksum
      const connection = new StationConnection({
        ...{ host: '127.0.0.1', port, clock: realClock, random: () => random.next(), trouble },
        station: { mn, password, mode, concentration: 'mg/m3' },
        ...{ capacity: 100_000, answerWithin: 300 },
        acknowledged: (count) => (answered += count),
        dropped: () => {},
        failed: () => {},
      })
      connection.start()
      return connection
    })
    const expected: string[] = []
    const ending = new AbortController()
    const station = async (device: Device, index: number) => {
      for (let n = 1; !ending.signal.aborted; n += 1) {
        const t = realClock.now()
        const m = { tsp: n, pm10: index + 1, temperature: 20 + (n % 7) }
        expected.push(readingId({ device: device.id, observedAt: t, content: contentOf(m) }))
        lines[index]?.offer([{ t, seq: n, m }])
        await delay(100 + random.next() * 300)
      }
    }
    const said = devices.map((device, index) => station(device, index))
    for (let kill = 0; kill < kills; kill += 1) {
      await delay(800 + random.next() * 800)
      await system.kill()
      system = await launchSystem(options).ready()
    }
    await delay(1_000)
    ending.abort()
    await Promise.all(said)
    await until(
      () => lines.every(({ waiting }) => waiting === 0),
      'all readings are answered',
      120_000,
    )
    await Promise.all(lines.map((line) => line.stop(1_000)))
    await caughtUp(system)
    expect(await system.api('/v1/accounting')).toMatchObject({ balanced: true })
    expect(await system.stop()).toBe(0)
    const kept = await keptIn(data)
    process.stdout.write(`stations-kill: ${answered} readings answered, ${kills} kills\n`)
    expect(answered).toBe(expected.length)
    expect(kept.readings.toSorted(byText)).toEqual(expected.toSorted(byText))
    expect(kept.stored.toSorted(byText)).toEqual(expected.toSorted(byText))
    expect(kept.unread).toEqual([])
  },
)

const byText = (one: string, other: string): number => (one < other ? -1 : 1)
