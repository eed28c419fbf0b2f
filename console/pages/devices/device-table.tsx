/** Devices as rows, with what was heard of each last and whether something stands. */
import type { Bilingual } from '../../../core/bilingual.ts'
import type { Severity } from '../../../core/severity.ts'
import type { Device, Reading } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import {
  devicePath,
  kindName,
  quantitiesOf,
  quantityName,
  showValue,
  siteName,
} from '../../parts/device-names.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { deviceWords } from '../../words/devices.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { ReportingBadge } from './marks.tsx'
import { reportingOf } from './reporting.ts'
import { SortHeading } from '../../parts/sort-heading.tsx'
import { streetOf, type Streets } from './streets.ts'

/** As the API calls them. */
export type Order = 'id' | 'name' | 'kind' | 'site' | 'cell'

export interface Sorting {
  readonly order: Order
  readonly downwards: boolean
}

/** By what the register can be put in order; what is measured is not in it. */
export const sortable: readonly (readonly [order: Order, words: Bilingual])[] = [
  ['id', deviceWords.id],
  ['name', deviceWords.name],
  ['kind', deviceWords.kind],
  ['site', deviceWords.site],
  ['cell', deviceWords.street],
]

interface DeviceTableProps {
  readonly sorting: Sorting
  readonly onSort: (order: Order) => void
  readonly devices: readonly Device[]
  readonly streets: Streets | undefined
  /** Newest reading of each device in the last day; undefined while it is not known. */
  readonly latest: ReadonlyMap<string, Reading> | undefined
  /** When they were read. */
  readonly at: number | undefined
  readonly worst: ReadonlyMap<string, Severity> | undefined
}

export const DeviceTable = (props: DeviceTableProps) => {
  const { sorting, onSort, devices, streets, latest, at, worst } = props
  return (
    <Scrolling label={say(deviceWords.registry)}>
      <table>
        <thead>
          <tr>
            {sortable.map(([order, words]) => (
              <SortHeading
                key={order}
                name={say(words)}
                sorted={order === sorting.order ? sorting : undefined}
                onSort={() => onSort(order)}
              />
            ))}
            <th scope="col">{say(deviceWords.lastReading)}</th>
            <th scope="col">{say(deviceWords.state)}</th>
            <th scope="col">{say(deviceWords.alarm)}</th>
          </tr>
        </thead>
        <tbody>
          {devices.map((device) => {
            const reading = latest?.get(device.id)
            const street = streetOf(device.cell)
            const severity = worst?.get(device.id)
            return (
              <tr key={device.id}>
                <th scope="row">
                  <a href={devicePath(device.id)}>{device.id}</a>
                </th>
                <td>{device.name ?? '-'}</td>
                <td>{kindName(device.kind)}</td>
                <td>{siteName(device.site)}</td>
                <td>{street === undefined ? '-' : (streets?.get(street) ?? street)}</td>
                <td>
                  {reading === undefined ? (
                    <span class="quiet">-</span>
                  ) : (
                    <>
                      {mainValue(device.kind, reading)}{' '}
                      <span class="quiet">{showInstant(reading.observedAt, 'minute')}</span>
                    </>
                  )}
                </td>
                <td>
                  <ReportingBadge
                    state={
                      latest === undefined || at === undefined
                        ? undefined
                        : reportingOf(device, reading?.observedAt, at)
                    }
                  />
                </td>
                <td>
                  {worst === undefined ? (
                    '-'
                  ) : severity === undefined ? (
                    <span class="quiet">{say(deviceWords.noAlarm)}</span>
                  ) : (
                    <SeverityBadge severity={severity} />
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Scrolling>
  )
}

/** The first of the kind's quantities that the reading has. */
function mainValue(kind: string, { values }: Reading): string {
  const quantity = quantitiesOf(kind).find((name) => values[name] !== undefined)
  return quantity === undefined
    ? '-'
    : `${quantityName(quantity)} ${showValue(quantity, values[quantity])}`
}
