/** The register as a table: filtered by the API, with the last reading and whether something stands. */
import { useMemo } from 'preact/hooks'

import type { Severity } from '../../../core/severity.ts'
import type { Device, Reading } from '../../api/types.ts'
import type { QueryOf } from '../../api/routes.ts'
import { call } from '../../api/client.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { FileLinks } from '../../parts/file-links.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { pathWith, type Address } from '../../state/address.ts'
import { Choice, FilterForm, KindChoice, SearchField, StreetChoice } from './filters.tsx'
import { ReportingBadge } from './marks.tsx'
import {
  devicePath,
  kindName,
  quantitiesOf,
  quantityName,
  showValue,
  siteName,
} from '../../parts/device-names.ts'
import { reportingOf } from './reporting.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { findDevices } from './search.ts'
import { standingAlarms, worstByDevice } from '../../state/standing.ts'
import { streetOf, useStreets, type Streets } from './streets.ts'

const pageSize = 100
/** Devices a search reads at once, and shows at most. */
const searchPage = 1_000
const mostFound = 200
const refresh = 45_000

interface Shown {
  readonly devices: readonly Device[]
  readonly after?: string
  readonly cut: boolean
}

export function Registry({ address }: { readonly address: Address }) {
  const { query } = address
  const [kind = '', cell = '', active = '', text = '', after = ''] = [
    'kind',
    'cell',
    'active',
    'q',
    'after',
  ].map((name) => query.get(name)?.trim() ?? '')
  const filter = {
    kind: given(kind),
    cell: given(cell),
    active: given(active),
  } satisfies QueryOf<'GET /v1/devices'>
  const streets = useStreets()
  const devices = useResource<Shown>(`devices ${query.toString()}`, async (signal) => {
    if (text === '') {
      const page = { ...filter, after: given(after), limit: pageSize }
      return {
        ...(await call('GET /v1/devices', { query: page, signal })),
        cut: false,
      }
    }
    return findDevices<Device>(
      text,
      (next) =>
        call('GET /v1/devices', { query: { ...filter, after: next, limit: searchPage }, signal }),
      mostFound,
    )
  })
  const latest = useResource(
    `latest ${kind} ${cell}`,
    async (signal) => {
      const { readings } = await call('GET /v1/readings/latest', {
        query: { kind: given(kind), cell: given(cell), limit: 20_000 },
        signal,
      })
      return new Map(readings.map((reading) => [reading.device, reading]))
    },
    { every: refresh },
  )
  const standing = useResource('standing', standingAlarms, { every: refresh })
  const worst = useMemo(
    () => (standing.value === undefined ? undefined : worstByDevice(standing.value.items)),
    [standing.value],
  )
  return (
    <section aria-label={say(deviceWords.registry)}>
      <FilterForm address={address} keep={{ tab: 'registry' }}>
        <SearchField name="q" label={say(deviceWords.search)} value={text} wide />
        <KindChoice chosen={kind} />
        <StreetChoice chosen={cell} streets={streets.value} />
        <Choice
          name="active"
          label={say(deviceWords.activeState)}
          chosen={active}
          all={say(deviceWords.all)}
          options={[
            ['true', say(deviceWords.inService)],
            ['false', say(deviceWords.outOfService)],
          ]}
        />
      </FilterForm>
      {latest.error === undefined ? null : (
        <p class="trouble" role="status">
          {say(deviceWords.latestFailed)}
        </p>
      )}
      <Loaded
        resource={devices}
        isEmpty={({ devices: rows }) => rows.length === 0}
        empty={<p class="quiet">{say(deviceWords.noDevices)}</p>}
      >
        {(shown) => (
          <>
            <p class="row">
              <span>
                {say(text === '' ? deviceWords.page : deviceWords.found, {
                  count: shown.devices.length,
                })}
                {shown.cut ? ` · ${say(deviceWords.foundFirst, { count: mostFound })}` : ''}
              </span>
              <DataTime at={latest.at} />
              <span class="fill" />
              <FileLinks path="/v1/devices" query={{ ...filter, q: given(text) }} />
            </p>
            <DeviceTable
              devices={shown.devices}
              streets={streets.value}
              latest={latest.value}
              at={latest.at}
              worst={worst}
            />
            <nav class="row" aria-label={say(deviceWords.registry)}>
              {after === '' ? null : (
                <a href={pathWith('/devices', { tab: 'registry', ...filter })}>
                  {say(deviceWords.firstPage)}
                </a>
              )}
              {shown.after === undefined ? null : (
                <a href={pathWith('/devices', { tab: 'registry', ...filter, after: shown.after })}>
                  {say(deviceWords.nextPage)}
                </a>
              )}
            </nav>
          </>
        )}
      </Loaded>
    </section>
  )
}

const given = (text: string): string | undefined => (text === '' ? undefined : text)

interface DeviceTableProps {
  readonly devices: readonly Device[]
  readonly streets: Streets | undefined
  /** Newest reading of each device in the last day; undefined while it is not known. */
  readonly latest: ReadonlyMap<string, Reading> | undefined
  /** When they were read. */
  readonly at: number | undefined
  readonly worst: ReadonlyMap<string, Severity> | undefined
}

const DeviceTable = ({ devices, streets, latest, at, worst }: DeviceTableProps) => (
  <Scrolling label={say(deviceWords.registry)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(deviceWords.id)}</th>
          <th scope="col">{say(deviceWords.name)}</th>
          <th scope="col">{say(deviceWords.kind)}</th>
          <th scope="col">{say(deviceWords.site)}</th>
          <th scope="col">{say(deviceWords.street)}</th>
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

/** The first of the kind's quantities that the reading has. */
function mainValue(kind: string, { values }: Reading): string {
  const quantity = quantitiesOf(kind).find((name) => values[name] !== undefined)
  return quantity === undefined
    ? '-'
    : `${quantityName(quantity)} ${showValue(quantity, values[quantity])}`
}
