/** What the columns of a file are: as their headings say it, and as somebody says it who knows better. */
import { useState } from 'preact/hooks'

import { fieldName } from '../../parts/device-field.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { importWords as words } from '../../words/device-import.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { readAs, type FileColumn } from './import-files.ts'

const fields = [
  ...['id', 'kind', 'name', 'site', 'component', 'longitude', 'latitude', 'cell', 'zone'],
  ...['owner', 'gateway', 'catchment', 'power', 'mn', 'checksum', 'concentration'],
  ...['stationAddress', 'gaugeZero', 'levelOrigin', 'externalId'],
  ...['period', 'limits', 'hours', 'active'],
] as const

interface ColumnsTableProps {
  readonly columns: readonly FileColumn[]
  /** What somebody has said of them. */
  readonly chosen: readonly (string | undefined)[] | undefined
  readonly busy: boolean
  readonly onChosen: (chosen: readonly (string | undefined)[]) => void
}

export function ColumnsTable({ columns, chosen, busy, onChosen }: ColumnsTableProps) {
  const [draft, setDraft] = useState(() => chosen ?? readAs(columns))
  const unknown =
    chosen === undefined ? columns.filter(({ field }) => field === undefined).length : 0
  return (
    <details open={unknown > 0}>
      <summary>{say(words.columns)}</summary>
      {unknown === 0 ? null : (
        <p class="trouble">{say(words.unknownColumns, { count: showNumber(unknown) })}</p>
      )}
      <Scrolling label={say(words.columns)}>
        <table>
          <thead>
            <tr>
              {[words.heading, words.sample, words.readAs].map((title) => (
                <th key={title.en} scope="col">
                  {say(title)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map(({ heading, sample }, place) => (
              // Two may be headed alike; they stay where they are.
              <tr key={place}>
                <th scope="row">{heading}</th>
                <td>{sample}</td>
                <td>
                  <select
                    aria-label={say(words.readAsOf, { heading })}
                    value={draft[place] ?? ''}
                    disabled={busy}
                    onChange={({ currentTarget: { value } }) =>
                      setDraft(
                        draft.map((field, at) =>
                          at !== place ? field : value === '' ? undefined : value,
                        ),
                      )
                    }
                  >
                    <option value="">{say(words.leaveOut)}</option>
                    {fields.map((field) => (
                      <option key={field} value={field}>
                        {fieldName(field)}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      <p>
        <button type="button" disabled={busy} onClick={() => onChosen(draft)}>
          {say(words.checkAgain)}
        </button>
      </p>
    </details>
  )
}
