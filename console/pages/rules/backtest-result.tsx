/** What a backtest found: both sides by rule, day and night, and each alarm that only one of them raised. */
import type { Bilingual } from '../../../core/bilingual.ts'
import type { Backtesting, BacktestReport, WouldBe } from '../../api/types.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { DeviceLink } from '../../parts/device-link.tsx'
import { rulePath } from '../../parts/device-names.ts'
import { RuleLink } from '../../parts/rule-link.tsx'
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
      {against === undefined ? null : (
        <Difference difference={against.difference} titles={titlesOf(report, against.report)} />
      )}
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

interface DifferenceProps {
  readonly difference: NonNullable<Result['against']>['difference']
  readonly titles: ReadonlyMap<string, Bilingual>
}

const titlesOf = (...reports: readonly BacktestReport[]): DifferenceProps['titles'] =>
  new Map(reports.flatMap(({ byRule }) => byRule.map(({ rule, title }) => [rule, title] as const)))

function Difference({ difference, titles }: DifferenceProps) {
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
                    <a href={rulePath(row.rule)}>
                      {say(titles.get(row.rule) ?? { zh: row.rule, en: row.rule })}
                    </a>
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
      <WouldBes title={words.onlyBefore} groups={onlyBefore.map((one) => [{ one }])} />
      <WouldBes title={words.onlyAfter} groups={onlyAfter.map((one) => [{ one }])} />
      <WouldBes
        title={words.changed}
        groups={changed.map(({ before, after }) => [
          ...before.map((one) => ({ one, side: words.inForce })),
          ...after.map((one) => ({ one, side: words.other })),
        ])}
      />
    </>
  )
}

interface WouldBesProps {
  readonly title: Bilingual
  /** What is one happening, of both sides. */
  readonly groups: readonly (readonly { readonly one: WouldBe; readonly side?: Bilingual }[])[]
}

function WouldBes({ title, groups }: WouldBesProps) {
  if (groups.length === 0) return null
  return (
    <details open={groups.length <= 10}>
      <summary>
        {say(words.count, { title: say(title), count: groups.length })}{' '}
        {groups.length > mostShown ? say(words.firstOf, { count: mostShown }) : null}
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
            {groups
              .slice(0, mostShown)
              .map((group, happening) =>
                group.map(({ one, side }, index) => (
                  <WouldBeRow key={`${happening} ${index}`} one={one} side={side} />
                )),
              )}
          </tbody>
        </table>
      </Scrolling>
    </details>
  )
}

interface WouldBeRowProps {
  readonly one: WouldBe
  readonly side: Bilingual | undefined
}

const WouldBeRow = ({ one, side }: WouldBeRowProps) => (
  <tr>
    <th scope="row">
      <DeviceLink id={one.device} />
    </th>
    <td>
      <RuleLink id={one.rule} />
      {side === undefined ? null : <div class="quiet">{say(side)}</div>}
    </td>
    <td>
      <SeverityBadge severity={one.severity} />
    </td>
    <td>{showInstant(one.raisedAt)}</td>
    <td>{showInstant(one.clearedAt)}</td>
    <td>{say(filingWords[one.filing])}</td>
    <td>{one.muted ?? '-'}</td>
    <td>
      <Numbers of={Object.entries(one.values).map(([name, value]) => ({ name, value }))} />
    </td>
  </tr>
)
