/** What became of the configurations of devices, those first that a person has to look at; and one for many devices at once. */
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { DeviceLink } from '../../parts/device-link.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { pathWith, type Address } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import {
  configurationStateWords,
  configurationWords as words,
} from '../../words/device-configuration.ts'
import { deviceWords } from '../../words/devices.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { commandRoles } from '../../../core/device-command-table.ts'
import { ConfigureMany } from './configure-many.tsx'
import { Choice, FilterForm } from './filters.tsx'

const states = ['waiting', 'sent', 'same', 'different', 'unsupported', 'refused'] as const
const pageSize = 100

type Row = AnswerOf<'GET /v1/configurations'>['configurations'][number]

export function Configurations({ address }: { readonly address: Address }) {
  const { query } = address
  const state = states.find((one) => one === query.get('state')) ?? 'differs'
  const after = query.get('after') ?? ''
  const found = useResource(
    `configurations ${state} ${after}`,
    (signal) =>
      call('GET /v1/configurations', { query: { state, after, limit: pageSize }, signal }),
    { every: 15_000 },
  )
  const kept = { tab: 'configuration', state: state === 'differs' ? undefined : state }
  return (
    <section aria-label={say(words.title)}>
      <p class="quiet">{say(words.help)}</p>
      <FilterForm address={address} keep={{ tab: 'configuration' }}>
        <Choice
          name="state"
          label={say(words.filter)}
          chosen={state}
          all={say(words.differing)}
          options={states.map((one) => [one, say(configurationStateWords[one])])}
        />
      </FilterForm>
      {mayAs(commandRoles) ? <ConfigureMany onSet={found.reload} /> : null}
      <Loaded
        resource={found}
        isEmpty={({ configurations, next }) => configurations.length === 0 && next === undefined}
        empty={<p class="quiet">{say(words.noneSo)}</p>}
      >
        {({ configurations, next }) => (
          <>
            <DataTime at={found.at} />
            <Scrolling label={say(words.title)}>
              <table class="cards">
                <thead>
                  <tr>
                    {columns.map(({ name, heading }) => (
                      <th key={name} scope="col">
                        {say(heading)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {configurations.map((row) => (
                    <tr key={row.device} data-device={row.device} data-state={row.state}>
                      {columns.map(({ name, heading, cell }) => (
                        <td key={name} data-heading={say(heading)}>
                          {cell(row)}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
            {next === undefined ? null : (
              <nav class="row" aria-label={say(words.title)}>
                <a href={pathWith('/devices', { ...kept, after: next })}>
                  {say(deviceWords.nextPage)}
                </a>
              </nav>
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}

const columns = [
  {
    name: 'device',
    heading: deviceWords.id,
    cell: ({ device }: Row) => <DeviceLink id={device} />,
  },
  {
    name: 'state',
    heading: words.filter,
    cell: ({ state, since }: Row) =>
      [
        say(configurationStateWords[state]),
        since === undefined ? '' : say(words.since, { time: showInstant(since, 'minute') }),
      ].join(' '),
  },
  { name: 'count', heading: words.count, cell: ({ differs }: Row) => differs.length },
  { name: 'word', heading: words.word, cell: ({ refused = '' }: Row) => refused },
  {
    name: 'last',
    heading: words.last,
    cell: ({ by, at, reason = '', version }: Row) =>
      by === undefined || at === undefined
        ? say(words.version, { version })
        : `${say(words.version, { version })} · ${say(words.by, { by, time: showInstant(at, 'minute'), reason })}`,
  },
] as const
