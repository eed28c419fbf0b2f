/** What stands at the end of a shift (交班单), as it is now or as it was handed over. */
import { severityWords } from '../../../core/severity.ts'
import { stageWords, suppressionWords } from '../../../core/case-terms.ts'
import type { Bilingual } from '../../../core/bilingual.ts'
import type { HandOverSheetView } from '../../api/types.ts'
import { unitName } from '../../parts/case-names.ts'
import { showInstant } from '../../words/format.ts'
import { handOverWords as words } from '../../words/hand-over.ts'
import { say } from '../../words/words.ts'
import { Entries } from './entries.tsx'

const minute = (at: number): string => showInstant(at, 'minute')

interface SheetProps {
  readonly sheet: HandOverSheetView
  readonly shift: number
}

export const Sheet = ({ sheet, shift }: SheetProps) => {
  const { alarms, gateways, cases, heldBack, deadLetters, until } = sheet
  return (
    <>
      <Counted title={say(words.alarms)} count={alarms.total}>
        <Alarms rows={alarms.rows} />
      </Counted>
      {gateways.total === 0 ? null : (
        <Counted title={say(words.gateways)} count={gateways.total}>
          <Alarms rows={gateways.rows} />
        </Counted>
      )}
      <h3>{say(words.cases)}</h3>
      <p>
        {say(words.open, { open: String(cases.open), suspended: String(cases.suspended) })}
        {Object.entries(cases.stages).map(
          ([stage, count]) => ` · ${say(stageWords[stage as keyof typeof stageWords])} ${count}`,
        )}
      </p>
      <Counted title={say(words.overdue)} count={cases.overdue.total}>
        <Cases rows={cases.overdue.rows} />
      </Counted>
      <Counted title={say(words.due, { at: minute(until) })} count={cases.due.total}>
        <Cases rows={cases.due.rows} />
      </Counted>
      <Counted title={say(words.heldBack)} count={heldBack.total}>
        <ul>
          {heldBack.rows.map((one) => (
            <li key={one.id}>
              {say(suppressionWords[one.kind])} {one.reason} {one.permit ?? ''} ({one.by}){' '}
              {say(words.heldUntil, { at: minute(one.until) })}
              {one.until <= until ? <strong> {say(words.endsSoon)}</strong> : null}
            </li>
          ))}
        </ul>
      </Counted>
      {deadLetters === undefined ? null : (
        <p>
          {say(deadLetters.more ? words.deadLettersMore : words.deadLetters, {
            count: String(deadLetters.count),
          })}
        </p>
      )}
      <Counted title={say(words.followUps)} count={sheet.followUps.length}>
        <Entries entries={sheet.followUps} shift={shift} />
      </Counted>
      <Counted title={say(words.entries)} count={sheet.entries.length}>
        <Entries entries={sheet.entries} shift={shift} />
      </Counted>
      {sheet.settled.length === 0 ? null : (
        <Counted title={say(words.settled)} count={sheet.settled.length}>
          <Entries entries={sheet.settled} shift={shift} />
        </Counted>
      )}
    </>
  )
}

interface CountedProps {
  readonly title: string
  readonly count: number
  readonly children: preact.ComponentChildren
}

const Counted = ({ title, count, children }: CountedProps) => (
  <>
    <h3>{say(words.total, { title, count: String(count) })}</h3>
    {count === 0 ? <p class="quiet">{say(words.none)}</p> : children}
  </>
)

const severity = (grade: keyof typeof severityWords): Bilingual => severityWords[grade]

const Alarms = ({ rows }: { readonly rows: HandOverSheetView['alarms']['rows'] }) => (
  <ul>
    {rows.map((row) => (
      <li key={row.alarm}>
        {say(severity(row.severity))}{' '}
        <a href={`/alarms/${encodeURIComponent(row.alarm)}`}>{say(row.title)}</a> {row.device}{' '}
        {say(words.since, { at: minute(row.since) })},{' '}
        {row.acknowledged === undefined
          ? say(words.notAcknowledged)
          : say(words.acknowledged, {
              by: row.acknowledged.by,
              at: minute(row.acknowledged.at),
            })}{' '}
        {row.case === undefined ? null : <a href={`/cases/${row.case}`}>{row.case}</a>}
      </li>
    ))}
  </ul>
)

const Cases = ({ rows }: { readonly rows: HandOverSheetView['cases']['due']['rows'] }) => (
  <ul>
    {rows.map((row) => (
      <li key={row.case}>
        <a href={`/cases/${row.case}`}>{row.case}</a> {say(severity(row.severity))} {say(row.title)}{' '}
        {say(stageWords[row.stage])} {unitName(row.unit)}{' '}
        {row.due === undefined ? '' : minute(row.due)}
      </li>
    ))}
  </ul>
)
