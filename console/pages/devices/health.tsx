/** How good the data of each device is: the four scores (及时、准确、真实、完整), worst first. */
import { useMemo, useState } from 'preact/hooks'

import type { DeviceHealth } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { deviceWords, reportingWords } from '../../words/devices.ts'
import { showInstant, showNumber, showShare } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import type { Address } from '../../state/address.ts'
import { Choice, FilterForm, KindChoice, StreetChoice } from './filters.tsx'
import { Score } from './marks.tsx'
import { DeviceLink } from '../../parts/device-link.tsx'
import { inOrder, meanScore, scoreNames, worstOf, type HealthOrder } from './scores.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { SortHeading } from '../../parts/sort-heading.tsx'
import { useStreets } from './streets.ts'

const spans = ['1', '24', '72', '168'] as const
const step = 100

export function Health({ address }: { readonly address: Address }) {
  const { query } = address
  const kind = query.get('kind') ?? ''
  const cell = query.get('cell') ?? ''
  const hours = spans.find((span) => span === query.get('hours')) ?? '24'
  const streets = useStreets()
  const health = useResource(
    `health ${kind} ${cell} ${hours}`,
    (signal) =>
      call('GET /v1/devices-health', {
        query: {
          hours,
          kind: kind === '' ? undefined : kind,
          cell: cell === '' ? undefined : cell,
        },
        signal,
      }),
    { every: 50_000 },
  )
  return (
    <section aria-label={say(deviceWords.health)}>
      <FilterForm address={address} keep={{ tab: 'health' }}>
        <KindChoice chosen={kind} />
        <StreetChoice chosen={cell} streets={streets.value} />
        <Choice
          name="hours"
          label={say(deviceWords.hours)}
          chosen={hours}
          options={spans.map((span) => [span, say(deviceWords.lastHours, { hours: span })])}
        />
      </FilterForm>
      <p class="quiet">{say(deviceWords.scoreMeanings)}</p>
      <Loaded
        resource={health}
        isEmpty={({ devices }) => devices.length === 0}
        empty={<p class="quiet">{say(deviceWords.noDevices)}</p>}
      >
        {({ devices }) => (
          <>
            <Overview devices={devices} />
            <DataTime at={health.at} />
            <HealthTable key={`${kind} ${cell} ${hours}`} devices={devices} />
          </>
        )}
      </Loaded>
    </section>
  )
}

const Overview = ({ devices }: { readonly devices: readonly DeviceHealth[] }) => (
  <ul class="figures">
    <li>
      {say(deviceWords.healthCount, {
        count: devices.length,
        silent: devices.filter(({ silent }) => silent).length,
      })}
    </li>
    {scoreNames.map((name) => (
      <li key={name}>
        <strong>{say(deviceWords[name])}</strong>{' '}
        {say(deviceWords.meanScore, { score: showShare(meanScore(devices, name)) })}
      </li>
    ))}
  </ul>
)

const columns = [
  ['id', deviceWords.device],
  ['worst', deviceWords.worst],
  ['timely', deviceWords.timely],
  ['accurate', deviceWords.accurate],
  ['authentic', deviceWords.authentic],
  ['complete', deviceWords.complete],
  ['lastAt', deviceWords.lastAt],
] as const satisfies readonly (readonly [HealthOrder, unknown])[]

function HealthTable({ devices }: { readonly devices: readonly DeviceHealth[] }) {
  const [order, setOrder] = useState<HealthOrder>('worst')
  const [downwards, setDownwards] = useState(false)
  const [count, setCount] = useState(step)
  const sorted = useMemo(() => inOrder(devices, order, downwards), [devices, order, downwards])
  const sortBy = (column: HealthOrder) => {
    setDownwards(column === order ? !downwards : false)
    setOrder(column)
  }
  const left = sorted.length - count
  return (
    <>
      <Scrolling label={say(deviceWords.health)}>
        <table>
          <thead>
            <tr>
              {columns.map(([column, words]) => (
                <SortHeading
                  key={column}
                  name={say(words)}
                  sorted={column === order ? { downwards } : undefined}
                  onSort={() => sortBy(column)}
                />
              ))}
              <th scope="col">{say(deviceWords.readings)}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, count).map((device) => (
              <HealthRow key={device.id} device={device} />
            ))}
          </tbody>
        </table>
      </Scrolling>
      {left <= 0 ? null : (
        <button type="button" onClick={() => setCount(count + step)}>
          {say(deviceWords.showMore, { count: Math.min(left, step) })}
        </button>
      )}
    </>
  )
}

const HealthRow = ({ device }: { readonly device: DeviceHealth }) => (
  <tr>
    <th scope="row">
      <DeviceLink id={device.id} />
    </th>
    <td>
      <Score score={worstOf(device)} />
    </td>
    {scoreNames.map((name) => (
      <td key={name}>
        <Score score={device[name]} />
      </td>
    ))}
    <td>
      {showInstant(device.lastAt, 'minute')}
      {device.silent ? (
        <>
          {' '}
          <span class="badge reporting-silent">
            <span aria-hidden="true">✕</span> {say(reportingWords.silent)}
          </span>
        </>
      ) : null}
    </td>
    <td>
      {showNumber(device.readings, 0)} / {showNumber(device.expected, 0)}
    </td>
  </tr>
)
