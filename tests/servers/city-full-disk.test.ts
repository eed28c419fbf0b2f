/** A city on servers, whose own disks are full: they hold photos and nothing that a reading or a case needs. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import { runLoad } from '../../simulators/load.ts'
import { servicesMissing } from '../services/available.ts'
import { startInfluxdb } from '../services/influxdb.ts'
import { startKafka } from '../services/kafka.ts'
import { startPostgres } from '../services/postgres.ts'
import { realClock } from '../support/clocks.ts'
import { engines, startCity, usualWorker } from '../support/distributed-system.ts'
import { healthOf } from '../support/loaded-disk.ts'
import { smallDisk } from '../support/small-disk.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { tortureDevices } from '../support/torture-load.ts'
import { png } from '../unit/cases/photos-pictures.ts'
import { until } from '../support/until.ts'

const unavailable = servicesMissing('kafka', 'postgres', 'influxdb')

describe.skipIf(unavailable !== undefined)('a city whose data folders are full', () => {
  test('takes readings, stays ready with a warning, starts, and refuses photos only', async () => {
    await using kafka = await startKafka()
    await using postgres = await startPostgres()
    await using influx = await startInfluxdb()
    const postgresUrl = await postgres.createDatabase()
    const disk = await smallDisk(16, 'tmpfs')
    const devices = tortureDevices({ gauges: 4, covers: 4 })
    await using city = await startCity({
      folder: await temporaryFolder(),
      data: (name) => join(disk.folder, name),
      devices,
      workers: [usualWorker],
      postgresUrl,
      environment: {
        ...engines({
          postgresUrl,
          influxUrl: influx.url,
          bootstrap: kafka.bootstrap,
          partitions: 2,
        }),
        URBAN_BRAIN_STORAGE__RESERVE: String(1 << 20),
      },
    })
    let acknowledged = 0
    const ending = new AbortController()
    const load = runLoad(
      {
        port: city.mqttPort,
        devices: devices.map(({ id }) => ({ id, token: city.tokens.get(id) ?? '' })),
        clock: realClock,
        window: 10,
        rate: 40,
        milliseconds: 600_000,
        onAcknowledged: () => {
          acknowledged += 1
        },
        payload: (_, n, t) => Buffer.from(JSON.stringify({ t, seq: n, m: { battery: 90 } })),
      },
      ending.signal,
    )
    const goesOn = async () => {
      const before = acknowledged
      await until(
        async () => acknowledged > before + 50,
        () => 'nothing is acknowledged any more',
      )
    }
    const photo = async () => {
      const response = await fetch(`${city.httpUrl}/v1/photos`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${city.token('operator')}`,
          'content-type': 'image/png',
        },
        body: png,
      })
      return { status: response.status, body: await response.json() }
    }
    await goesOn()
    disk.fill(0)
    await delay(2_000)
    await goesOn()
    const health = await healthOf(city)
    expect(health).toMatchObject({ status: 200, reasons: [] })
    expect(health.warnings.join()).toContain('disk: ')
    expect(await photo()).toMatchObject({ status: 503, body: { code: 'store-unavailable' } })
    const [worker] = city.workers
    await worker?.kill()
    worker?.start()
    await worker?.ready()
    await goesOn()
    disk.empty()
    expect(await photo()).toMatchObject({ status: 201 })
    await until(
      async () => !(await healthOf(city)).warnings.join().includes('disk: '),
      () => 'the warning stays',
    )
    ending.abort()
    await load
    expect(city.all.flatMap(({ deaths }) => deaths)).toEqual([])
    for (const each of city.all) expect(await each.stop()).toBe(0)
  }, 400_000)
})
