/** A file of a table: what is wrong with it or what it changes, and putting it in force. */
import { useState } from 'preact/hooks'

import type { CatalogueTable } from '../../../core/catalogue-terms.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { FileChoice } from '../../parts/file-choice.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { WhyForm } from '../../parts/why-form.tsx'
import { categoryName, cellName, dutyName, unitName } from '../../parts/case-names.ts'
import { catalogueWords as words } from '../../words/catalogue.ts'
import { showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { Trial } from './trial.tsx'
import { RowsTable, type MarkedRow } from './rows-table.tsx'

type Check = AnswerOf<'POST /v1/catalogue/{table}/check'>
type Difference = NonNullable<Check['difference']>

export interface UploadProps {
  readonly table: CatalogueTable
  readonly columns: readonly string[]
  readonly onPut: (told: string) => void
}

export function Upload({ table, columns, onPut }: UploadProps) {
  const [file, setFile] = useState<Blob>()
  const [name, setName] = useState<string>()
  const [from, setFrom] = useState('')
  const [checking, setChecking] = useState(false)
  const [check, setCheck] = useState<Check>()
  const [cause, setCause] = useState<unknown>()
  const day = from === '' ? {} : { from }
  const look = async (event: SubmitEvent) => {
    event.preventDefault()
    if (file === undefined) return
    setChecking(true)
    setCheck(undefined)
    setCause(undefined)
    try {
      const path = { table }
      setCheck(await call('POST /v1/catalogue/{table}/check', { path, query: day, body: file }))
    } catch (thrown) {
      setCause(thrown)
    }
    setChecking(false)
  }
  const put = async ({ newest }: Difference, reason: string) => {
    if (file === undefined) return
    const { version, from: begins } = await call('POST /v1/catalogue/{table}/versions', {
      ...{ path: { table }, query: { ...day, after: newest, reason }, body: file },
    })
    setCheck(undefined)
    onPut(say(words.done, { version, from: begins }))
  }
  return (
    <section class="sheet" aria-labelledby="upload">
      <h2 id="upload">{say(words.upload)}</h2>
      <form class="fields" onSubmit={(event) => void look(event)}>
        <FileChoice
          label={say(words.upload)}
          required
          accept=".csv,.xlsx"
          chosen={name}
          onFiles={([chosen]) => {
            // By its bytes the server knows what it is, and some systems give a CSV no type.
            setFile(chosen && new Blob([chosen], { type: 'application/octet-stream' }))
            setName(chosen?.name)
            setCheck(undefined)
          }}
        />
        <label>
          {say(words.from)}
          <input
            type="date"
            value={from}
            onInput={(event) => {
              setFrom(event.currentTarget.value)
              setCheck(undefined)
            }}
          />
        </label>
        <div class="row">
          <button type="submit" disabled={checking || file === undefined}>
            {say(checking ? words.checking : words.check)}
          </button>
        </div>
      </form>
      {cause === undefined ? null : <Refusal cause={cause} />}
      {check === undefined ? null : check.difference === undefined ? (
        <Mistakes mistakes={check.mistakes} />
      ) : (
        <>
          <Changes {...{ columns, rows: check.rows, difference: check.difference }} />
          {check.difference.concerns.some(({ refused }) => refused !== undefined) ? null : (
            <PutForm difference={check.difference} onPut={put} />
          )}
        </>
      )}
      {table === 'units' || table === 'dispatch' ? <Trial {...{ table, file, from }} /> : null}
    </section>
  )
}

const PutForm = ({
  difference,
  onPut,
}: {
  readonly difference: Difference
  readonly onPut: (difference: Difference, why: string) => Promise<void>
}) => <WhyForm submit={words.put} onSubmit={(why) => onPut(difference, why)} />

const Mistakes = ({ mistakes }: Pick<Check, 'mistakes'>) => (
  <div role="alert">
    <p class="trouble">{say(words.mistakes, { count: showNumber(mistakes.length) })}</p>
    <Scrolling label={say(words.mistake)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(words.line)}</th>
            <th scope="col">{say(words.mistake)}</th>
          </tr>
        </thead>
        <tbody>
          {mistakes.map(({ line, message, zh }) => (
            <tr key={`${line} ${message}`}>
              <td>{line}</td>
              <td>{say({ zh, en: message })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  </div>
)

interface ChangesProps {
  readonly columns: readonly string[]
  readonly rows: number
  readonly difference: Difference
}

function Changes({ columns, rows, difference }: ChangesProps) {
  const { against, counts, added, gone, changed, touched, more } = difference
  const marked: readonly MarkedRow[] = [
    ...added.map((cells) => ({ mark: say(words.added), cells })),
    ...gone.map((cells) => ({ mark: say(words.gone), cells })),
    ...changed.flatMap(({ before, after }) => [
      { mark: say(words.before), cells: before },
      { mark: <strong>{say(words.after)}</strong>, cells: after },
    ]),
  ]
  const title = say(words.difference, { version: against })
  return (
    <div data-difference={against}>
      <h3>{title}</h3>
      <p role="status">{say(words.counted, { ...counts, rows })}</p>
      {marked.length === 0 ? null : (
        <RowsTable label={title} columns={columns} rows={marked} marked={say(words.change)} />
      )}
      {touched.length === 0 ? null : (
        <ul>
          {touched.map((row) => (
            <li key={row.row}>{say(words.touched, row)}</li>
          ))}
        </ul>
      )}
      {more ? <p class="quiet">{say(words.more)}</p> : null}
      <Concerns concerns={difference.concerns} />
      <Effects effects={difference.effects} />
    </div>
  )
}

/** What would be left behind; one that is refused must be settled first. */
function Concerns({ concerns }: Pick<Difference, 'concerns'>) {
  if (concerns.length === 0) return null
  const refused = concerns.some((one) => one.refused !== undefined)
  return (
    <div role={refused ? 'alert' : 'status'}>
      <p class={refused ? 'trouble' : undefined}>{say(refused ? words.refused : words.concerns)}</p>
      <ul data-concerns>
        {concerns.map((one) => (
          <li key={one.en}>{one.refused === undefined ? say(one) : <strong>{say(one)}</strong>}</li>
        ))}
      </ul>
    </div>
  )
}

/** Who would get cases in place of whom. */
function Effects({ effects }: Pick<Difference, 'effects'>) {
  if (effects.length === 0) return null
  const who = (unit: string | undefined) =>
    unit === undefined ? <em>{say(words.nobody)}</em> : unitName(unit)
  return (
    <>
      <h3>{say(words.effects)}</h3>
      <p class="quiet">{say(words.effectsHelp)}</p>
      <Scrolling label={say(words.effects)}>
        <table data-effects>
          <thead>
            <tr>
              {[words.sort, words.where, words.before, words.after].map((title) => (
                <th key={title.en} scope="col">
                  {say(title)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {effects.map(({ category, lead, cell, cells, before, after }) => (
              <tr key={[category, lead, cell].join(' ')}>
                <th scope="row">
                  {category === undefined
                    ? say(words.allOfDuty, { duty: dutyName(lead) })
                    : categoryName(category)}
                </th>
                <td>
                  {cell === undefined
                    ? ''
                    : say(words.cells, { cell: cellName(cell) ?? cell, cells: showNumber(cells) })}
                </td>
                <td>{who(before)}</td>
                <td>{who(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  )
}
