/** The standing alarms and the open cases: what the map shows, for whoever does not use the map. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

import type { Alarm, Case } from '../../api/types.ts'
import { SeverityBadge, StageBadge } from '../../parts/badges.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import type { Resource } from '../../state/resource.ts'
import { centreWords } from '../../words/centre.ts'
import { showInstant } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import type { Rows } from '../../state/rows.ts'
import { placeLine } from '../crew/named-place.ts'
import { sameThing, type Pick, type Selection } from './selection.ts'

export interface ListProps<T> {
  readonly resource: Resource<Rows<T>>
  /** Those that pass the filter, in order. */
  readonly shown: readonly T[]
  readonly selection: Selection | undefined
  readonly onPick: (pick: Pick) => void
}

export const AlarmList = ({
  deviceName,
  ...props
}: ListProps<Alarm> & { readonly deviceName: (id: string) => string }) => (
  <ThingList
    {...props}
    type="alarm"
    heading={say(centreWords.alarms)}
    nothing={say(centreWords.noAlarms)}
    idOf={({ alarm }) => alarm}
    row={({ severity, title, device, raisedAt }) => (
      <>
        <SeverityBadge severity={severity} /> <strong>{say(title)}</strong>
        <span class="thing-detail">
          {deviceName(device)} · {say(centreWords.since, { time: showInstant(raisedAt, 'minute') })}
        </span>
      </>
    )}
    links={({ alarm, case: opened }) => (
      <>
        <a href={`/alarms/${encodeURIComponent(alarm)}`}>{say(centreWords.evidence)}</a>
        {opened === undefined ? null : (
          <a href={`/cases/${encodeURIComponent(opened)}`}>{say(centreWords.openCase)}</a>
        )}
      </>
    )}
  />
)

export const CaseList = (props: ListProps<Case>) => (
  <ThingList
    {...props}
    type="case"
    heading={say(centreWords.cases)}
    nothing={say(centreWords.noCases)}
    idOf={({ id }) => id}
    row={({ id, severity, stage, title, deadlines, suspension, place, names }) => (
      <>
        <SeverityBadge severity={severity} /> <strong>{say(title)}</strong>
        <span class="thing-detail">
          {[placeLine({ place, names }), id].filter(Boolean).join(' · ')} ·{' '}
          <StageBadge stage={stage} /> <Countdown {...{ deadlines, suspension }} />
        </span>
      </>
    )}
    links={({ id }) => <a href={`/cases/${encodeURIComponent(id)}`}>{say(centreWords.openCase)}</a>}
  />
)

interface ThingListProps<T> extends ListProps<T> {
  readonly type: 'alarm' | 'case'
  readonly heading: string
  readonly nothing: string
  readonly idOf: (thing: T) => string
  readonly row: (thing: T) => ComponentChildren
  readonly links: (thing: T) => ComponentChildren
}

/** Countdowns tick in every row: so many rows are drawn, more on request. */
const step = 100

function ThingList<T>(props: ThingListProps<T>) {
  const { resource, shown, selection, type, heading, nothing, idOf, row, links, onPick } = props
  const [length, setLength] = useState(step)
  const chosen = shown.findIndex((thing) => sameThing(selection, type, idOf(thing)))
  const drawn = shown.slice(0, Math.max(length, chosen + 1))
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    if (chosen >= 0 && selection?.from === 'map')
      list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [selection, chosen])
  return (
    <section class="sheet things" aria-label={heading} data-list={type}>
      <header class="row">
        <h2>
          {heading}{' '}
          <small class="quiet">
            {say(centreWords.countOf, {
              shown: resource.value === undefined ? '-' : shown.length,
              all: resource.value?.items.length ?? '-',
            })}
          </small>
        </h2>
        <span class="fill" />
        <DataTime at={resource.at} />
      </header>
      <Loaded
        resource={resource}
        isEmpty={() => shown.length === 0}
        empty={<p class="quiet">{nothing}</p>}
      >
        {({ items, cut }) => (
          <>
            <ul ref={list}>
              {drawn.map((thing) => {
                const id = idOf(thing)
                const selected = sameThing(selection, type, id)
                return (
                  <li key={id} class={selected ? 'thing selected' : 'thing'}>
                    <button
                      type="button"
                      class="plain"
                      aria-pressed={selected}
                      data-id={id}
                      onClick={() => onPick({ type, id })}
                    >
                      {row(thing)}
                    </button>
                    <span class="thing-links">{links(thing)}</span>
                  </li>
                )
              })}
              {drawn.length === shown.length ? null : (
                <li>
                  <button type="button" onClick={() => setLength(drawn.length + step)}>
                    {say(shellWords.more)}
                  </button>
                </li>
              )}
            </ul>
            {cut ? <p class="trouble">{say(centreWords.cut, { count: items.length })}</p> : null}
          </>
        )}
      </Loaded>
    </section>
  )
}
