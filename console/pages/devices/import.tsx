/** Devices from a spreadsheet: what the file says, what is wrong with it or what it changes, and only then the import. */
import { useEffect, useRef } from 'preact/hooks'

import { FileChoice } from '../../parts/file-choice.tsx'
import { FileLinks } from '../../parts/file-links.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { deviceWords } from '../../words/devices.ts'
import { importWords as words } from '../../words/device-import.ts'
import { say } from '../../words/words.ts'
import { ColumnsTable } from './import-columns.tsx'
import { Difference } from './import-difference.tsx'
import type { Check } from './import-files.ts'
import { Mistakes } from './import-mistakes.tsx'
import { NewCredentials } from './new-credentials.tsx'
import { useImport, type Imported, type Reading } from './use-import.ts'

export function ImportDevices() {
  const { state, reading, cause, name, choose, read, put, again } = useImport()
  if (state.at === 'done') return <Done imported={state.imported} onAgain={again} />
  const busy = state.at === 'checking' || state.at === 'putting'
  return (
    <section class="sheet wide" aria-labelledby="import">
      <h2 id="import">{say(words.title)}</h2>
      <p class="quiet">{say(words.help)}</p>
      <p class="row">
        <FileLinks path="/v1/devices" query={{}} />
      </p>
      <div class="fields">
        <FileChoice
          again
          label={say(words.file)}
          accept=".csv,.txt,.xlsx,.json,.geojson"
          chosen={name}
          disabled={busy}
          onFiles={([chosen]) => {
            if (chosen !== undefined) void choose(chosen)
          }}
        />
        <HowToRead {...{ reading, busy }} onRead={(how) => void read(how)} />
      </div>
      {cause === undefined ? null : <Refusal cause={cause} />}
      {state.at === 'checking' ? <p role="status">{say(words.checking)}</p> : null}
      {state.at === 'checked' || state.at === 'putting' ? (
        <Checked
          {...{ check: state.check, putting: state.at === 'putting', reading }}
          onRead={(how) => void read(how)}
          onPut={() => void put(state.check)}
        />
      ) : null}
    </section>
  )
}

interface HowProps {
  readonly reading: Reading
  readonly busy: boolean
  readonly onRead: (how: Reading) => void
}

const HowToRead = ({ reading, busy, onRead }: HowProps) => (
  <>
    <label>
      {say(deviceWords.crs)}
      <select
        value={reading.crs}
        disabled={busy}
        onChange={({ currentTarget }) =>
          onRead({ ...reading, crs: currentTarget.value === 'gcj02' ? 'gcj02' : 'wgs84' })
        }
      >
        <option value="wgs84">{say(deviceWords.wgs84)}</option>
        <option value="gcj02">{say(deviceWords.gcj02)}</option>
      </select>
    </label>
    <label class="check">
      <input
        type="checkbox"
        checked={reading.changeKind}
        disabled={busy}
        onChange={({ currentTarget }) => onRead({ ...reading, changeKind: currentTarget.checked })}
      />
      {say(words.changeKind)}
    </label>
  </>
)

interface CheckedProps {
  readonly check: Check
  readonly putting: boolean
  readonly reading: Reading
  readonly onRead: (how: Reading) => void
  readonly onPut: () => void
}

function Checked({ check, putting, reading, onRead, onPut }: CheckedProps) {
  const { columns, difference, notes } = check
  const told = useRef<HTMLDivElement>(null)
  // What was pressed for it cannot be pressed while the file is looked at, and would lose the focus to nothing.
  useEffect(() => told.current?.focus(), [])
  const count = difference === undefined ? 0 : difference.new + difference.changed
  return (
    <div ref={told} tabIndex={-1}>
      {columns.length === 0 ? null : (
        <ColumnsTable
          columns={columns}
          chosen={reading.columns}
          busy={putting}
          onChosen={(chosen) => onRead({ ...reading, columns: chosen })}
        />
      )}
      {notes.map((note) => (
        <p key={note.en}>{say(note)}</p>
      ))}
      {difference === undefined ? (
        <Mistakes mistakes={check.mistakes} count={check.mistaken} />
      ) : (
        <>
          <Difference {...{ ...check, difference }} />
          {count === 0 ? (
            <p role="status">{say(words.nothingToDo)}</p>
          ) : putting ? (
            <p role="status">
              <progress aria-label={say(words.putting, { count })} />{' '}
              {say(words.putting, { count })}
            </p>
          ) : (
            <button type="button" class="primary" onClick={onPut}>
              {say(words.put, { count })}
            </button>
          )}
        </>
      )}
    </div>
  )
}

function Done({
  imported,
  onAgain,
}: {
  readonly imported: Imported
  readonly onAgain: () => void
}) {
  const { new: added, changed, unchanged } = imported
  return (
    <>
      <section class="sheet wide no-print" aria-labelledby="import">
        <h2 id="import">{say(words.title)}</h2>
        <p role="status">{say(words.done, { added, changed, unchanged })}</p>
        <div class="row">
          <button type="button" onClick={onAgain}>
            {say(words.another)}
          </button>
          <a href="/devices">{say(words.toRegister)}</a>
        </div>
      </section>
      {imported.added.length === 0 ? null : <NewCredentials added={imported.added} />}
    </>
  )
}
