/** Every mistake of a file by its row and column, on the page and as a file to work from. */
import { downloadCsv } from '../../parts/download.ts'
import { fieldName } from '../../parts/device-field.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { importWords as words } from '../../words/device-import.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { mistakeRows, type ImportMistake } from './import-files.ts'

/** More than a page bears; the file has more. */
const mostShown = 500

interface MistakesProps {
  readonly mistakes: readonly ImportMistake[]
  readonly count: number
}

export function Mistakes({ mistakes, count }: MistakesProps) {
  const head = [words.row, words.column, words.mistake].map((title) => say(title))
  const download = () =>
    downloadCsv('import-mistakes', mistakeRows(mistakes, { head, placeOf, fieldOf, said }))
  const shown = mistakes.slice(0, mostShown)
  return (
    <div data-mistakes={count}>
      <p class="trouble" role="alert">
        {say(words.mistakes, { count: showNumber(count) })}
      </p>
      <p>
        <button type="button" onClick={download}>
          {say(words.downloadMistakes)}
        </button>
      </p>
      <Scrolling label={say(words.mistakesTitle)}>
        <table>
          <thead>
            <tr>
              {head.map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((mistake, place) => (
              // Two may say the same.
              <tr key={place}>
                <td>{placeOf(mistake)}</td>
                <td>{fieldOf(mistake)}</td>
                <td>{said(mistake)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
      {count > shown.length ? (
        <p class="quiet">{say(words.firstOnly, { count: showNumber(shown.length) })}</p>
      ) : null}
    </div>
  )
}

const placeOf = ({ line, feature }: ImportMistake): string | number =>
  line ?? (feature === undefined ? '' : say(words.feature, { feature }))

const fieldOf = ({ field }: ImportMistake): string => (field === undefined ? '' : fieldName(field))

const said = ({ message, zh }: ImportMistake): string => say({ zh, en: message })
