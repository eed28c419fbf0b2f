/** In which hours of the day cases came and were closed, and alarms were raised. */
import type { DailyReport } from '../../api/types.ts'
import { BarChart } from '../../parts/bar-chart.tsx'
import { city, usualZone } from '../../state/city.ts'
import { reportWords } from '../../words/case-report.ts'
import { say } from '../../words/words.ts'
import { cityHour } from './daily.ts'
import { hourWords } from './report-rows.ts'

export function ReportHours({ byHour }: Pick<DailyReport, 'byHour'>) {
  const zone = city.value?.zone ?? usualZone
  const hours = byHour.map(({ at, ...figures }) => ({ name: cityHour(at, zone), figures }))
  const of = say(reportWords.hour)
  return (
    <section class="sheet" aria-labelledby="report-hours">
      <h2 id="report-hours">{say(reportWords.hourly)}</h2>
      <div class="bar-charts">
        <BarChart
          title={say(reportWords.casesByHour)}
          of={of}
          series={[
            { name: say(hourWords.collected), fill: 'solid' },
            { name: say(hourWords.closed), fill: 'hollow' },
          ]}
          groups={hours.map(({ name, figures }) => ({
            name,
            values: [figures.collected, figures.closed],
          }))}
        />
        <BarChart
          title={say(reportWords.alarmsByHour)}
          of={of}
          series={[{ name: say(hourWords.raised), fill: 'marked' }]}
          groups={hours.map(({ name, figures }) => ({ name, values: [figures.raised] }))}
        />
      </div>
    </section>
  )
}
