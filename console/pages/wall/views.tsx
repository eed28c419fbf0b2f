/** The views of a wall that are lists: as many rows as it shows without scrolling, and how many more there are. */
import type { ComponentChildren } from 'preact'

import type { Alarm, Case, DailyReport } from '../../api/types.ts'
import { SeverityBadge, StageBadge } from '../../parts/badges.tsx'
import { cellName, unitName } from '../../parts/case-names.ts'
import { Countdown } from '../../parts/countdown.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import type { Resource } from '../../state/resource.ts'
import type { Rows } from '../../state/rows.ts'
import { caseWords } from '../../words/cases.ts'
import { alarmWords, centreWords } from '../../words/centre.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { unitWords, viewWords, wallWords } from '../../words/wall.ts'
import { say } from '../../words/words.ts'
import { placeLine } from '../crew/named-place.ts'
import { CrewSign } from '../centre/crew-sign.tsx'
import type { CrewOrder } from '../centre/crews.ts'
import type { DevicePoint } from '../centre/picture.ts'
import type { View } from './rotation.ts'

/** That stand on a screen of 16:9, one line each. */
const mostRows = 10

interface ListViewProps<T> {
  readonly view: Exclude<View, 'map'>
  readonly resource: Resource<unknown>
  readonly rows: readonly T[]
  readonly empty: string
  readonly head: readonly string[]
  readonly cells: (row: T) => readonly ComponentChildren[]
}

const ListView = <T,>({ view, resource, rows, empty, head, cells }: ListViewProps<T>) => (
  <section class={`sheet wall-list wall-${view}`} aria-label={say(viewWords[view])}>
    <Loaded
      resource={resource}
      isEmpty={() => rows.length === 0}
      empty={<p class="wall-nothing">{empty}</p>}
    >
      {() => (
        <>
          <table>
            <thead>
              <tr>
                {head.map((words) => (
                  <th key={words} scope="col">
                    {words}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, mostRows).map((row, place) => (
                <tr key={place}>
                  {cells(row).map((content, column) => (
                    <td key={column}>{content}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > mostRows ? (
            <p class="quiet">
              {say(wallWords.more, { count: showNumber(rows.length - mostRows, 0) })}
            </p>
          ) : null}
        </>
      )}
    </Loaded>
  </section>
)

interface AlarmViewProps {
  readonly alarms: Resource<Rows<Alarm>>
  /** The gravest first. */
  readonly shown: readonly Alarm[]
  readonly devices: ReadonlyMap<string, DevicePoint & { readonly name?: string | undefined }>
}

export const AlarmView = ({ alarms, shown, devices }: AlarmViewProps) => (
  <ListView
    resource={alarms}
    rows={shown}
    view="alarms"
    empty={say(centreWords.noAlarms)}
    head={[
      say(alarmWords.level),
      say(alarmWords.title),
      say(alarmWords.device),
      say(alarmWords.cell),
      say(alarmWords.raisedAt),
    ]}
    cells={({ severity, title, device, cell, raisedAt }) => [
      <SeverityBadge severity={severity} />,
      <strong>{say(title)}</strong>,
      devices.get(device)?.name ?? device,
      cellName(cell) ?? '-',
      showInstant(raisedAt, 'time'),
    ]}
  />
)

interface CaseViewProps {
  readonly cases: Resource<Rows<Case>>
  /** What runs out first, first. */
  readonly shown: readonly Case[]
}

export const CaseView = ({ cases, shown }: CaseViewProps) => (
  <ListView
    resource={cases}
    rows={shown}
    view="cases"
    empty={say(centreWords.noCases)}
    head={[
      say(caseWords.severity),
      say(caseWords.title),
      say(caseWords.place),
      say(caseWords.stage),
      say(caseWords.unit),
      say(caseWords.countdown),
    ]}
    cells={({ severity, title, stage, unit, place, names, deadlines, suspension }) => [
      <SeverityBadge severity={severity} />,
      <strong>{say(title)}</strong>,
      placeLine({ place, names }) ?? '-',
      <StageBadge stage={stage} />,
      unit === undefined ? say(caseWords.noUnit) : unitName(unit),
      <Countdown {...{ deadlines, suspension }} />,
    ]}
  />
)

interface CrewViewProps {
  readonly cases: Resource<Rows<Case>>
  /** Who is on site first. */
  readonly shown: readonly CrewOrder<Case>[]
}

export const CrewView = ({ cases, shown }: CrewViewProps) => (
  <ListView
    resource={cases}
    rows={shown}
    view="crews"
    empty={say(centreWords.noCrews)}
    head={[
      say(unitWords.unit),
      say(unitWords.doing),
      say(caseWords.title),
      say(caseWords.place),
      say(unitWords.arrived),
    ]}
    cells={({ unit, state, arrived, of }) => [
      <strong>{unitName(unit)}</strong>,
      <CrewSign state={state} />,
      say(of.title),
      placeLine(of) ?? '-',
      showInstant(arrived, 'clock'),
    ]}
  />
)

/** Whoever has most that is late first, then most that is open. */
const byTrouble = (a: DailyReport['byUnit'][number], b: DailyReport['byUnit'][number]): number =>
  b.overdue - a.overdue || b.openAtEnd - a.openAtEnd

export const UnitView = ({ today }: { readonly today: Resource<DailyReport> }) => (
  <ListView
    resource={today}
    rows={(today.value?.byUnit ?? []).filter(({ unit }) => unit !== undefined).toSorted(byTrouble)}
    view="units"
    empty={say(unitWords.none)}
    head={[say(unitWords.unit), say(unitWords.open), say(unitWords.overdue), say(unitWords.closed)]}
    cells={({ unit, openAtEnd, overdue, closed }) => [
      <strong>{unit === undefined ? '-' : unitName(unit)}</strong>,
      showNumber(openAtEnd, 0),
      <span class={overdue > 0 ? 'trouble' : undefined}>{showNumber(overdue, 0)}</span>,
      showNumber(closed, 0),
    ]}
  />
)
