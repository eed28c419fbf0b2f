/**
 * Writes down the sample city 临江市, an invented place in the open sea: the same text every time, so the folder
 * `deploy/sample-city` is a product of this file and a test proves it. District codes 9901xx belong to nobody.
 */
import { stringify } from 'yaml'

import type { Device } from '../core/device.ts'
import { type Cell, sampleCells } from './city/cells.ts'
import { sampleComponents } from './city/components.ts'
import { sampleDevices } from './city/devices.ts'
import { sampleEscalation } from './city/escalation.ts'
import { sampleMap } from './city/map.ts'
import { samplePatrols } from './city/patrols.ts'
import { samplePlatform } from './city/platform.ts'
import { sampleStandards } from './city/standards.ts'
import { sampleDispatch, sampleUnits } from './city/units.ts'

export interface SampleCity {
  readonly cells: readonly Cell[]
  readonly devices: readonly Device[]
  /** File name and content. */
  readonly files: ReadonlyMap<string, string>
}

export function sampleCity(): SampleCity {
  const cells = sampleCells()
  const devices = sampleDevices(cells)
  const files = new Map([
    ['city.yaml', cityYaml()],
    ['grid.geojson', gridGeojson(cells)],
    ['map.geojson', sampleMap(cells)],
    ['devices.csv', devicesCsv(devices)],
    ['units.yaml', `${generated}${stringify(sampleUnits)}`],
    ['dispatch.yaml', `${generated}${stringify(sampleDispatch)}`],
    ['standards.csv', sampleStandards()],
    [
      'escalation.yaml',
      `${generated}${stringify(sampleEscalation, { aliasDuplicateObjects: false })}`,
    ],
    ['patrols.csv', samplePatrols(devices)],
    ['components.csv', sampleComponents(devices)],
    ['platform.yaml', `${generated}${stringify(samplePlatform)}`],
  ])
  return { cells, devices, files }
}

const generated =
  '# Written by simulators/write-sample-city.ts; change the generator, not this file.\n'

const cityYaml = () =>
  generated +
  stringify({
    name: { zh: '临江市（虚构）', en: 'Linjiang (fictional)' },
    zone: 'Asia/Shanghai',
    night: { from: '22:00', to: '06:00' },
    working: {
      hours: [
        { from: '08:00', to: '12:00' },
        { from: '14:00', to: '18:00' },
      ],
      holidays: [],
      workdays: [],
    },
  })

/** One feature a line, so that a change of one cell is a change of one line. */
function gridGeojson(cells: readonly Cell[]): string {
  const features = cells.map(({ code, name, community, street, district, ring }) =>
    JSON.stringify({
      type: 'Feature',
      properties: { code, name, community, street, district },
      geometry: { type: 'Polygon', coordinates: [ring] },
    }),
  )
  return `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`
}

const columns = [
  'id',
  'kind',
  'name',
  'site',
  'component',
  'longitude',
  'latitude',
  'zone',
  'owner',
  'gateway',
  'period',
  'limits',
] as const

/** Nothing in the sample city needs quoting. */
function devicesCsv(devices: readonly Device[]): string {
  const lines = devices.map((device) =>
    columns
      .map((column) =>
        column === 'limits'
          ? Object.entries(device.limits ?? {})
              .map(([name, value]) => `${name}=${value}`)
              .join(';')
          : String(device[column] ?? ''),
      )
      .join(','),
  )
  return `${[columns.join(','), ...lines].join('\n')}\n`
}
