import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import { readerRoles } from '../../core/actor.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { call } from '../api/client.ts'
import { mayForCity } from '../state/rights.ts'
import { say } from '../words/words.ts'
import { rulePath } from './device-names.ts'

interface Named {
  readonly title: Bilingual
  readonly path: string
}

const rules = signal<ReadonlyMap<string, Named>>(new Map())
let asked = false
const titles = signal<ReadonlyMap<string, Bilingual>>(new Map())
const asking = new Set<string>()

/** For who reads no rules: an alarm of it that they may see says what it was called. */
async function loadTitle(rule: string): Promise<void> {
  if (asking.has(rule)) return
  asking.add(rule)
  try {
    const { items } = await call('GET /v1/alarms', { query: { rule, limit: 1 } })
    if (items[0] !== undefined) titles.value = new Map(titles.value).set(rule, items[0].title)
  } catch {
    asking.delete(rule)
  }
}

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

export interface RuleLinkProps {
  readonly id: string
  /** As the alarm, the case or the report says it that names the rule. */
  readonly title?: Bilingual | undefined
}

/**
 * To the page of a rule, by what it is called, with the name of its file behind it; one that is gone has only that. Whoever has a part
 * of the city alone opens no rules, and reads what it is called.
 */
export function RuleLink({ id, title }: RuleLinkProps) {
  const opens = mayForCity(readerRoles)
  const told = title !== undefined
  useEffect(() => {
    if (opens) void loadRules()
    else if (!told) void loadTitle(id)
  }, [opens, told, id])
  const rule = rules.value.get(id)
  const named = rule?.title ?? title ?? titles.value.get(id)
  const name = named === undefined ? id : say(named)
  return (
    <>
      {opens ? <a href={rule?.path ?? rulePath(id)}>{name}</a> : <span>{name}</span>}
      {named === undefined ? null : <code class="quiet"> {id}</code>}
    </>
  )
}
