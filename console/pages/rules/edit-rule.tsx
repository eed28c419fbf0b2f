/** The document of a rule as text; what is saved is a draft, with what lint and tests say of it. */
import { useState } from 'preact/hooks'

import { rulesDraftRoles } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import { mayAs } from '../../state/rights.ts'
import { versionWords as words } from '../../words/rule-versions.ts'
import { say } from '../../words/words.ts'
import { DraftResult } from '../../parts/draft-result.tsx'
import { WhyForm } from '../../parts/why-form.tsx'

export interface EditRuleProps {
  readonly rule: AnswerOf<'GET /v1/rules/{id}'>
  readonly onPut: () => void
}

export function EditRule({ rule, onPut }: EditRuleProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState(rule.document)
  const [version, setVersion] = useState<number>()
  if (!mayAs(rulesDraftRoles)) return null
  if (!open)
    return (
      <button type="button" class="no-print" onClick={() => setOpen(true)}>
        {say(words.editRule)}
      </button>
    )
  const save = async (why: string) => {
    const documents = { [`${rule.id}.yaml`]: text }
    const made = await call('POST /v1/rules/drafts', { body: { why, documents } })
    setVersion(made.version)
  }
  return (
    <>
      <WhyForm submit={words.draft} onSubmit={save}>
        <label>
          {say(words.text)}
          <textarea
            class="document"
            rows={18}
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
      </WhyForm>
      {version === undefined ? null : <DraftResult key={version} version={version} onPut={onPut} />}
    </>
  )
}
