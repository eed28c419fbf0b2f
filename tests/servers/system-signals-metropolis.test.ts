/** The same signals, and the same broken rules, where the roles are processes on real servers. */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test, vi } from 'vitest'

import { sharedServicesMissing } from '../services/available.ts'
import { sharedEngines, startCity, usualWorker } from '../support/distributed-system.ts'
import { deviceOf } from '../support/rules-city.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const unavailable = sharedServicesMissing('kafka', 'postgres', 'influxdb')
const waited = { timeout: 30_000, interval: 100 }

describe.skipIf(unavailable !== undefined)('a city of processes', () => {
  test('waits without a failure, keeps its rules over a restart, and drains at SIGHUP', async () => {
    const folder = await temporaryFolder()
    const rules = join(folder, 'rules')
    await cp('rules/catalogue', rules, { recursive: true })
    const { environment, postgresUrl } = await sharedEngines()
    await using city = await startCity({
      folder,
      devices: [deviceOf({ id: 'mh-1', kind: 'manhole', period: 60 })],
      workers: [usualWorker],
      environment: {
        ...environment,
        URBAN_BRAIN_RULES__FOLDER: rules,
        URBAN_BRAIN_RULES__WATCH_EVERY: '100',
      },
      postgresUrl,
    })
    const said = (name: string) => readFile(join(folder, `${name}.log`), 'utf8')
    const [worker] = city.workers
    const times = async (words: string) => (await said('worker-1')).split(words).length - 1

    await writeFile(join(rules, 'bad.yaml'), `id: ${'['.repeat(20_000)}`)
    await vi.waitFor(async () => expect(await times('rules.load-failed')).toBe(1), waited)
    expect(await said('worker-1')).toMatch(/bad\.yaml:1: is nested deeper/)
    expect(await worker?.isReady()).toBe(true)
    expect(await worker?.stop('SIGHUP')).toBe(0)
    worker?.start()
    await worker?.ready()
    expect(await times('rules.load-failed')).toBe(2)

    expect(await said('desk')).not.toMatch(/mqtt-notifier.*ECONNREFUSED/)
    for (const each of city.all) expect(await each.stop('SIGHUP'), each.name).toBe(0)
    for (const { name, deaths } of city.all) expect(deaths, name).toEqual([])
  })
})
