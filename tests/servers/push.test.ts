/** A platform pushes to the desk of a city of processes on Kafka: its workers read what the desk put into the log. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { externalIdSchema, type DeviceId } from '../../core/identity.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { sharedEngines, startCity, usualWorker } from '../support/distributed-system.ts'
import { deviceOf } from '../support/rules-city.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

const unavailable = sharedServicesMissing('kafka', 'postgres', 'influxdb')
const secret = 'token-of-a-platform'
const written = `id: wells
push: { proof: token, secret: wells }
gateway: gw-1
device: { id: '{/imei}', register: externalId }
time: /t
values:
  depth: /d
`

describe.skipIf(unavailable !== undefined)('a city of processes', () => {
  test('has each pushed reading once, also when a worker is killed and the platform sends all of it again', async () => {
    const folder = await temporaryFolder()
    const bindings = join(folder, 'bindings')
    await mkdir(bindings)
    await writeFile(join(bindings, 'wells.yaml'), written)
    const { environment, postgresUrl } = await sharedEngines()
    const device = (id: string, imei: string) => ({
      ...deviceOf({ id, kind: 'water', period: 60 }),
      ...{ gateway: 'gw-1' as DeviceId, externalId: externalIdSchema.parse(imei) },
    })
    const imeis = ['868508064807350', '868508064807368']
    await using city = await startCity({
      folder,
      devices: [
        { ...deviceOf({ id: 'gw-1', kind: 'gateway', period: 60 }), site: 'cabinet' },
        ...imeis.map((imei, index) => device(`wl-${index}`, imei)),
      ],
      workers: [usualWorker],
      environment: {
        ...environment,
        URBAN_BRAIN_BINDINGS__FOLDER: bindings,
        URBAN_BRAIN_BINDINGS__SECRETS__WELLS: secret,
      },
      postgresUrl,
    })
    const start = Date.now() - 60_000
    const push = async (imei: string, index: number) => {
      const answer = await fetch(`${city.httpUrl}/v1/push/wells`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
        body: JSON.stringify({ imei, t: start + index, d: index % 10 }),
      })
      expect(answer.status).toBe(200)
    }
    const pushAll = (from: number, to: number) =>
      Promise.all(
        Array.from({ length: to - from }, (_, index) =>
          Promise.all(imeis.map((imei) => push(imei, from + index))),
        ),
      )
    const [worker] = city.workers
    await pushAll(0, 50)
    await worker?.kill()
    await pushAll(0, 100)
    worker?.start()
    await worker?.ready()
    const instants = async () => {
      const path = `/v1/readings?limit=1000&from=0&to=${Date.now() + 60_000}`
      const { readings } = (await city.api(path)) as {
        readings: readonly { device: string; observedAt: number }[]
      }
      return readings.map((one) => `${one.device} ${one.observedAt - start}`).toSorted()
    }
    const all = imeis.flatMap((_, index) =>
      Array.from({ length: 100 }, (_, n) => `wl-${index} ${n}`),
    )
    await until(async () => (await instants()).length >= all.length)
    expect(await instants()).toEqual(all.toSorted())
    expect(await city.api('/v1/accounting')).toMatchObject({ readings: 200, balanced: true })
  }, 180_000)
})
