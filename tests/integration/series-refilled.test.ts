/** A time series that is lost while the system stands still is there again after the next start, reading by reading. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { deviceSchema, type Device } from '../../core/device.ts'
import { instant } from '../../core/time.ts'
import { openDuckDbSeries } from '../../series/duckdb/series.ts'
import { runLoad } from '../../simulators/load.ts'
import { caughtUp } from '../support/caught-up.ts'
import { realClock } from '../support/clocks.ts'
import { freePort, launchSystem, register } from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const gauge: Device = deviceSchema.parse({
  id: 'water-000001',
  kind: 'water',
  site: 'road',
  component: '9901020103000001',
  longitude: 120,
  latitude: 30,
  cell: '990102001001001',
  period: 3_600,
  active: true,
})

async function readingsOf(data: string): Promise<readonly string[]> {
  const path = join(data, 'series.duckdb')
  await using series = await openDuckDbSeries({
    path,
    clock: realClock,
    memoryLimit: '256MB',
    threads: 1,
  })
  const all = { from: instant(0), to: instant(Date.now() + 3_600_000), limit: 100_000 }
  return (await series.readings(all)).map(({ id }) => id).toSorted()
}

test(
  'a lost time series is filled again from the log, and said',
  { timeout: 120_000 },
  async () => {
    const data = await temporaryFolder()
    const tokens = await register(data, [gauge])
    const options = {
      data,
      mqttPort: await freePort(),
      httpPort: await freePort(),
      environment: { URBAN_BRAIN_PROGRAM_LOG__LEVEL: 'info' },
    }
    const first = await launchSystem(options).ready()
    const { acknowledged } = await runLoad(
      {
        port: options.mqttPort,
        devices: [{ id: gauge.id, token: tokens.get(gauge.id) ?? '' }],
        clock: realClock,
        window: 20,
        messages: 2_000,
        payload: (_, n, now) =>
          Buffer.from(JSON.stringify({ t: now - 10_000 + n, m: { depth: (n % 17) / 10 } })),
      },
      new AbortController().signal,
    )
    await caughtUp(first)
    expect(await first.stop()).toBe(0)
    const stored = await readingsOf(data)
    expect(stored.length).toBe(acknowledged)

    for (const end of ['', '.wal']) await rm(join(data, `series.duckdb${end}`), { force: true })
    const launched = launchSystem(options)
    const second = await launched.ready()
    await expect
      .poll(() => launched.said(), { timeout: 30_000 })
      .toContain('"event":"series.refilled"')
    expect(launched.said()).toContain('"event":"log.set-back","group":"series"')
    // Threads tell how they are once a second.
    await expect
      .poll(async () => (await fetch(`${second.httpUrl}/health/ready`)).text(), { timeout: 30_000 })
      .not.toContain('filled again')
    expect(await second.stop()).toBe(0)
    expect(await readingsOf(data)).toEqual(stored)
  },
)
