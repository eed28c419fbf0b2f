import type { ComponentChildren } from 'preact'

import type { Bilingual } from '../../../core/bilingual.ts'
import { reportFigureWords as figureWords } from '../../../core/report-words.ts'
import { reportWords } from '../../words/case-report.ts'
import { showDuration, showNumber, showShare } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import type { DailyReport } from '../../api/types.ts'
import { devicePath } from '../../parts/device-names.ts'
import { withName, type DeviceNames } from '../../parts/named-devices.ts'
import { RuleLink } from '../../parts/rule-link.tsx'
import { isEmptyDay, onTimeShare, type Row } from './daily.ts'
import { ReportHours } from './report-hours.tsx'
import { breakdowns, figureNames, rowFigures, rowWords } from './report-rows.ts'

interface ReportTablesProps {
  readonly report: DailyReport
  readonly names: DeviceNames
}

export const ReportTables = ({ report, names }: ReportTablesProps) => (
  <>
    <Figures report={report} />
    <Quality report={report} />
    {isEmptyDay(report) ? null : <ReportHours byHour={report.byHour} />}
    <div class="report-columns">
      {breakdowns(report).map(({ name, item, rows }) => (
        <Breakdown key={name.en} name={name} item={item} rows={rows} />
      ))}
      <Counts
        name={reportWords.byRule}
        item={reportWords.rule}
        figure={reportWords.raised}
        rows={report.alarms.byRule.map(({ rule, title, raised }) => ({
          key: rule,
          label: <RuleLink id={rule} title={title} />,
          count: raised,
        }))}
      />
      <Counts
        name={reportWords.topDevices}
        item={reportWords.device}
        figure={reportWords.count}
        rows={report.topDevices.map(({ device, alarms }) => ({
          key: device,
          label: <a href={devicePath(device)}>{withName(device, names)}</a>,
          count: alarms,
        }))}
      />
    </div>
  </>
)

interface FigureProps {
  readonly name: string
  readonly value: string
  readonly note?: string
}

const Figure = ({ name, value, note }: FigureProps) => (
  <div class="figure">
    <dt>{name}</dt>
    <dd>
      <strong>{value}</strong>
      {note === undefined ? null : <span class="quiet"> {note}</span>}
    </dd>
  </div>
)

const Figures = ({ report: { cases, alarms } }: { readonly report: DailyReport }) => (
  <section class="sheet" aria-labelledby="report-cases">
    <h2 id="report-cases">{say(reportWords.cases)}</h2>
    <dl class="figures">
      {figureNames.map((name) => (
        <Figure key={name} name={say(figureWords[name])} value={showNumber(cases[name])} />
      ))}
    </dl>
    <h2>{say(reportWords.alarms)}</h2>
    <dl class="figures">
      <Figure name={say(reportWords.raised)} value={showNumber(alarms.raised)} />
      <Figure name={say(reportWords.cleared)} value={showNumber(alarms.cleared)} />
    </dl>
  </section>
)

const minute = 60_000

function Quality({ report }: { readonly report: DailyReport }) {
  const { onTime, handlingMinutes } = report
  const length = (minutes: number | undefined) =>
    minutes === undefined ? say(shellWords.noData) : showDuration(minutes * minute)
  const share = onTimeShare(report)
  return (
    <section class="sheet" aria-labelledby="report-quality">
      <h2 id="report-quality">{say(reportWords.quality)}</h2>
      <dl class="figures">
        <Figure
          name={say(reportWords.onTime)}
          value={share === undefined ? say(shellWords.noData) : showShare(share)}
          note={say(reportWords.ofClosed, onTime)}
        />
        <Figure name={say(reportWords.median)} value={length(handlingMinutes?.median)} />
        <Figure name={say(reportWords.p90)} value={length(handlingMinutes?.p90)} />
      </dl>
    </section>
  )
}

interface BreakdownProps {
  readonly name: Bilingual
  readonly item: Bilingual
  readonly rows: readonly { readonly label: string; readonly row: Row }[]
}

const Breakdown = ({ name, item, rows }: BreakdownProps) => (
  <section class="sheet">
    <h2>{say(name)}</h2>
    {rows.length === 0 ? (
      <p class="quiet">{say(shellWords.nothing)}</p>
    ) : (
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">{say(item)}</th>
            {rowFigures.map((figure) => (
              <th key={figure} scope="col">
                {say(rowWords[figure])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, row }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {rowFigures.map((figure) => (
                <td key={figure}>{showNumber(row[figure])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
)

interface CountsProps {
  readonly name: Bilingual
  readonly item: Bilingual
  readonly figure: Bilingual
  readonly rows: readonly {
    readonly key: string
    readonly label: ComponentChildren
    readonly count: number
  }[]
}

const Counts = ({ name, item, figure, rows }: CountsProps) => (
  <section class="sheet">
    <h2>{say(name)}</h2>
    {rows.length === 0 ? (
      <p class="quiet">{say(shellWords.nothing)}</p>
    ) : (
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">{say(item)}</th>
            <th scope="col">{say(figure)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label, count }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td>{showNumber(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
)
