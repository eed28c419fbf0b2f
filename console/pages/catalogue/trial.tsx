/** Which unit would get a case of a category, here or of that device (试派): by what holds, and by the chosen file. */
import { useState } from 'preact/hooks'

import type { CatalogueTable } from '../../../core/catalogue-terms.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { categories, categoryName, dutyName, unitName } from '../../parts/case-names.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { trialWords as words } from '../../words/dispatch-trial.ts'
import { say } from '../../words/words.ts'

type Tried = AnswerOf<'POST /v1/catalogue/{table}/try'>

export interface TrialProps {
  readonly table: Extract<CatalogueTable, 'units' | 'dispatch'>
  readonly file?: Blob | undefined
  readonly from?: string | undefined
}

export function Trial({ table, file, from }: TrialProps) {
  const [category, setCategory] = useState('')
  const [cell, setCell] = useState('')
  const [device, setDevice] = useState('')
  const [tried, setTried] = useState<Tried>()
  const [cause, setCause] = useState<unknown>()
  const ask = async (event: SubmitEvent) => {
    event.preventDefault()
    setTried(undefined)
    setCause(undefined)
    const query = {
      category,
      ...(cell !== '' && { cell: cell.trim() }),
      ...(device !== '' && { device: device.trim() }),
      ...(from !== undefined && from !== '' && { from }),
    }
    try {
      const body = file ?? new Blob([], { type: 'application/octet-stream' })
      setTried(await call('POST /v1/catalogue/{table}/try', { path: { table }, query, body }))
    } catch (thrown) {
      setCause(thrown)
    }
  }
  return (
    <section aria-labelledby="trial">
      <h3 id="trial">{say(words.title)}</h3>
      <form class="fields" onSubmit={(event) => void ask(event)}>
        <label>
          {say(words.category)}
          <select
            required
            value={category}
            onChange={(event) => setCategory(event.currentTarget.value)}
          >
            <option value="" />
            {categories().map((code) => (
              <option key={code} value={code}>
                {categoryName(code)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say(words.device)}
          <input value={device} onInput={(event) => setDevice(event.currentTarget.value)} />
        </label>
        <label>
          {say(words.cell)}
          <input
            value={cell}
            inputMode="numeric"
            pattern="\s*\d{15}\s*"
            title={say(words.cellForm)}
            disabled={device !== ''}
            onInput={(event) => setCell(event.currentTarget.value)}
          />
        </label>
        <div class="row">
          <button type="submit">{say(words.ask)}</button>
        </div>
      </form>
      {cause === undefined ? null : <Refusal cause={cause} />}
      {tried === undefined ? null : (
        <div role="status" data-tried>
          {tried.lead === '' ? null : <p>{say(words.lead, { duty: dutyName(tried.lead) })}</p>}
          <p>
            {say(words.inForce)}: <Outcome outcome={tried.inForce} />
          </p>
          {tried.file === undefined ? null : (
            <p>
              {say(words.byFile)}: <Outcome outcome={tried.file} />
            </p>
          )}
        </div>
      )}
    </section>
  )
}

function Outcome({ outcome: { unit, why, row } }: { readonly outcome: Tried['inForce'] }) {
  if (unit === undefined || why === undefined) return <strong>{say(words.nobody)}</strong>
  return (
    <>
      <strong>{unitName(unit)}</strong> {say(words[why], { row: row ?? '' })}
    </>
  )
}
