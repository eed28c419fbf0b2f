/** A kind of the city folder where the roles are processes on real servers: each reads the folder for itself. */
import { join } from 'node:path'

import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { learnCityKinds } from '../../app/assembly/city-kinds.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { kindSchema } from '../../core/kinds.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { sharedEngines, startCity, usualWorker } from '../support/distributed-system.ts'
import { gasCity } from '../support/gas-meters.ts'
import { publishPacket, RawClient } from '../support/mqtt-raw.ts'
import { deviceOf } from '../support/rules-city.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const unavailable = sharedServicesMissing('kafka', 'postgres', 'influxdb')
const waited = { timeout: 60_000, interval: 200 }

describe.skipIf(unavailable !== undefined)('a city of processes that adds a kind', () => {
  test('measures, judges and files it', { timeout: 300_000 }, async () => {
    const folder = await gasCity()
    await learnCityKinds(folder)
    const { environment, postgresUrl } = await sharedEngines()
    const kind = kindSchema.parse('gas')
    const id = deviceIdSchema.parse('gm-1')
    await using city = await startCity({
      folder: await temporaryFolder(),
      devices: [deviceOf({ id, kind, site: 'home', period: 300 })],
      workers: [usualWorker],
      environment: {
        ...environment,
        URBAN_BRAIN_CITY: folder,
        URBAN_BRAIN_RULES__FOLDER: join(folder, 'rules'),
      },
      postgresUrl,
    })
    const { client } = await RawClient.connect(city.mqttPort, {
      userName: id,
      clientId: id,
      password: city.tokens.get(id) ?? '',
    })
    onTestFinished(() => void client.socket.destroy())
    const payload = '{"m":{"gasFlow":12,"valveOpen":true}}'
    client.send(publishPacket({ topic: `ub/v1/${id}/telemetry`, payload }))
    await vi.waitFor(async () => {
      expect(await city.api(`/v1/cases?device=${id}`)).toMatchObject({
        items: [
          { category: '0193', severity: 'orange', title: { zh: '燃气泄漏', en: 'Gas leak' } },
        ],
      })
      expect(await city.api(`/v1/readings?device=${id}`)).toMatchObject({
        readings: [{ kind: 'gas', values: { gasFlow: 12, valveOpen: 1 } }],
      })
    }, waited)
  })
})
