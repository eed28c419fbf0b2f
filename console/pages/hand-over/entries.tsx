/** Entries of a log, each with what it is about. */
import type { LogEntryView } from '../../api/types.ts'
import { devicePath } from '../../parts/device-names.ts'
import { showInstant } from '../../words/format.ts'
import { handOverWords as words } from '../../words/hand-over.ts'
import { say } from '../../words/words.ts'

interface EntriesProps {
  readonly entries: readonly LogEntryView[]
  /** The shift that is shown; of others the number is said. */
  readonly shift?: number
  readonly onSettle?: ((entry: LogEntryView) => void) | undefined
}

export const Entries = ({ entries, shift, onSettle }: EntriesProps) =>
  entries.length === 0 ? (
    <p class="quiet">{say(words.none)}</p>
  ) : (
    <ol class="log-entries">
      {entries.map((entry) => (
        <li key={entry.number} value={entry.number}>
          <strong>{showInstant(entry.at, 'minute')}</strong> {entry.by}
          {entry.shift === shift ? '' : ` · ${say(words.ofShift, { shift: String(entry.shift) })}`}
          {entry.followUp ? ` · ${say(words.followUps)}` : ''}
          <div class="log-text">{entry.text}</div>
          {entry.about.map(({ kind, id }) => (
            <div key={`${kind} ${id}`}>
              <a href={pathOf(kind, id)}>{id}</a>
            </div>
          ))}
          {entry.settled === undefined ? null : (
            <div class="quiet">
              {say(words.settledBy, {
                ...{ words: entry.settled.words, by: entry.settled.by },
                at: showInstant(entry.settled.at, 'minute'),
              })}
            </div>
          )}
          {onSettle === undefined ? null : (
            <button
              type="button"
              aria-label={say(words.settleOne, { number: String(entry.number) })}
              onClick={() => onSettle(entry)}
            >
              {say(words.settle)}
            </button>
          )}
        </li>
      ))}
    </ol>
  )

function pathOf(kind: LogEntryView['about'][number]['kind'], id: string): string {
  if (kind === 'case') return `/cases/${id}`
  return kind === 'device' ? devicePath(id) : `/alarms/${encodeURIComponent(id)}`
}
