import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import type { Bilingual } from '../../core/bilingual.ts'
import { call } from '../api/client.ts'
import { say } from '../words/words.ts'
import { rulePath } from './device-names.ts'

interface Named {
  readonly title: Bilingual
  readonly path: string
}

const rules = signal<ReadonlyMap<string, Named>>(new Map())
let asked = false

async function loadRules(): Promise<void> {
  if (asked) return
  asked = true
  try {
    const found = await call('GET /v1/rules')
    rules.value = new Map([
      ...found.rules.map(({ id, title }) => [id, { title, path: rulePath(id) }] as const),
      ...found.areas.map(({ id, title }) => {
        const path = `/rules?tab=areas#${encodeURIComponent(id)}`
        return [id, { title, path }] as const
      }),
    ])
  } catch {
    asked = false
  }
}

/** To the page of a rule, by what it is called, with the name of its file behind it; one that is gone has only that. */
export function RuleLink({ id }: { readonly id: string }) {
  useEffect(() => void loadRules(), [])
  const rule = rules.value.get(id)
  return (
    <>
      <a href={rule?.path ?? rulePath(id)}>{rule === undefined ? id : say(rule.title)}</a>
      {rule === undefined ? null : <code class="quiet"> {id}</code>}
    </>
  )
}
