/** The census of components (部件普查) of the sample city: each cover and underpass that a sensor watches, with its code, class and owner. */
import { toCsv } from '../../core/csv.ts'
import type { Device } from '../../core/device.ts'
import { coverClasses } from './devices.ts'

const head = ['code', 'name', 'owner', 'state', 'longitude', 'latitude', 'cell', 'census']
const census = '2024-05-31'
const names = new Map([
  ...coverClasses.map(({ code, name }) => [code, name] as const),
  ['0207', '地下通道'] as const,
])

/** The four digits of the class stand behind the six of the district. */
export const sampleComponents = (devices: readonly Device[]): string =>
  toCsv([
    head,
    ...devices.flatMap(({ component, owner, longitude, latitude, cell }) =>
      component === undefined
        ? []
        : [
            [
              ...[component, names.get(component.slice(6, 10)) ?? '部件', owner],
              ...['intact', longitude, latitude, cell, census],
            ],
          ],
    ),
  ])
