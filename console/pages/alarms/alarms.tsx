/** All alarms of the city, standing or over: of a day, a street, a rule; as a file as well. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { QueryOf } from '../../api/routes.ts'
import { withoutUndefined } from '../../api/without-undefined.ts'
import { AlarmTable } from '../../parts/alarm-table.tsx'
import { FileLinks } from '../../parts/file-links.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { SavedLists } from '../../parts/saved-list-menu.tsx'
import { useAddress } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { mayOpen } from '../../state/rights.ts'
import { readRows } from '../../state/rows.ts'
import { session } from '../../state/session.ts'
import { alarmListWords as words } from '../../words/alarms.ts'
import { deviceWords } from '../../words/devices.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { dayIn } from '../cases/filters.ts'
import { rulesIn } from './rules-in.ts'
import { Choice, FilterForm, SearchField, StreetChoice } from '../devices/filters.tsx'
import { useStreets } from '../devices/streets.ts'
import '../devices/devices.css'

const readAtFirst = 200
const every = 30_000

/** As the address says it, and as the API is asked. */
function questionIn(query: URLSearchParams): QueryOf<'GET /v1/alarms'> {
  const given = (name: string) => query.get(name)?.trim() || undefined
  const [from, to] = [dayIn(given('from')), dayIn(given('to'))]
  return withoutUndefined<QueryOf<'GET /v1/alarms'>>({
    standing: given('standing'),
    rule: given('rule'),
    device: given('device'),
    cell: given('cell'),
    from: from === '' ? undefined : from,
    to: to === '' || to < from ? undefined : to,
  })
}

export function Alarms() {
  const address = useAddress()
  const asked = questionIn(address.query)
  const [most, setMost] = useState(readAtFirst)
  const streets = useStreets()
  const { value } = session
  // Whoever is limited to a part of the city reads no rules, but what alarms there say of theirs.
  const rulesToo = value.state === 'in' && mayOpen(value.person, 'rules')
  const rules = useResource('rules of alarms', async (signal) =>
    rulesToo
      ? (await call('GET /v1/rules', { signal })).rules
      : rulesIn((await call('GET /v1/alarms', { query: { limit: readAtFirst }, signal })).items),
  )
  const alarms = useResource(
    `alarms ${JSON.stringify(asked)}`,
    (signal) =>
      readRows(
        (paging) => call('GET /v1/alarms', { query: { ...asked, ...paging }, signal }),
        most,
      ),
    { every },
  )
  const text = (name: keyof typeof asked) => String(asked[name] ?? '')
  const parameters = Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [name, String(value)]),
  )
  return (
    <main id="content" class="page on-paper">
      <div class="row">
        <h1>{say(words.title)}</h1>
        <DataTime at={alarms.at} />
        <span class="fill" />
        <FileLinks path="/v1/alarms" query={asked} />
      </div>
      <SavedLists
        page="/alarms"
        address={`/alarms?${new URLSearchParams(parameters).toString()}`}
      />
      <FilterForm address={address}>
        <Choice
          name="standing"
          label={say(words.state)}
          chosen={text('standing')}
          all={say(deviceWords.all)}
          options={[
            ['true', say(words.standing)],
            ['false', say(words.over)],
          ]}
        />
        <Choice
          name="rule"
          label={say(words.rule)}
          chosen={text('rule')}
          all={say(deviceWords.all)}
          options={(rules.value ?? []).map(({ id, title }) => [id, say(title)])}
        />
        <StreetChoice chosen={text('cell')} streets={streets.value} />
        <SearchField name="device" label={say(words.device)} value={text('device')} />
        <Day name="from" label={say(words.from)} value={text('from')} />
        <Day name="to" label={say(words.to)} value={text('to')} />
      </FilterForm>
      <Loaded
        resource={alarms}
        isEmpty={({ items }) => items.length === 0}
        empty={<p class="quiet">{say(words.none)}</p>}
      >
        {({ items, cut }) => (
          <>
            <AlarmTable label={say(words.list)} alarms={items} withDevice />
            {cut ? (
              <div class="row no-print">
                <span class="quiet">{say(words.notAll, { count: showNumber(items.length) })}</span>
                <button
                  type="button"
                  disabled={alarms.loading}
                  onClick={() => {
                    setMost(items.length + readAtFirst)
                    alarms.reload()
                  }}
                >
                  {say(words.more)}
                </button>
              </div>
            ) : null}
          </>
        )}
      </Loaded>
    </main>
  )
}

interface DayProps {
  readonly name: string
  readonly label: string
  readonly value: string
}

const Day = ({ name, label, value }: DayProps) => (
  <label>
    {label}
    <input type="date" name={name} defaultValue={value} />
  </label>
)
