/** The register as a table: filtered by the API, with the last reading and whether something stands. */
import { useMemo } from 'preact/hooks'

import type { AnswerOf, QueryOf } from '../../api/routes.ts'
import { call } from '../../api/client.ts'
import { FileLinks } from '../../parts/file-links.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { pathWith, type Address } from '../../state/address.ts'
import { DeviceTable, sortable, type Order, type Sorting } from './device-table.tsx'
import { Choice, FilterForm, KindChoice, SearchField, StreetChoice } from './filters.tsx'
import { standingAlarms, worstByDevice } from '../../state/standing.ts'
import { useStreets } from './streets.ts'

const pageSize = 100
const refresh = 45_000

type Shown = AnswerOf<'GET /v1/devices'>

export function Registry({ address }: { readonly address: Address }) {
  const { query } = address
  const [kind = '', cell = '', active = '', text = '', after = '', before = ''] = [
    'kind',
    'cell',
    'active',
    'q',
    'after',
    'before',
  ].map((name) => query.get(name)?.trim() ?? '')
  const sorting: Sorting = {
    order: sortable.find(([order]) => order === query.get('order'))?.[0] ?? 'id',
    downwards: query.get('downwards') === 'true',
  }
  const filter = {
    kind: given(kind),
    cell: given(cell),
    active: given(active),
  } satisfies QueryOf<'GET /v1/devices'>
  const streets = useStreets()
  const devices = useResource(`devices ${query.toString()}`, (signal) =>
    call('GET /v1/devices', {
      query: {
        ...{ ...filter, ...sorting, q: given(text), limit: pageSize },
        ...{ after: given(after), before: given(before) },
      },
      signal,
    }),
  )
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
  const kept = { tab: 'registry', ...sortedIn(sorting) }
  const pages = { ...kept, ...filter, q: given(text) }
  const sortBy = (order: Order) => {
    const downwards = order === sorting.order && !sorting.downwards
    address.show({ ...pages, ...sortedIn({ order, downwards }) })
  }
  return (
    <section aria-label={say(deviceWords.registry)}>
      <FilterForm address={address} keep={kept}>
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
              <span>{countOf(shown)}</span>
              <DataTime at={latest.at} />
              <span class="fill" />
              <FileLinks path="/v1/devices" query={{ ...filter, q: given(text) }} />
            </p>
            <DeviceTable
              sorting={sorting}
              onSort={sortBy}
              devices={shown.devices}
              streets={streets.value}
              latest={latest.value}
              at={latest.at}
              worst={worst}
            />
            <Pages shown={shown} kept={pages} />
          </>
        )}
      </Loaded>
    </section>
  )
}

const countOf = ({ devices: { length: count }, total }: Shown): string =>
  say(deviceWords.page, { count, total: showNumber(total, 0) })

interface PagesProps {
  readonly shown: Shown
  /** What the address says besides. */
  readonly kept: Readonly<Record<string, string | undefined>>
}

const Pages = ({ shown: { before, after }, kept }: PagesProps) => (
  <nav class="row" aria-label={say(deviceWords.registry)}>
    {before === undefined ? null : (
      <>
        <a href={pathWith('/devices', kept)}>{say(deviceWords.firstPage)}</a>
        <a href={pathWith('/devices', { ...kept, before })}>{say(deviceWords.previousPage)}</a>
      </>
    )}
    {after === undefined ? null : (
      <a href={pathWith('/devices', { ...kept, after })}>{say(deviceWords.nextPage)}</a>
    )}
  </nav>
)

/** As the address says it: by number, upwards, it says nothing. */
const sortedIn = ({ order, downwards }: Sorting) => ({
  order: order === 'id' ? undefined : order,
  downwards: downwards ? 'true' : undefined,
})

const given = (text: string): string | undefined => (text === '' ? undefined : text)
