/** A kind that a city adds in its folder, as docs/kinds.md shows it: from the file to the case, in the real program. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { gasCity } from '../support/gas-meters.ts'
import { publishPacket, RawClient } from '../support/mqtt-raw.ts'
import {
  commandLine,
  freePort,
  launchSystem,
  type RunningSystem,
  type StartOptions,
} from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

async function optionsOf(city: string): Promise<StartOptions> {
  return {
    data: await temporaryFolder(),
    mqttPort: await freePort(),
    httpPort: await freePort(),
    environment: { URBAN_BRAIN_CITY: city, URBAN_BRAIN_RULES__FOLDER: join(city, 'rules') },
  }
}

async function started(options: StartOptions): Promise<RunningSystem> {
  const launched = launchSystem(options)
  onTestFinished(async () => void (await launched.end('SIGKILL')))
  return launched.ready()
}

describe('a gas meter, a kind of the city folder', { timeout: 180_000 }, () => {
  test('is registered, measured, judged, filed and named, without a build', async () => {
    const city = await gasCity()
    const options = await optionsOf(city)
    const said = async (...words: readonly string[]) => {
      const { code, out, error } = await commandLine(options, ...words)
      expect({ code, error }, out).toEqual({ code: 0, error: '' })
      return out
    }
    expect(await said('rules', 'test')).toMatch(/passed/)
    const system = await started(options)
    await said('devices', 'import', join(city, 'gas-meters.csv'))
    const { token } = JSON.parse(await said('devices', 'credential', 'gm-0001', '--json')) as {
      readonly token: string
    }
    const { client, code } = await RawClient.connect(options.mqttPort, {
      userName: 'gm-0001',
      clientId: 'gm-0001',
      password: token,
    })
    onTestFinished(() => void client.socket.destroy())
    expect(code).toBe(0)
    const say = (payload: string) =>
      client.send(publishPacket({ topic: 'ub/v1/gm-0001/telemetry', payload }))
    const values = { ch4: 22, gasFlow: 1.2, valveOpen: true }
    say(JSON.stringify({ m: values }))
    say(JSON.stringify({ m: { gasFlow: 500 } }))
    say(JSON.stringify({ m: { gasFlux: 1 } }))

    const device = 'device=gm-0001'
    const asked = async <T>(path: string) => (await system.api(path)) as T
    const readings = () =>
      asked<{ readings: readonly Record<string, unknown>[] }>(`/v1/readings?${device}`)
    await until(async () => (await readings()).readings.length === 2)
    expect((await readings()).readings.toReversed()).toMatchObject([
      { device: 'gm-0001', kind: 'gas', values: { ch4: 22, gasFlow: 1.2, valveOpen: 1 } },
      { device: 'gm-0001', values: { gasFlow: 500 }, quality: { gasFlow: 'range' } },
    ])
    const buckets = await asked<{ buckets: readonly unknown[] }>(
      `/v1/readings?${device}&quantity=gasFlow&bucket=3600000`,
    )
    expect(buckets.buckets).toMatchObject([{ count: 1, mean: 1.2 }])

    type Cases = { readonly items: readonly Record<string, unknown>[] }
    await until(async () => (await asked<Cases>(`/v1/cases?${device}`)).items.length > 0)
    expect((await asked<Cases>(`/v1/cases?${device}`)).items).toMatchObject([
      {
        category: '0193',
        severity: 'red',
        title: { zh: '燃气泄漏', en: 'Gas leak' },
        unit: 'lj-gas',
        stage: 'dispatched',
      },
    ])
    expect(await asked('/v1/alarms?standing=true')).toMatchObject({
      items: [{ rule: 'gas-leak', severity: 'red' }],
    })

    expect(await asked('/v1/city')).toMatchObject({
      kinds: { gas: { zh: '燃气表', en: 'Gas meter', sites: ['home', 'kitchen'] } },
      quantities: { gasFlow: { zh: '燃气流量', en: 'Gas flow', unit: 'm3/h' } },
      sites: { home: { zh: '居民户', en: 'home' }, kitchen: { zh: '餐饮单位', en: 'kitchen' } },
      categories: { '0193': { zh: '燃气泄漏', en: 'Gas leak' } },
    })
    expect(await asked('/v1/devices?kind=gas')).toMatchObject({
      devices: [{ id: 'gm-0001', kind: 'gas', site: 'home', period: 300 }],
    })
    await expect(asked('/v1/devices?kind=steam')).rejects.toThrow("there is no kind 'steam'")
    expect(await asked('/v1/dead-letters')).toMatchObject({
      deadLetters: [{ reason: 'unknown-quantity', detail: 'nobody knows "gasFlux"' }],
    })
    client.socket.destroy()
    expect(await system.stop()).toBe(0)
  })

  test('with a mistake is refused by file and line, by the start and by the doctor', async () => {
    const city = await gasCity()
    const options = await optionsOf(city)
    const file = join(city, 'kinds', 'gas.yaml')
    await writeFile(file, (await readFile(file, 'utf8')).replace('range: [0, 160], ', ''))
    const wanted = 'gas.yaml:10: quantities.gasFlow.range: is missing'
    const run = await commandLine(options, 'run', '--quiet')
    expect(run.code).toBe(1)
    expect(run.error).toContain(wanted)
    const doctor = await commandLine(options, 'doctor')
    expect(doctor.code).toBe(1)
    expect(doctor.out + doctor.error).toContain(wanted)
  })
})
