import { truncate } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { loadConfig } from '../../../app/config.ts'
import { usingCases, usingRegistry } from '../../../app/engines/engines.ts'
import { putSampleComponents } from '../../../app/assembly/sample-components.ts'
import {
  cityDevices,
  credentialsFile,
  prepareSampleCity,
  scenarioStart,
} from '../../../app/assembly/sample-city.ts'
import { instant } from '../../../core/time.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('a restart puts no device of the sample city back to work', async () => {
  const data = join(await temporaryFolder(), 'data')
  const config = loadConfig({ environment: {}, overrides: { data } })
  const registered = await prepareSampleCity(config)
  await usingRegistry(config, async (registry) => {
    const [first] = await registry.changes(0, 1)
    if (first === undefined) throw new Error('the sample city has no device')
    await registry.put([{ ...first.device, active: false }])
  })
  expect(await prepareSampleCity(config)).toBe(registered)
  await usingRegistry(config, async (registry) => {
    const rows = await registry.changes(0, 1_000)
    expect(rows.filter(({ device }) => !device.active)).toHaveLength(1)
    expect(rows.every(({ credential }) => credential !== undefined)).toBe(true)
  })
})

test('another scenario, or another speed, begins with its start; the same one goes on', async () => {
  const data = await temporaryFolder()
  const at = (now: number, simulators: object) =>
    scenarioStart(
      data,
      loadConfig({ environment: {}, overrides: { data, simulators } }).simulators,
      instant(now),
    )
  expect(at(1, { scenario: 'ordinary-day' })).toBe(1)
  expect(at(2, { scenario: 'ordinary-day' })).toBe(1)
  expect(at(3, { scenario: 'cloudburst', speed: 6 })).toBe(3)
  expect(at(4, { scenario: 'cloudburst', speed: 6 })).toBe(3)
  expect(at(5, { scenario: 'cloudburst' })).toBe(5)
})

test('a file of the sample city that was cut is named, with what to do', async () => {
  const data = join(await temporaryFolder(), 'data')
  const config = loadConfig({ environment: {}, overrides: { data } })
  await prepareSampleCity(config)
  const file = credentialsFile(data)
  await truncate(file, 100)
  await expect(prepareSampleCity(config)).rejects.toMatchObject({
    code: 'store-damaged',
    message: `${file} is damaged; delete it, and the next start writes it anew`,
  })
})

test('the first start registers the components that its devices stand on; what people put in force stays', async () => {
  const data = join(await temporaryFolder(), 'data')
  const config = loadConfig({ environment: {}, overrides: { data } })
  const devices = await cityDevices(config.city)
  const codes = devices.flatMap(({ component }) => component ?? [])
  const day = '2099-01-01'
  await usingCases(config, async (store) => {
    await putSampleComponents(store, config.city)
    expect(await store.componentRows(codes, day)).toHaveLength(codes.length)
    const [code = ''] = codes
    expect(await store.component(code, day)).toMatchObject({ name: '上水井盖', state: 'intact' })
    const [head] = await store.catalogueHeads('components')
    if (head === undefined) throw new Error('no version')
    const lost = [{ code, name: '上水井盖', state: 'lost' }]
    await store.addCatalogue({ head: { ...head, version: 2, rows: 1 }, rows: lost })
    await putSampleComponents(store, config.city)
    expect(await store.catalogueHeads('components')).toHaveLength(2)
    expect(await store.component(code, day)).toMatchObject({ state: 'lost' })
  })
})
