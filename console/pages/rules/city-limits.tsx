/** The limits of the city as they are in force; an edit of one is a draft. */
import { useState } from 'preact/hooks'

import { rulesDraftRoles } from '../../../core/actor.ts'
import { limitUnit } from '../../parts/units.ts'
import { call } from '../../api/client.ts'
import type { WrittenVersion } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { CertaintyMark } from '../../parts/certainty-mark.tsx'
import { sourceText } from '../../parts/source-text.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useResource } from '../../state/resource.ts'
import { mayAs } from '../../state/rights.ts'
import { versionWords as words } from '../../words/rule-versions.ts'
import { say } from '../../words/words.ts'
import { DraftResult } from '../../parts/draft-result.tsx'
import { WhyForm } from '../../parts/why-form.tsx'

type Limit = WrittenVersion['limits'][number]

export function LimitsOfCity() {
  const [edited, edit] = useState<Limit>()
  const limits = useResource('limits of the city', async (signal) => {
    const { inForce } = await call('GET /v1/rules/versions', { query: { limit: 1 }, signal })
    const path = { version: inForce }
    return (await call('GET /v1/rules/versions/{version}', { path, signal })).limits
  })
  return (
    <>
      <p class="quiet">{say(words.limitsHelp)}</p>
      <Loaded resource={limits} isEmpty={(rows) => rows.length === 0}>
        {(rows) => <LimitTable rows={rows} onEdit={edit} />}
      </Loaded>
      {edited === undefined ? null : (
        <LimitDialog
          key={edited.path}
          limit={edited}
          onClose={() => edit(undefined)}
          onPut={limits.reload}
        />
      )}
    </>
  )
}

interface TableProps {
  readonly rows: readonly Limit[]
  readonly onEdit: (limit: Limit) => void
}

const LimitTable = ({ rows, onEdit }: TableProps) => (
  <Scrolling label={say(words.limits)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.limit)}</th>
          <th scope="col">{say(words.path)}</th>
          <th scope="col">{say(words.value)}</th>
          <th scope="col">{say(words.unit)}</th>
          <th scope="col">{say(words.source)}</th>
          <th scope="col">{say(words.certainty)}</th>
          <th scope="col">{say(words.doing)}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((limit) => (
          <tr key={limit.path}>
            <th scope="row">{say(limit.title)}</th>
            <td>
              <code>{limit.path}</code>
            </td>
            <td>{limit.value}</td>
            <td>{limitUnit(limit)}</td>
            <td>{sourceText(limit)}</td>
            <td>
              <CertaintyMark certainty={limit.certainty} />
            </td>
            <td>
              {mayAs(rulesDraftRoles) ? (
                <button
                  type="button"
                  aria-label={say(words.editOf, { name: limit.path })}
                  onClick={() => onEdit(limit)}
                >
                  {say(words.edit)}
                </button>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

interface DialogProps {
  readonly limit: Limit
  readonly onClose: () => void
  readonly onPut: () => void
}

function LimitDialog({ limit, onClose, onPut }: DialogProps) {
  const [value, setValue] = useState(String(limit.value))
  const [version, setVersion] = useState<number>()
  const save = async (why: string) => {
    const limits = { [limit.path]: Number(value) }
    setVersion((await call('POST /v1/rules/drafts', { body: { why, limits } })).version)
  }
  return (
    <Dialog title={say(words.editOf, { name: limit.path })} onClose={onClose}>
      <p>{say(limit.title)}</p>
      {version === undefined ? (
        <WhyForm submit={words.draft} onSubmit={save}>
          <label>
            {say(words.value)} ({limit.unit})
            <input
              type="number"
              step="any"
              required
              value={value}
              onInput={(event) => setValue(event.currentTarget.value)}
            />
          </label>
        </WhyForm>
      ) : (
        <DraftResult version={version} onPut={onPut} />
      )}
    </Dialog>
  )
}
