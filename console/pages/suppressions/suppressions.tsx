/** What holds alarms back: what runs, what is over, what each held back; made and ended here. */
import { useState } from 'preact/hooks'

import { suppressorRoles } from '../../../core/actor.ts'
import { suppressionWords } from '../../../core/case-terms.ts'
import { call } from '../../api/client.ts'
import type { Suppression } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { HoldBack } from '../../parts/hold-back.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useAddress } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { mayForCity } from '../../state/rights.ts'
import { readRows } from '../../state/rows.ts'
import { showInstant } from '../../words/format.ts'
import { qualityWords } from '../../words/alarm-quality.ts'
import { suppressionPageWords as words } from '../../words/suppressions.ts'
import { say } from '../../words/words.ts'
import { Covers } from './covers.tsx'
import { EndDialog, HeldDialog } from './dialogs.tsx'
import { AlarmQuality } from './quality.tsx'

interface Opened {
  readonly dialog: 'end' | 'held'
  readonly id: string
}

/** So many of those that are over. */
const mostShown = 400

export function Suppressions() {
  const show = useAddress().query.get('show') ?? ''
  const views = [
    ['', words.running],
    ['all', words.all],
    ['quality', qualityWords.quality],
  ] as const
  return (
    <main id="content" class="page">
      <h1>{say(words.title)}</h1>
      <p class="quiet">{say(words.help)}</p>
      <nav class="tabs no-print" aria-label={say(words.views)}>
        {views.map(([name, title]) => (
          <a
            key={name}
            href={name === '' ? '/suppressions' : `/suppressions?show=${name}`}
            {...(name === show ? { 'aria-current': 'page' as const } : {})}
          >
            {say(title)}
          </a>
        ))}
      </nav>
      {show === 'quality' ? <AlarmQuality /> : <HeldBack all={show === 'all'} />}
    </main>
  )
}

function HeldBack({ all }: { readonly all: boolean }) {
  const [opened, setOpened] = useState<Opened>()
  const rows = useResource(
    `suppressions ${all}`,
    (signal) =>
      readRows((paging) => {
        const which = all ? paging : { ...paging, running: true }
        return call('GET /v1/suppressions', { query: which, signal })
      }, mostShown),
    { every: 30_000 },
  )
  const close = () => setOpened(undefined)
  return (
    <>
      <p class="row">
        <HoldBack words={words.add} subject={{}} onMade={rows.reload} />
        <DataTime at={rows.at} />
      </p>
      <Loaded
        resource={rows}
        isEmpty={({ items }) => items.length === 0}
        empty={<p class="quiet">{say(words.none)}</p>}
      >
        {({ items }) => <SuppressionTable rows={items} onOpen={setOpened} />}
      </Loaded>
      {opened?.dialog === 'end' ? (
        <EndDialog id={opened.id} onClose={close} onEnded={rows.reload} />
      ) : null}
      {opened?.dialog === 'held' ? <HeldDialog id={opened.id} onClose={close} /> : null}
    </>
  )
}

interface TableProps {
  readonly rows: readonly Suppression[]
  readonly onOpen: (opened: Opened) => void
}

const SuppressionTable = ({ rows, onOpen }: TableProps) => (
  <Scrolling label={say(words.title)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.kind)}</th>
          <th scope="col">{say(words.covers)}</th>
          <th scope="col">{say(words.upTo)}</th>
          <th scope="col">{say(words.state)}</th>
          <th scope="col">{say(words.until)}</th>
          <th scope="col">{say(words.by)}</th>
          <th scope="col">{say(words.reason)}</th>
          <th scope="col">{say(words.doing)}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              {say(suppressionWords[row.kind])} <span class="quiet">{row.permit ?? ''}</span>
            </th>
            <td>
              <Covers of={row} />
            </td>
            <td>
              <SeverityBadge severity={row.upTo} />
            </td>
            <td>{say(words[stateOf(row)])}</td>
            <td>{showInstant(row.ended?.at ?? row.until, 'minute')}</td>
            <td>{row.ended?.by ?? row.by}</td>
            <td>
              {row.reason}
              {row.ended === undefined ? '' : ` · ${row.ended.reason}`}
            </td>
            <td>
              <span class="row">
                <button
                  type="button"
                  aria-label={say(words.heldOf, { id: row.id })}
                  onClick={() => onOpen({ dialog: 'held', id: row.id })}
                >
                  {say(words.held)}
                </button>
                {stateOf(row) !== 'over' && mayForCity(suppressorRoles) ? (
                  <button
                    type="button"
                    aria-label={say(words.endOf, { id: row.id })}
                    onClick={() => onOpen({ dialog: 'end', id: row.id })}
                  >
                    {say(words.end)}
                  </button>
                ) : null}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

function stateOf({ inForce, ended, until }: Suppression): 'inForce' | 'outOfHours' | 'over' {
  if (ended !== undefined || until <= Date.now()) return 'over'
  return inForce ? 'inForce' : 'outOfHours'
}
