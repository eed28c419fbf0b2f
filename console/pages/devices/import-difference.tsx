/** What a file would change in the register, before it does. */
import type { Bilingual } from '../../../core/bilingual.ts'
import { devicePath } from '../../parts/device-names.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { importWords as words } from '../../words/device-import.ts'
import { deviceWords } from '../../words/devices.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { changeOf } from './device-edits.tsx'
import type { Check } from './import-files.ts'

interface DifferenceProps {
  readonly difference: NonNullable<Check['difference']>
  readonly warnings: readonly Bilingual[]
  /** In all. */
  readonly warned: number
}

/** More than a person reads. */
const mostWarnings = 100

export function Difference({ difference, warnings, warned }: DifferenceProps) {
  const { new: added, changed, unchanged, rows, gone, goneIds } = difference
  return (
    <div data-difference={added + changed}>
      <h3>{say(words.difference)}</h3>
      <p role="status">
        {say(words.counted, {
          ...{ added: showNumber(added), changed: showNumber(changed) },
          ...{ unchanged: showNumber(unchanged), gone: showNumber(gone) },
        })}
      </p>
      {warnings.length === 0 ? null : (
        <div class="trouble" data-note="warnings">
          {say(words.warnings)}
          <ul class="plain-list">
            {warnings.slice(0, mostWarnings).map((warning) => (
              <li key={warning.en}>{say(warning)}</li>
            ))}
          </ul>
          {warned > mostWarnings ? (
            <p>{say(words.firstWarnings, { count: mostWarnings, all: showNumber(warned) })}</p>
          ) : null}
        </div>
      )}
      {rows.length === 0 ? null : (
        <Scrolling label={say(words.difference)}>
          <table>
            <thead>
              <tr>
                {[words.row, words.change, deviceWords.id, deviceWords.name].map((title) => (
                  <th key={title.en} scope="col">
                    {say(title)}
                  </th>
                ))}
                <th scope="col">{say(words.changedMark)}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>{row.line ?? row.feature}</td>
                  <td>{say(row.added ? words.added : words.changedMark)}</td>
                  <th scope="row">
                    {row.added ? row.id : <a href={devicePath(row.id)}>{row.id}</a>}
                  </th>
                  <td>{row.name}</td>
                  <td>{row.fields.map(changeOf).join('; ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
      {added + changed > rows.length ? (
        <p class="quiet">{say(words.firstRows, { count: showNumber(rows.length) })}</p>
      ) : null}
      {gone === 0 ? null : (
        <details>
          <summary>{say(words.gone, { count: showNumber(gone) })}</summary>
          <p>{goneIds.join(', ')}</p>
          {gone > goneIds.length ? (
            <p class="quiet">{say(words.firstRows, { count: showNumber(goneIds.length) })}</p>
          ) : null}
        </details>
      )}
    </div>
  )
}
