/** The log of the shift that runs (值班日志), its hand-over (交班) and how it is taken over (接班). */
import { useEffect, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { DutyLogAsked, DutyLogView, LogEntryView } from '../../api/types.ts'
import { loadNames, logDeskTitle } from '../../parts/case-names.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useAddress } from '../../state/address.ts'
import { useResource } from '../../state/resource.ts'
import { showInstant } from '../../words/format.ts'
import { handOverWords as words } from '../../words/hand-over.ts'
import { say } from '../../words/words.ts'
import { Entries } from './entries.tsx'
import { HandedOver, HandOverList } from './handed-over.tsx'
import { HandOverForm, SettleForm, TakeOverForm, WriteForm } from './log-forms.tsx'
import './hand-over.css'

export function HandOverPage() {
  const { query } = useAddress()
  const desk = query.get('desk')
  const shift = Number(query.get('shift') ?? '')
  return desk !== null && shift > 0 ? (
    <HandedOver desk={desk} shift={shift} />
  ) : (
    <Desks chosen={desk} day={query.get('day') ?? ''} />
  )
}

function Desks({ chosen, day }: { readonly chosen: string | null; readonly day: string }) {
  const { show } = useAddress()
  const desks = useResource('duty logs', (signal) => call('GET /v1/duty-logs', { signal }), {
    every: 60_000,
  })
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <main id="content" class="page">
      <h1>{say(words.title)}</h1>
      <p class="quiet">{say(words.help)}</p>
      <Loaded
        resource={desks}
        isEmpty={(found) => found.length === 0}
        empty={<p class="quiet">{say(words.noDesk)}</p>}
      >
        {(found) => {
          const desk = chosen ?? found[0]?.desk ?? ''
          return (
            <>
              <label>
                {say(words.desk)}{' '}
                <select
                  value={desk}
                  onChange={(event) => show({ desk: event.currentTarget.value })}
                >
                  {found.map((one) => (
                    <option key={one.desk} value={one.desk}>
                      {logDeskTitle(one.desk)}
                    </option>
                  ))}
                </select>
              </label>
              <Log key={desk} desk={desk} day={day} />
            </>
          )
        }}
      </Loaded>
    </main>
  )
}

function Log({ desk, day }: { readonly desk: string; readonly day: string }) {
  const [changes, setChanges] = useState(0)
  const found = useResource(
    `duty log ${desk} ${changes}`,
    (signal) => call('GET /v1/duty-logs/{desk}', { path: { desk }, signal }),
    { every: 30_000 },
  )
  const act = async (body: DutyLogAsked) => {
    await call('POST /v1/duty-logs/{desk}/commands', { path: { desk }, body })
    setChanges((before) => before + 1)
  }
  return (
    <>
      <Loaded resource={found}>{(log) => <Running log={log} at={found.at} act={act} />}</Loaded>
      <HandOverList key={changes} desk={desk} day={day} />
    </>
  )
}

interface RunningProps {
  readonly log: DutyLogView
  readonly at: number | undefined
  readonly act: (body: DutyLogAsked) => Promise<void>
}

function Running({ log, at, act }: RunningProps) {
  const { shift, since, late, waits, onDuty, mayWrite } = log
  const [settling, setSettling] = useState<LogEntryView>()
  const [over, setOver] = useState(false)
  return (
    <section class="sheet" aria-labelledby="log">
      <h2 id="log">
        {logDeskTitle(log.desk)} · {say(words.shift, { shift: String(shift) })}{' '}
        {since === undefined ? '' : say(words.since, { at: showInstant(since, 'minute') })}{' '}
        <DataTime at={at} />
      </h2>
      {onDuty.length === 0 ? null : (
        <p class="quiet">
          {say(words.onDuty)}: {onDuty.map(({ person }) => person).join(', ')}
        </p>
      )}
      {late === undefined ? null : (
        <p class="trouble" role="status">
          {say(words.late, {
            at: showInstant(late.since, 'minute'),
            people: late.people.map(({ person }) => person).join(', '),
          })}
        </p>
      )}
      {waits === undefined ? null : (
        <div class="hand-over-waits">
          <p>
            <a href={`/hand-over?desk=${encodeURIComponent(log.desk)}&shift=${waits}`}>
              {say(words.waits, { shift: String(waits) })}
            </a>
          </p>
          {log.takesOverAs === undefined ? null : (
            <TakeOverForm shift={waits} way={log.takesOverAs} act={act} />
          )}
        </div>
      )}
      <h3>{say(words.followUps)}</h3>
      <Entries
        entries={log.followUps}
        shift={shift}
        onSettle={mayWrite ? setSettling : undefined}
      />
      {log.settled.length === 0 ? null : (
        <>
          <h3>{say(words.settled)}</h3>
          <Entries entries={log.settled} shift={shift} />
        </>
      )}
      <h3>{say(words.entries)}</h3>
      {log.entries.length === 0 ? (
        <p class="quiet">{say(words.noEntries)}</p>
      ) : (
        <Entries entries={log.entries} shift={shift} />
      )}
      {mayWrite ? (
        <>
          <WriteForm act={act} />
          {waits === undefined ? (
            <button type="button" onClick={() => setOver(true)}>
              {say(words.handOver)}
            </button>
          ) : null}
        </>
      ) : null}
      {settling === undefined ? null : (
        <Dialog title={say(words.settle)} onClose={() => setSettling(undefined)}>
          <SettleForm entry={settling} act={act} />
        </Dialog>
      )}
      {over ? (
        <Dialog title={say(words.handOver)} onClose={() => setOver(false)}>
          <HandOverForm desk={log.desk} shift={shift} act={act} />
        </Dialog>
      ) : null}
    </section>
  )
}
