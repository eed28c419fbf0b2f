/** Settings and their sources: whichever wins is named, and a variable that is named sets that setting. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'

import { configure } from '../../../app/config.ts'
import { settingsOf } from '../../../app/settings.ts'
import type { Setting } from '../../../core/setting.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const named = (settings: readonly Setting[], name: string) =>
  settings.find((one) => one.name === name)

test('a value is of the latest source that says it, and the default stands beside it', async () => {
  const file = join(await temporaryFolder(), 'city.yaml')
  await writeFile(
    file,
    stringify({
      data: '/srv/brain',
      broker: { port: 2883, host: '0.0.0.0' },
      http: { port: 8080 },
      ingest: { futureSkew: '2m' },
    }),
  )
  const settings = settingsOf(
    configure({
      file,
      environment: {
        URBAN_BRAIN_BROKER__PORT: '3883',
        URBAN_BRAIN_HTTP__TOKENS: '[]',
        URBAN_BRAIN_INFLUX: '{ url: "http://127.0.0.1:8086", version: 2, token: hidden }',
      },
      overrides: { broker: { host: '127.0.0.1' } },
    }),
  )
  expect(named(settings, 'broker.port')).toEqual({
    ...{ name: 'broker.port', value: 3883, source: 'environment', otherwise: 1883 },
    variable: 'URBAN_BRAIN_BROKER__PORT',
  })
  expect(named(settings, 'broker.host')).toMatchObject({ value: '127.0.0.1', source: 'start' })
  expect(named(settings, 'ingest.futureSkew')).toMatchObject({
    ...{ value: 120_000, source: 'file', otherwise: 60_000 },
  })
  // Said, though it is the default.
  expect(named(settings, 'http.port')).toMatchObject({ value: 8080, source: 'file' })
  expect(named(settings, 'http.tokens')).toMatchObject({ value: [], source: 'environment' })
  expect(named(settings, 'data')?.source).toBe('file')
  expect(named(settings, 'city')).toEqual({
    ...{ name: 'city', value: 'deploy/sample-city', source: 'default' },
    variable: 'URBAN_BRAIN_CITY',
  })
  // A section that is there at all: what is said in it, what is not, and no secret.
  expect(named(settings, 'influx.url')?.source).toBe('environment')
  expect(named(settings, 'influx.database')).toMatchObject({ value: 'city', source: 'default' })
  expect(named(settings, 'influx.database')).not.toHaveProperty('otherwise')
  expect(named(settings, 'influx.token')?.value).toBe('[redacted]')
  expect(named(settings, 'bindings.secrets')?.value).toEqual({})
})

test('each setting stands there once, and each variable that is named sets it', () => {
  const settings = settingsOf(configure({ environment: {} }))
  expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length)
  expect(settings.length).toBeGreaterThan(150)
  const settable = settings.filter(({ value }) => typeof value !== 'object' || value === null)
  fc.assert(
    fc.property(fc.subarray([...settable], { minLength: 1, maxLength: 20 }), (chosen) => {
      const environment = Object.fromEntries(
        chosen.map(({ variable, value }) => [variable ?? '', JSON.stringify(value)]),
      )
      const said = settingsOf(configure({ environment }))
      expect(said.filter(({ source }) => source === 'environment').map(({ name }) => name)).toEqual(
        chosen.map(({ name }) => name).sort(byPlace(settings)),
      )
      expect(said.map(({ name, value }) => ({ name, value }))).toEqual(
        settings.map(({ name, value }) => ({ name, value })),
      )
    }),
  )
})

const byPlace = (settings: readonly Setting[]) => {
  const places = new Map(settings.map(({ name }, index) => [name, index]))
  return (a: string, b: string) => (places.get(a) ?? 0) - (places.get(b) ?? 0)
}

test('an address keeps its keys to itself, and a name that no variable spells has none', () => {
  const settings = settingsOf(
    configure({
      environment: {},
      overrides: {
        console: { tiles: 'https://tiles.example/{z}/{x}/{y}.png?v=2&api_key=hidden&s=1' },
        outlets: {
          'hall-2': { webhook: { url: 'https://hall.example/in', secret: 'hidden for all eyes' } },
        },
      },
    }),
  )
  expect(named(settings, 'console.tiles')?.value).toBe(
    'https://tiles.example/{z}/{x}/{y}.png?v=2&api_key=[redacted]&s=1',
  )
  expect(named(settings, 'outlets.hall-2.webhook.secret')?.value).toBe('[redacted]')
  expect(named(settings, 'outlets.hall-2.batch')).not.toHaveProperty('variable')
  expect(JSON.stringify(settings)).not.toContain('hidden')
})
