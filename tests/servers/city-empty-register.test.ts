/** A city whose PostgreSQL comes back without what it held: nobody begins a second city in it. */
import { describe, expect, test } from 'vitest'

import { holdsNothing } from '../../storage/postgres/migrate.ts'
import { servicesMissing } from '../services/available.ts'
import { startInfluxdb } from '../services/influxdb.ts'
import { startKafka } from '../services/kafka.ts'
import { replaceDatabase, startPostgres } from '../services/postgres.ts'
import { engines, startCity, usualWorker } from '../support/distributed-system.ts'
import { isRefusal } from '../support/machine-findings.ts'
import { connect, freshDatabase } from '../support/postgres.ts'
import { commandLine } from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { tortureCatalogue, tortureDevices, TortureLoad } from '../support/torture-load.ts'
import { until } from '../support/until.ts'

const unavailable = servicesMissing('kafka', 'postgres', 'influxdb')

describe.skipIf(unavailable !== undefined)('a city whose database is an empty one', () => {
  test('refuses to start on it, waits while it runs, and goes on with the right one', async () => {
    await using kafka = await startKafka()
    await using postgres = await startPostgres()
    await using influx = await startInfluxdb()
    const postgresUrl = await postgres.createDatabase()
    const folder = await temporaryFolder()
    const options = { gauges: 4, covers: 4 }
    const devices = tortureDevices(options)
    const urls = { postgresUrl, influxUrl: influx.url, bootstrap: kafka.bootstrap, partitions: 2 }
    await using city = await startCity({
      folder,
      devices,
      workers: [usualWorker],
      postgresUrl,
      environment: {
        ...engines(urls),
        URBAN_BRAIN_RULES__FOLDER: await tortureCatalogue(folder),
      },
    })
    const load = new TortureLoad({
      ...options,
      devices,
      tokens: city.tokens,
      port: city.mqttPort,
      rate: 40,
      window: 10,
    })
    const [worker] = city.workers
    if (worker === undefined) throw new Error('there is no worker')
    const cases = async () => {
      const { items } = (await city.api('/v1/cases')) as { items: unknown[] }
      return items.length === load.cases().length && load.settled
    }
    load.beat()
    await until(cases, 'the first cases')

    const giveBack = await replaceDatabase(postgresUrl)
    await worker.kill()
    const refused = await worker.trial('ready')
    await expect(city.api('/v1/cases')).rejects.toThrow('503')
    load.beat()
    // The alarm of the second beat comes to the desk only when the worker is back; its own pumps ask all the while.
    await until(() => load.settled, 'readings are taken all the same')
    await giveBack()
    worker.start()
    await worker.ready()
    await until(cases, 'the cases of both')
    await load.end()

    expect(refused).toMatchObject({ ended: true, code: 1 })
    expect(isRefusal('PostgreSQL at 127', refused), refused.said).toBe(true)
    for (const { name, deaths } of city.all) expect(deaths, name).toEqual([])
    for (const each of city.all) expect(await each.stop(), each.name).toBe(0)
  }, 300_000)

  test('is taken for good by who gives the old one up', async () => {
    const url = await freshDatabase()
    const start = {
      data: await temporaryFolder(),
      mqttPort: 1,
      httpPort: 1,
      environment: { URBAN_BRAIN_POSTGRES__URL: url },
    }
    expect(await holdsNothing(connect(url))).toBe(true)
    expect(await commandLine(start, 'forget', 'postgres')).toMatchObject({ code: 0 })
    expect(await holdsNothing(connect(url))).toBe(false)
  })
})
