/** The rows of a rota, to be changed by whoever answers for the unit. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Rota } from '../../api/types.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { city } from '../../state/city.ts'
import { fieldOf } from '../../parts/city-time.ts'
import { rotaDayWords, rotaWords as words } from '../../words/duty.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'

type Shift = Rota['shifts'][number]

interface RotaRowsProps {
  readonly rota: Rota
  readonly onSaved: () => void
}

const newShift = ({ people }: Rota): Shift => ({
  ...{ person: people[0]?.name ?? '', days: 'daily', from: '08:00', to: '20:00' },
  since: fieldOf(Date.now(), city.value?.zone ?? 'Asia/Shanghai').slice(0, 10),
})

export function RotaRows({ rota, onSaved }: RotaRowsProps) {
  const { unit, version, people, mayEdit } = rota
  const [shifts, setShifts] = useState(rota.shifts)
  const [reason, setReason] = useState('')
  const [sending, setSending] = useState(false)
  const [cause, setCause] = useState<unknown>()
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    setSending(true)
    setCause(undefined)
    try {
      await call('POST /v1/duty/{unit}', { path: { unit }, body: { version, shifts, reason } })
      onSaved()
    } catch (thrown) {
      setCause(thrown)
    }
    setSending(false)
  }
  if (mayEdit && people.length === 0) return <p class="quiet">{say(words.nobodyYet)}</p>
  const change = (row: number, changed: Partial<Shift>) =>
    setShifts(shifts.map((shift, place) => (place === row ? { ...shift, ...changed } : shift)))
  return (
    <form onSubmit={(event) => void save(event)}>
      <Scrolling label={say(words.rota)}>
        <table>
          <thead>
            <tr>
              {(['person', 'since', 'last', 'days', 'from', 'to'] as const).map((name) => (
                <th key={name} scope="col">
                  {say(words[name])}
                </th>
              ))}
              {mayEdit ? <th scope="col">{say(shellWords.more)}</th> : null}
            </tr>
          </thead>
          <tbody>
            {shifts.map((shift, row) => (
              <tr key={row}>
                {mayEdit ? (
                  <Fields
                    shift={shift}
                    people={people}
                    row={row + 1}
                    onChange={(changed) => change(row, changed)}
                    onRemove={() => setShifts(shifts.filter((_, place) => place !== row))}
                  />
                ) : (
                  <Cells shift={shift} people={people} />
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      {mayEdit ? (
        <div class="row">
          <button type="button" onClick={() => setShifts([...shifts, newShift(rota)])}>
            {say(words.addRow)}
          </button>
          <label>
            {say(words.reason)}{' '}
            <input
              required
              maxLength={500}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary" disabled={sending}>
            {say(sending ? shellWords.sending : words.save)}
          </button>
        </div>
      ) : null}
      {cause === undefined ? null : <Refusal cause={cause} />}
    </form>
  )
}

const daysText = (days: string): string =>
  days in rotaDayWords ? say(rotaDayWords[days as keyof typeof rotaDayWords]) : days

interface CellsProps {
  readonly shift: Shift
  readonly people: Rota['people']
}

const Cells = ({ shift, people }: CellsProps) => (
  <>
    <td>{people.find(({ name }) => name === shift.person)?.person ?? shift.person}</td>
    <td>{shift.since}</td>
    <td>{shift.until ?? '-'}</td>
    <td>{daysText(shift.days)}</td>
    <td>{shift.from}</td>
    <td>{shift.to}</td>
  </>
)

interface FieldsProps extends CellsProps {
  readonly row: number
  readonly onChange: (changed: Partial<Shift>) => void
  readonly onRemove: () => void
}

function Fields({ shift, people, row, onChange, onRemove }: FieldsProps) {
  const label = (name: 'person' | 'since' | 'last' | 'days' | 'from' | 'to') => ({
    'aria-label': `${say(words[name])} ${row}`,
  })
  const isNamed = shift.days in rotaDayWords
  return (
    <>
      <td>
        <select
          {...label('person')}
          value={shift.person}
          onChange={(event) => onChange({ person: event.currentTarget.value })}
        >
          {people.some(({ name }) => name === shift.person) ? null : (
            <option value={shift.person}>{shift.person}</option>
          )}
          {people.map(({ name, person = name }) => (
            <option key={name} value={name}>
              {person}
            </option>
          ))}
        </select>
      </td>
      <td>
        <input
          {...label('since')}
          type="date"
          required
          value={shift.since}
          onInput={(event) => onChange({ since: event.currentTarget.value })}
        />
      </td>
      <td>
        <input
          {...label('last')}
          type="date"
          value={shift.until ?? ''}
          onInput={(event) => onChange({ until: event.currentTarget.value })}
        />
      </td>
      <td>
        <select
          {...label('days')}
          value={shift.days}
          onChange={(event) => onChange({ days: event.currentTarget.value })}
        >
          {isNamed ? null : <option value={shift.days}>{shift.days}</option>}
          {Object.entries(rotaDayWords).map(([days, name]) => (
            <option key={days} value={days}>
              {say(name)}
            </option>
          ))}
        </select>
      </td>
      <td>
        <input
          {...label('from')}
          type="time"
          required
          value={shift.from}
          onInput={(event) => onChange({ from: event.currentTarget.value })}
        />
      </td>
      <td>
        <input
          {...label('to')}
          required
          size={5}
          value={shift.to}
          onInput={(event) => onChange({ to: event.currentTarget.value })}
        />
      </td>
      <td>
        <button
          type="button"
          class="plain"
          aria-label={say(words.removeRow, { row: String(row) })}
          onClick={onRemove}
        >
          ✕
        </button>
      </td>
    </>
  )
}
