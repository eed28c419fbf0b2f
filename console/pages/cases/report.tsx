/** The report of a day (城市运行日报): on the screen, on paper, as a table for a spreadsheet. */
import { useLocation } from 'preact-iso'
import { useEffect } from 'preact/hooks'

import { downloadCsv } from '../../parts/download.ts'
import { call } from '../../api/client.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { city, usualZone } from '../../state/city.ts'
import { now } from '../../state/clock.ts'
import { useResource } from '../../state/resource.ts'
import { reportWords } from '../../words/case-report.ts'
import { showInstant } from '../../words/format.ts'
import { language, say } from '../../words/words.ts'
import type { DailyReport } from '../../api/types.ts'
import { cityDate, isDate, isEmptyDay, shifted } from './daily.ts'
import { loadNames } from '../../parts/case-names.ts'
import { Signatures } from '../../parts/signatures.tsx'
import { useDeviceNames, type DeviceNames } from '../../parts/named-devices.ts'
import { DeadlineAuditSheet } from './deadline-audit.tsx'
import { RecordProof } from './record-proof.tsx'
import { reportRows } from './report-rows.ts'
import { ReportTables } from './report-tables.tsx'
import './cases.css'

export function DailyReport() {
  const { query, route } = useLocation()
  const zone = city.value?.zone ?? usualZone
  const today = cityDate(now.value, zone)
  const date = isDate(query['date']) ? query['date'] : today
  const daily = useResource(`report ${date}`, (signal) =>
    call('GET /v1/report/daily', { query: { date }, signal }),
  )
  useEffect(() => {
    void loadNames()
  }, [])
  const names = useDeviceNames(daily.value?.topDevices.map(({ device }) => device) ?? [])
  const show = (chosen: string) => {
    if (isDate(chosen)) route(`/report?date=${chosen}`)
  }
  return (
    <main id="content" class="page report-page on-paper">
      <div class="row case-title">
        <h1>
          {city.value === undefined ? '' : `${say(city.value.name)} `}
          {say(reportWords.title)} {date}
        </h1>
        <span class="fill" />
        <DataTime at={daily.at} />
      </div>
      <div class="row no-print report-tools">
        <button type="button" onClick={() => show(shifted(date, -1))}>
          {say(reportWords.before)}
        </button>
        <label>
          {say(reportWords.date)}{' '}
          <input
            type="date"
            value={date}
            max={today}
            onChange={(event) => show(event.currentTarget.value)}
          />
        </label>
        <button type="button" disabled={date >= today} onClick={() => show(shifted(date, 1))}>
          {say(reportWords.after)}
        </button>
        <span class="fill" />
        <button type="button" disabled={daily.value === undefined} onClick={() => print()}>
          {say(reportWords.print)}
        </button>
        <button
          type="button"
          disabled={daily.value === undefined}
          onClick={() => {
            if (daily.value !== undefined)
              downloadCsv(`daily-${daily.value.date}`, reportRows(daily.value, names, zone))
          }}
        >
          {say(reportWords.csv)}
        </button>
        <a href={`/v1/report/daily.xlsx?date=${date}&language=${language.value}`} download>
          {say(reportWords.xlsx)}
        </a>
      </div>
      <Loaded resource={daily}>{(report) => <Report report={report} names={names} />}</Loaded>
      <RecordProof />
      <DeadlineAuditSheet />
    </main>
  )
}

interface ReportProps {
  readonly report: DailyReport
  readonly names: DeviceNames
}

const Report = ({ report, names }: ReportProps) => (
  <>
    <p class="quiet">
      {say(reportWords.span, { from: showInstant(report.from), to: showInstant(report.to) })}
      {' · '}
      {say(reportWords.generated, { time: showInstant(report.generatedAt) })}
      {report.generatedAt < report.to ? ` · ${say(reportWords.running)}` : ''}
    </p>
    {isEmptyDay(report) ? <p class="sheet report-empty">{say(reportWords.empty)}</p> : null}
    <ReportTables report={report} names={names} />
    <Signatures />
  </>
)
