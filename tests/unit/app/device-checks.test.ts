import { beforeAll, describe, expect, test } from 'vitest'

import { loadCity } from '../../../app/assembly/city-folder.ts'
import { deviceChecks } from '../../../app/assembly/device-checks.ts'
import { cityDevices } from '../../../app/assembly/sample-city.ts'
import { loadDispatchTable } from '../../../cases/desk/city-files.ts'
import type { Device } from '../../../core/device.ts'
import type { DeviceCheck } from '../../../devices/register/import-decision.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { device } from '../../contract/registry.suite.ts'

const city = 'deploy/sample-city'
let checks: readonly DeviceCheck[]

beforeAll(async () => {
  const { units } = await loadDispatchTable(city)
  const ruleSet = () => loadCatalogue('rules/catalogue')
  checks = await deviceChecks({ units, ruleSet, city: await loadCity(city) })
})

const warningsOf = (one: Device) =>
  checks
    .flatMap((check) => check(one))
    .map(({ zh, en }) => {
      expect(zh).toMatch(/\p{Script=Han}/u)
      return en
    })
const cover = (limits: Record<string, number>) =>
  device('mh-1', { kind: 'manhole', site: 'road', limits })

test('the sample city is without reproach', async () => {
  const devices = await cityDevices(city)
  expect(devices.length).toBeGreaterThan(400)
  expect(devices.flatMap(warningsOf)).toEqual([])
})

describe('limits', () => {
  test.each<[string, string]>([
    ['cover.open_degs', 'no rule and no table of limits knows it'],
    ['cover', 'is a table of limits and would put its own rules out; name one: cover.open_deg'],
    ['cover.open_deg.x', 'cover.open_deg is a limit itself, which this would put out'],
    ['road.file_cm', 'no rule for a manhole reads it'],
    ['warning', 'no rule for a manhole reads it'],
  ])('%s of a cover: %s', (path, words) => {
    expect(warningsOf(cover({ [path]: 1 }))[0]).toContain(`limits.${path}: ${words}`)
  })

  test('that put a table out say which rule can never fire without it', () => {
    expect(warningsOf(cover({ cover: 1 })).slice(1)).toEqual([
      'manhole-cover-tilted is never raised orange: there is no limits.cover.open_deg',
    ])
    expect(warningsOf(cover({ 'cover.open_degs': 1 }))).toHaveLength(1)
  })

  test('that rules of the kind read, by name or by what they compute, are fine', () => {
    expect(warningsOf(cover({ 'cover.open_deg': 12, 'well.high_cm': 90 }))).toEqual([])
    const noise = (path: string) => warningsOf(device('n', { zone: '2', limits: { [path]: 50 } }))
    expect(noise('noise.2.night')).toEqual([])
    expect(noise('noise.9.night')).toHaveLength(1)
    expect(noise('construction.day')).toEqual([])
  })

  test('that only a device has and that its rules wait for', () => {
    const river = (limits: Record<string, number>) =>
      warningsOf(device('w', { kind: 'water', site: 'river', limits }))
    expect(river({ warning: 18, guaranteed: 19.5, historic: 20.5 })).toEqual([])
    expect(river({ warning: 18, historic: 20.5 })).toEqual([
      expect.stringMatching(/^water-river-stage is never raised orange: .*guaranteed/),
    ])
  })
})

test('a zone that rules of the kind and site need', () => {
  expect(warningsOf(device('n'))).toEqual([
    'noise-night-peak does not watch it: the device has no noise zone',
    'noise-street-limit does not watch it: the device has no noise zone',
  ])
  expect(warningsOf(device('n', { zone: '2' }))).toEqual([])
})

test('an owner that is no unit', () => {
  const owner = (id: string) =>
    warningsOf(device('d', { kind: 'dust', owner: id as NonNullable<Device['owner']> }))
  expect(owner('lj-command')).toEqual([])
  expect(owner('lj-comand')).toEqual(['owner: there is no unit lj-comand, so no case goes to it'])
})
