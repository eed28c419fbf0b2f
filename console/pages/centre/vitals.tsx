/** The numbers of the city, large enough for the wall. A number that is not known is `-`, never 0. */
import type { Summary } from '../../api/types.ts'
import { DataTime } from '../../parts/loaded.tsx'
import { troubleText } from '../../parts/trouble-text.ts'
import type { Resource } from '../../state/resource.ts'
import { centreWords } from '../../words/centre.ts'
import { showNumber } from '../../words/format.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import type { DailyReport } from '../../api/types.ts'

export interface VitalsProps {
  readonly summary: Resource<Summary>
  readonly today: Resource<DailyReport>
  readonly reporting: { readonly reporting: number; readonly all: number } | undefined
}

export function Vitals({ summary, today, reporting }: VitalsProps) {
  const { value } = summary
  const day = today.value?.cases
  return (
    <section class="vitals-frame" aria-label={say(centreWords.vitals)}>
      <dl class="vitals">
        <Vital name="open" value={value?.open} />
        <Vital name="overdue" value={value?.overdue} alarming />
        <Vital name="standing" value={value?.standingAlarms} />
        <Vital
          name="reporting"
          value={reporting?.reporting}
          {...(reporting === undefined
            ? {}
            : { note: say(centreWords.ofDevices, { count: showNumber(reporting.all, 0) }) })}
        />
        <Vital name="filedToday" value={day?.filed} />
        <Vital name="closedToday" value={day?.closed} />
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

interface VitalProps {
  readonly name: 'open' | 'overdue' | 'standing' | 'reporting' | 'filedToday' | 'closedToday'
  readonly value: number | undefined
  readonly note?: string
  /** More than none of it is trouble. */
  readonly alarming?: boolean
}

function Vital({ name, value, note, alarming = false }: VitalProps) {
  const trouble = alarming && value !== undefined && value > 0
  return (
    <div class="vital" data-vital={name}>
      <dt>{say(centreWords[name])}</dt>
      <dd class={trouble ? 'trouble' : undefined}>
        {trouble ? <span aria-hidden="true">⚠ </span> : null}
        {showNumber(value, 0)}
        {note === undefined ? null : <small> {note}</small>}
      </dd>
    </div>
  )
}
