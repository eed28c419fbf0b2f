/** What a backtest found: both sides by rule, day and night, and each alarm that only one of them raised. */
import type { Bilingual } from '../../../core/bilingual.ts'
import type { Backtesting, BacktestReport, WouldBe } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { devicePath, rulePath } from '../../parts/device-names.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { backtestWords as words } from '../../words/backtest.ts'
import { showDuration, showInstant, showNumber } from '../../words/format.ts'
import { filingWords } from '../../words/rules.ts'
import { say } from '../../words/words.ts'
import { backtestNotes } from './backtest-notes.ts'
import { Numbers } from './numbers.tsx'

type Result = NonNullable<Backtesting['result']>
type Tally = BacktestReport['total']

/** Of a list; the command line has all of them. */
const mostShown = 50

export const BacktestNotes = ({ backtest }: { readonly backtest: Backtesting }) => (
  <ul data-notes>
    {backtestNotes(backtest).map(({ words: note, instants, grave }, index) => (
      <li key={index} class={grave ? 'trouble' : 'quiet'}>
        {say(
          note,
          Object.fromEntries(
            Object.entries(instants).map(([name, at]) => [name, showInstant(at, 'minute')]),
          ),
        )}
      </li>
    ))}
  </ul>
)

export function BacktestResult({ result }: { readonly result: Result }) {
  const { report, against, readings, failures } = result
  return (
    <>
      <p>{say(words.readings, { count: showNumber(readings) })}</p>
      {failures.length === 0 ? null : (
        <p class="trouble">
          {say(words.notJudged)}: {failures.join(' · ')}
        </p>
      )}
      {against === undefined ? null : <Difference difference={against.difference} />}
      <Report title={words.inForce} report={report} />
      {against === undefined ? null : <Report title={words.other} report={against.report} />}
    </>
  )
}

const columns = [
  ['raised', words.raised],
  ['automatic', words.automatic],
  ['confirm', words.confirm],
  ['none', words.noCase],
  ['muted', words.muted],
  ['day', words.day],
  ['night', words.night],
  ['flapping', words.flapping],
  ['standing', words.standing],
] as const

interface ReportProps {
  readonly title: Bilingual
  readonly report: BacktestReport
}

function Report({ title, report: { byRule, total } }: ReportProps) {
  const rows = byRule.filter(({ raised }) => raised > 0)
  return (
    <>
      <h3>{say(title)}</h3>
      {rows.length === 0 ? (
        <p class="quiet">{say(words.nothingRaised)}</p>
      ) : (
        <Scrolling label={say(title)}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say(words.rule)}</th>
                {columns.map(([name, heading]) => (
                  <th key={name} scope="col">
                    {say(heading)}
                  </th>
                ))}
                <th scope="col">{say(words.longest)}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.rule}>
                  <th scope="row">
                    <a href={rulePath(row.rule)}>{say(row.title)}</a>
                  </th>
                  <Counts of={row} />
                </tr>
              ))}
              <tr>
                <th scope="row">{say(words.all)}</th>
                <Counts of={total} />
              </tr>
            </tbody>
          </table>
        </Scrolling>
      )}
    </>
  )
}

const Counts = ({ of }: { readonly of: Tally }) => (
  <>
    {columns.map(([name]) => (
      <td key={name}>{of[name]}</td>
    ))}
    <td>{showDuration(of.longest)}</td>
  </>
)

function Difference({
  difference,
}: {
  readonly difference: NonNullable<Result['against']>['difference']
}) {
  const { same, byRule, onlyBefore, onlyAfter, changed } = difference
  return (
    <>
      <h3>{say(words.difference)}</h3>
      <p>{say(words.alike, { same })}</p>
      {byRule.length === 0 ? null : (
        <Scrolling label={say(words.difference)}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say(words.rule)}</th>
                <th scope="col">{say(words.onlyBefore)}</th>
                <th scope="col">{say(words.onlyAfter)}</th>
                <th scope="col">{say(words.changed)}</th>
              </tr>
            </thead>
            <tbody>
              {byRule.map((row) => (
                <tr key={row.rule}>
                  <th scope="row">
                    <a href={rulePath(row.rule)}>{row.rule}</a>
                  </th>
                  <td>{row.onlyBefore}</td>
                  <td>{row.onlyAfter}</td>
                  <td>{row.changed}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
      <WouldBes title={words.onlyBefore} alarms={onlyBefore} />
      <WouldBes title={words.onlyAfter} alarms={onlyAfter} />
      <WouldBes
        title={words.changed}
        alarms={changed.flatMap(({ before, after }) => [...before, ...after])}
      />
    </>
  )
}

interface WouldBesProps {
  readonly title: Bilingual
  readonly alarms: readonly WouldBe[]
}

function WouldBes({ title, alarms }: WouldBesProps) {
  if (alarms.length === 0) return null
  const heading = say(words.count, { title: say(title), count: alarms.length })
  return (
    <details open={alarms.length <= 10}>
      <summary>
        {heading} {alarms.length > mostShown ? say(words.firstOf, { count: mostShown }) : null}
      </summary>
      <Scrolling label={say(title)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say(words.deviceOf)}</th>
              <th scope="col">{say(words.rule)}</th>
              <th scope="col">{say(words.severity)}</th>
              <th scope="col">{say(words.raisedAt)}</th>
              <th scope="col">{say(words.clearedAt)}</th>
              <th scope="col">{say(words.filing)}</th>
              <th scope="col">{say(words.muted)}</th>
              <th scope="col">{say(words.numbers)}</th>
            </tr>
          </thead>
          <tbody>
            {alarms.slice(0, mostShown).map((one, index) => (
              <tr key={index}>
                <th scope="row">
                  <a href={devicePath(one.device)}>{one.device}</a>
                </th>
                <td>
                  <code>{one.rule}</code>
                </td>
                <td>
                  <SeverityBadge severity={one.severity} />
                </td>
                <td>{showInstant(one.raisedAt, 'minute')}</td>
                <td>{showInstant(one.clearedAt, 'minute')}</td>
                <td>{say(filingWords[one.filing])}</td>
                <td>{one.muted ?? '-'}</td>
                <td>
                  <Numbers
                    of={Object.entries(one.values).map(([name, value]) => ({ name, value }))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </details>
  )
}
