/** `rules list`, `show` and `profiles`: what stands in a folder of rules, and how sure its numbers are. */
import type { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import type { deviceRulesSchema } from '../../rules/api/contract.ts'
import type { RuleSet } from '../../rules/in-force/catalogue.ts'
import { limitAt, limitPaths } from '../../rules/language/limits.ts'
import { isUnverified, limitsOfRule } from '../../rules/language/limits-read.ts'

import { print, table } from './table.ts'

const notGiven = 'not given'

export function listRules(json: boolean, { rules, areas, limits }: RuleSet): void {
  const onDevices = rules.map((rule) => ({
    id: rule.id,
    title: rule.title.zh,
    kind: rule.document.on.kind,
    levels: rule.levels.map(({ severity }) => severity).join(' '),
    certainty: rule.document.certainty ?? notGiven,
    unverified: isUnverified(rule, limits) ? 'yes' : '',
    source: rule.document.source ?? notGiven,
  }))
  const overAreas = areas.map(({ id, meaning, document }) => ({
    id,
    title: meaning.title.zh,
    kind: 'area',
    levels: meaning.levels.map(({ severity }) => severity).join(' '),
    certainty: document.certainty ?? notGiven,
    unverified: '',
    source: document.source ?? notGiven,
  }))
  const rows = [...onDevices, ...overAreas]
  print(json, ['id', 'title', 'kind', 'levels', 'certainty', 'unverified', 'source'], rows)
}

/** The document as written, and where the numbers that it may read come from. */
export function showRule(
  json: boolean,
  { rules, areas, limits }: RuleSet,
  id: string | undefined,
): void {
  const rule = rules.find((one) => one.id === id)
  const found = rule ?? areas.find((one) => one.id === id)
  if (found === undefined) {
    const words = id === undefined ? 'say which rule to show' : `there is no rule '${id}'`
    throw new UrbanBrainError('usage', `${words}; \`rules list\` lists them`)
  }
  if (!json) process.stdout.write(`${found.source.trimEnd()}\n\n`)
  const read = rule === undefined ? [] : limitsOfRule(rule, limits)
  print(json, ['path', 'value', 'unit', 'certainty', 'source'], read)
}

/** Each rule with what it judges the device by, and the rules that do not watch it. */
export function showDeviceRules(json: boolean, answer: z.output<typeof deviceRulesSchema>): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
    return
  }
  const { rules, others } = answer
  for (const { id, title, source, certainty, levels, numbers, neverFires } of rules) {
    process.stdout.write(`${id}  ${title.zh}\n${source ?? notGiven} (${certainty ?? notGiven})\n`)
    process.stdout.write(table(['severity', 'when'], levels))
    process.stdout.write(table(['what', 'value', 'unit', 'from', 'certainty', 'source'], numbers))
    for (const reason of neverFires) process.stdout.write(`never raised ${reason.en}\n`)
    process.stdout.write('\n')
  }
  for (const { id, reason } of others) process.stdout.write(`${id} ${reason.en}\n`)
}

export function listProfiles(
  json: boolean,
  { profiles }: RuleSet,
  chosen: readonly string[],
): void {
  const rows = Object.entries(profiles).flatMap(([profile, { title, limits }]) =>
    Object.entries(limits).flatMap(([table, { values, certainty, source }]) =>
      limitPaths(values, table).map((limit) => ({
        profile,
        title: title.zh,
        chosen: chosen.includes(profile) ? 'yes' : '',
        limit,
        value: limitAt({ [table]: values }, limit),
        certainty,
        source,
      })),
    ),
  )
  print(json, ['profile', 'title', 'chosen', 'limit', 'value', 'certainty', 'source'], rows)
}
