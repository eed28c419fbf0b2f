import { feedState } from '../../state/feed.ts'
import { eventWords } from '../../../core/case-event-words.ts'
import { centreWords } from '../../words/centre.ts'
import { roleWords } from '../../../core/actor.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { unitName } from '../../parts/case-names.ts'
import { recentEvents } from './recent.ts'

const words: Readonly<Record<string, (typeof eventWords)[keyof typeof eventWords]>> = eventWords

/** An event of a later release has no words here yet: its own name says more than nothing. */
const named = (event: string): string => {
  const known = words[event]
  return known === undefined ? event : say(known)
}

/** What happens, as it happens. A reader of the screen is not told each of hundreds of events: the log is there to be read. */
export function Ticker() {
  return (
    <section class="sheet ticker" aria-label={say(centreWords.ticker)}>
      <h2>{say(centreWords.ticker)}</h2>
      {feedState.value === 'away' ? <p class="trouble">{say(centreWords.paused)}</p> : null}
      {recentEvents.value.length === 0 ? (
        <p class="quiet">{say(centreWords.waiting)}</p>
      ) : (
        <div role="log" aria-live="off" aria-label={say(centreWords.ticker)} tabIndex={0}>
          <ol>
            {recentEvents.value.map(({ sequence, at, event, by, unit, case: id }) => (
              <li key={sequence}>
                <time class="quiet" dateTime={new Date(at).toISOString()}>
                  {showInstant(at, 'time')}
                </time>{' '}
                <a href={`/cases/${encodeURIComponent(id)}`}>{id}</a>{' '}
                <strong>{named(event)}</strong>{' '}
                <span class="quiet">
                  {say(roleWords[by.role])}
                  {unit === undefined ? '' : ` · ${unitName(unit)}`}
                </span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  )
}
