/** From a document to a rule over an area: what the schema cannot see, alone and among the other rules. */
import type { AreaLevel } from '../../core/area-member.ts'
import { hasWords } from '../../core/categories.ts'
import { compareSeverity } from '../../core/severity.ts'
import {
  readYaml,
  schemaMistakes,
  type Mistake,
  type YamlSource,
} from '../../runtime/yaml-source.ts'
import { areaRuleSchema, type AreaDocument } from './area-document.ts'
import type { AreaRule } from './area-rule.ts'
import { canonical } from './check.ts'
import { mistakeInChinese, wrong } from './mistake-words.ts'
import type { Rule } from './rule.ts'

export interface CheckedAreaRule {
  readonly rule: AreaRule | undefined
  readonly mistakes: readonly Mistake[]
  readonly warnings: readonly Mistake[]
}

export function checkAreaRule(source: YamlSource, hash: (text: string) => string): CheckedAreaRule {
  const parsed = areaRuleSchema.safeParse(source.value)
  if (!parsed.success)
    return {
      rule: undefined,
      mistakes: schemaMistakes(source, parsed.error, mistakeInChinese),
      warnings: [],
    }
  const document = parsed.data
  const { over, levels } = document
  const mistakes: Mistake[] = []
  levels.forEach((level, index) => {
    const before = levels[index - 1]?.severity
    if (before !== undefined && compareSeverity(level.severity, before) <= 0)
      mistakes.push(source.at(['levels', index, 'severity'], wrong('levelOrder')))
    if (level.share !== undefined && isRadius(over))
      mistakes.push(source.at(['levels', index, 'share'], wrong('shareOfRadius')))
  })
  if (mistakes.length > 0) return { rule: undefined, mistakes, warnings: [] }
  const {
    title,
    note: _note,
    source: _source,
    sourceZh: _sourceZh,
    certainty: _certainty,
    ...meant
  } = document
  const { category, work, lead } = document.case
  const code = typeof category === 'string' ? category : category.otherwise
  const rule: AreaRule = {
    id: document.id,
    document,
    source: source.text,
    meaning: {
      version: hash(canonical(meant)),
      title,
      ...(isRadius(over) && { radius: over.radius }),
      levels: levels.map((level): AreaLevel => ({
        ...level,
        filing: level.filing ?? document.case.filing,
        limit: level.limit ?? document.case.limit,
      })),
      case: {
        work,
        category: code,
        lead,
        ...(typeof category !== 'string' && { component: true as const }),
      },
    },
  }
  const warnings = hasWords(code)
    ? []
    : [source.at(['case', 'category'], wrong('unknownCategory', { code }))]
  return { rule, mistakes, warnings }
}

/** What a rule over an area asks of rules that are not there, or do not say it. */
export function checkMembers(
  { document, source: text }: AreaRule,
  file: string,
  rules: readonly Rule[],
): readonly Mistake[] {
  const source = readYaml(file, text)
  const mistakes: Mistake[] = []
  const members = document.alarms.flatMap((id, index) => {
    const found = rules.filter((rule) => rule.id === id)
    if (found.length === 0)
      mistakes.push(source.at(['alarms', index], wrong('noRuleOnDevices', { id })))
    return found
  })
  const said = new Set(members.flatMap((rule) => (rule.form === 'condition' ? rule.slotNames : [])))
  document.levels.forEach(({ sum }, index) => {
    for (const name of Object.keys(sum ?? {}))
      if (!said.has(name))
        mistakes.push(source.at(['levels', index, 'sum', name], wrong('noAlarmWith', { name })))
  })
  return mistakes
}

const isRadius = (over: AreaDocument['over']): over is { readonly radius: number } =>
  typeof over === 'object' && !('around' in over)
