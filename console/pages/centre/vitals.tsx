/** The numbers of the city, large enough for the wall. A number that is not known is `-`, never 0. */
import type { Rain, Summary } from '../../api/types.ts'
import { DataTime } from '../../parts/loaded.tsx'
import { troubleText } from '../../parts/trouble-text.ts'
import type { Resource } from '../../state/resource.ts'
import { centreWords } from '../../words/centre.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { rainWords } from '../../words/rain.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import type { DailyReport } from '../../api/types.ts'
import { change } from './yesterday.ts'

export interface VitalsProps {
  readonly summary: Resource<Summary>
  readonly today: Resource<DailyReport>
  readonly yesterday: DailyReport | undefined
  readonly rain: Rain | undefined
  readonly reporting: { readonly reporting: number; readonly all: number } | undefined
}

export function Vitals({ summary, today, yesterday, rain, reporting }: VitalsProps) {
  const { value } = summary
  const day = today.value?.cases
  const before = yesterday?.cases
  const until = yesterday && showInstant(yesterday.to, 'clock')
  return (
    <section class="vitals-frame" aria-label={say(centreWords.vitals)}>
      <dl class="vitals">
        <Vital name="open" value={value?.open} before={before?.openAtEnd} until={until} />
        <Vital name="overdue" value={value?.overdue} alarming />
        <Vital name="standing" value={value?.standingAlarms} />
        <Vital
          name="reporting"
          value={reporting?.reporting}
          {...(reporting === undefined
            ? {}
            : { note: say(centreWords.ofDevices, { count: showNumber(reporting.all, 0) }) })}
        />
        <Vital name="filedToday" value={day?.filed} before={before?.filed} until={until} />
        <Vital name="closedToday" value={day?.closed} before={before?.closed} until={until} />
        {rain === undefined ? null : <RainVital {...rain} />}
      </dl>
      <p class="vitals-foot">
        <DataTime at={summary.at} />
        {summary.error === undefined ? null : (
          <span class="trouble" role="alert">
            {' '}
            {say(shellWords.failed)}: {troubleText(summary.error)}{' '}
            <button type="button" onClick={summary.reload}>
              {say(shellWords.again)}
            </button>
          </span>
        )}
      </p>
    </section>
  )
}

/** Where it rained most; nothing in a city without a gauge. */
function RainVital({ gauges, to }: Rain) {
  const [most] = gauges
  if (most === undefined) return null
  const time = showInstant(to, 'clock')
  return (
    <div class="vital" data-vital="rain">
      <dt>{say(rainWords.most)}</dt>
      <dd>
        {showNumber(most.hour)} <small>{say(rainWords.millimetres)}</small>
      </dd>
      <dd class="vital-before">
        {most.hour > 0
          ? say(rainWords.where, { place: most.name ?? most.device, time })
          : say(rainWords.none, { count: gauges.length, time })}
      </dd>
    </div>
  )
}

interface VitalProps {
  readonly name: 'open' | 'overdue' | 'standing' | 'reporting' | 'filedToday' | 'closedToday'
  readonly value: number | undefined
  readonly note?: string
  /** More than none of it is trouble. */
  readonly alarming?: boolean
  /** The same yesterday at this time of day. */
  readonly before?: number | undefined
  readonly until?: string | undefined
}

function Vital({ name, value, note, alarming = false, before, until = '' }: VitalProps) {
  const trouble = alarming && value !== undefined && value > 0
  return (
    <div class="vital" data-vital={name}>
      <dt>{say(centreWords[name])}</dt>
      <dd class={trouble ? 'trouble' : undefined}>
        {trouble ? <span aria-hidden="true">⚠ </span> : null}
        {showNumber(value, 0)}
        {note === undefined ? null : <small> {note}</small>}
      </dd>
      {before === undefined || value === undefined ? null : (
        <dd class="vital-before" data-before={before}>
          <strong>{change(before, value)}</strong>{' '}
          {say(centreWords.yesterday, { time: until, count: showNumber(before, 0) })}
        </dd>
      )}
    </div>
  )
}
