/**
 * From a document to a rule: everything the schema cannot see. It works on whatever part of the document is valid, so
 * that one pass reports all mistakes.
 */
import { writeAbsence } from '../../core/absence-text.ts'
import { severityNamed, severityRank } from '../../core/severity.ts'
import { hasWords } from '../../core/categories.ts'
import { isKind, kindOf, type Kind } from '../../core/kinds.ts'
import { checkEntries } from './check-entries.ts'
import { checkLink } from './check-link.ts'
import { compileCondition, type Condition } from './condition.ts'
import { ruleSchema, type LevelDocument, type RuleDocument } from './document.ts'
import { conditionsOf, type Entry } from './entry.ts'
import { limitName, type Limits } from './limits.ts'
import { inCondition, mistakeInChinese, noSchedule, wrong } from './mistake-words.ts'
import { recordOf } from './record-of.ts'
import type { AbsenceLevel, ConditionLevel, Rule } from './rule.ts'
import { Slots } from './slots.ts'
import { parseWeekHours } from '../../core/week-hours.ts'
import { countsEach, mostExact, promised } from '../judging/fitting.ts'
import { schemaMistakes, type Mistake, type YamlSource } from '../../runtime/yaml-source.ts'

export interface CheckedRule {
  readonly rule: Rule | undefined
  readonly mistakes: readonly Mistake[]
  readonly warnings: readonly Mistake[]
}

/** `hash` gives the version of a text; it is handed in because this file does no more than decide. */
export function checkRule(
  source: YamlSource,
  limits: Limits,
  hash: (text: string) => string,
): CheckedRule {
  if (source.mistakes.length > 0)
    return { rule: undefined, mistakes: source.mistakes, warnings: [] }
  const parsed = ruleSchema.safeParse(source.value)
  const mistakes: Mistake[] = parsed.success
    ? []
    : schemaMistakes(source, parsed.error, mistakeInChinese)
  const raw = recordOf(source.value)
  const named = recordOf(raw['on'])['kind']
  const kind = typeof named === 'string' && isKind(named) ? named : undefined
  const slots = new Slots(kind, limits, raw['time'] === 'receipt')
  const entries = checkEntries(source, recordOf(raw['let']), kind, slots, mistakes)
  const levels = checkLevels(source, raw, kind === undefined ? undefined : slots, mistakes)
  checkPeriods(source, levels, entries, mistakes)
  if (kind !== undefined) checkSites(source, raw, kind, mistakes)
  checkSchedules(source, raw, limits, mistakes)
  checkLink(source, raw, kind, mistakes)
  if (slots.byReceipt && 'late' in raw && raw['late'] !== 'ignore')
    mistakes.push(source.at(['late'], wrong('lateByReceipt')))
  mistakes.sort((a, b) => a.line - b.line)
  if (!parsed.success || mistakes.length > 0) return { rule: undefined, mistakes, warnings: [] }

  const document = parsed.data
  const {
    title: _title,
    note: _note,
    source: _source,
    sourceZh: _sourceZh,
    certainty: _certainty,
    ...meaning
  } = document
  const base = {
    id: document.id,
    title: document.title,
    version: hash(canonical(meaning)),
    // Instants of readings and of receipts do not go into one window.
    inputs: `${document.time ?? ''}${canonical(document.let)}`,
    document,
    source: source.text,
    cooldown: document.cooldown,
  }
  const absences = document.levels.flatMap((level) => absenceLevel(level, document, limits))
  const rule: Rule =
    absences.length > 0
      ? { ...base, form: 'absence', levels: absences }
      : {
          ...base,
          form: 'condition',
          flapping: document.flapping,
          late: document.late,
          byReceipt: slots.byReceipt,
          lag: slots.lag,
          levels: document.levels.flatMap((level, index) =>
            conditionLevel(level, document, levels[index]),
          ),
          quantities: slots.quantities,
          marks: slots.marks,
          entries,
          slotNames: slots.names,
        }
  return { rule, mistakes, warnings: warningsOf(source, rule) }
}

interface CompiledLevel {
  readonly when: Condition | undefined
  readonly clear: Condition | undefined
}

function checkLevels(
  source: YamlSource,
  raw: Readonly<Record<string, unknown>>,
  slots: Slots | undefined,
  mistakes: Mistake[],
): CompiledLevel[] {
  const levels: unknown = raw['levels']
  if (!Array.isArray(levels)) return []
  let highest = -1
  const forms = new Set<string>()
  return levels.map((value: unknown, index): CompiledLevel => {
    const level = recordOf(value)
    const path = ['levels', index]
    const rank = severityRank(severityNamed(level['severity']))
    if (rank > 0 && rank <= highest) {
      mistakes.push(source.at([...path, 'severity'], wrong('levelOrder')))
    }
    highest = Math.max(highest, rank)
    const form = 'absence' in level ? 'absence' : 'when'
    forms.add(form)
    if (forms.size > 1) mistakes.push(source.at(path, wrong('oneForm')))
    if (form === 'absence') {
      for (const word of ['flapping', 'late', 'time']) {
        if (word in raw && raw[word] !== 'ignore') {
          mistakes.push(source.at([word], wrong('notWithAbsence')))
        }
      }
      for (const word of ['when', 'clear', 'hold', 'clearHold', 'remind']) {
        if (word in level) {
          mistakes.push(source.at([...path, word], wrong('notWithAbsence')))
        }
      }
      return { when: undefined, clear: undefined }
    }
    if (!('when' in level)) mistakes.push(source.at(path, wrong('whenOrAbsence')))
    return {
      when: compiled(source, [...path, 'when'], level['when'], slots, mistakes),
      clear: compiled(source, [...path, 'clear'], level['clear'], slots, mistakes),
    }
  })
}

function compiled(
  source: YamlSource,
  path: readonly PropertyKey[],
  text: unknown,
  slots: Slots | undefined,
  mistakes: Mistake[],
): Condition | undefined {
  if (typeof text !== 'string' || slots === undefined) return undefined
  const result = compileCondition(text, slots)
  if ('condition' in result) return result.condition
  for (const mistake of result.mistakes) mistakes.push(source.at(path, inCondition(mistake, text)))
  return undefined
}

/** At 22:00 a limit of day and night jumps at once; a window that still holds the day is no measure of the night. */
function checkPeriods(
  source: YamlSource,
  levels: readonly CompiledLevel[],
  entries: readonly Entry[],
  mistakes: Mistake[],
): void {
  levels.forEach((level, index) => {
    for (const word of ['when', 'clear'] as const) {
      const names = new Set(level[word]?.reads.map(({ name }) => name))
      if (!names.has('period')) continue
      for (const entry of entries) {
        if (!isWindow(entry) || entry.within === 'period' || !names.has(entry.name)) continue
        const how = entry.form === 'sliding' ? wrong('givePeriod') : wrong('countPeriods')
        mistakes.push(
          source.at(['levels', index, word], wrong('mixesPeriods', { name: entry.name, how })),
        )
      }
    }
  })
}

function checkSites(
  source: YamlSource,
  raw: Readonly<Record<string, unknown>>,
  kind: Kind,
  mistakes: Mistake[],
): void {
  const { sites } = kindOf(kind)
  for (const site of [recordOf(raw['on'])['site']].flat()) {
    if (typeof site === 'string' && !sites.includes(site)) {
      mistakes.push(
        source.at(['on', 'site'], wrong('noSite', { kind, site, sites: sites.join(', ') })),
      )
    }
  }
}

function checkSchedules(
  source: YamlSource,
  raw: Readonly<Record<string, unknown>>,
  { schedules }: Limits,
  mistakes: Mistake[],
): void {
  for (const [index, level] of [raw['levels']].flat().entries()) {
    const { hours } = recordOf(recordOf(level)['absence'])
    if (typeof hours !== 'string' || !limitName.safeParse(hours).success || schedules.has(hours))
      continue
    mistakes.push(
      source.at(['levels', index, 'absence', 'hours'], noSchedule(hours, schedules.keys())),
    )
  }
}

function absenceLevel(
  level: LevelDocument,
  document: RuleDocument,
  limits: Limits,
): AbsenceLevel[] {
  if (level.absence === undefined) return []
  const { after, atLeast, hours } = level.absence
  const named = hours === undefined ? undefined : limits.schedules.get(hours)
  const parsed = named ?? (hours === undefined ? undefined : parseWeekHours(hours))
  const counted = typeof parsed === 'object' ? parsed : undefined
  return [
    {
      ...levelBase(level, document),
      absence: {
        text: writeAbsence({ ...level.absence, hours: counted?.text }),
        after,
        atLeast: atLeast ?? 0,
        hours: counted,
        schedule: named && hours,
      },
    },
  ]
}

function conditionLevel(
  level: LevelDocument,
  document: RuleDocument,
  conditions: CompiledLevel | undefined,
): ConditionLevel[] {
  if (conditions?.when === undefined) return []
  const { when, clear } = conditions
  return [{ ...levelBase(level, document), when, clear, remind: level.remind }]
}

const levelBase = (level: LevelDocument, document: RuleDocument) => ({
  severity: level.severity,
  hold: level.hold,
  clearHold: level.clearHold,
  filing: level.filing ?? document.case.filing,
  limit: level.limit ?? document.case.limit,
})

const isWindow = (entry: Entry) => 'aggregate' in entry

function warningsOf(source: YamlSource, rule: Rule): Mistake[] {
  const warnings: Mistake[] = []
  const { category } = rule.document.case
  const code = typeof category === 'string' ? category : category.otherwise
  if (!hasWords(code)) {
    warnings.push(source.at(['case', 'category'], wrong('unknownCategory', { code })))
  }
  if (rule.form === 'absence') return warnings
  const { period } = kindOf(rule.document.on.kind)
  for (const entry of rule.entries.filter(isWindow)) {
    const apart = entry.takes ?? period * 1_000
    const most = promised(entry, entry.length, apart)
    const samples = Math.ceil(entry.length / apart)
    if (entry.form === 'sliding' && samples > mostExact && countsEach(entry.aggregate)) {
      warnings.push(
        source.at(
          ['let', entry.name, 'window'],
          wrong('keepsNotAll', { apart: apart / 1_000, samples, most: mostExact }),
        ),
      )
    }
    if (typeof entry.min !== 'number' || entry.min <= most) continue
    warnings.push(
      source.at(['let', entry.name, 'min'], wrong('givesAtMost', { apart: apart / 1_000, most })),
    )
  }
  rule.levels.forEach((level, index) => {
    if (level.clear === undefined && level.clearHold === 0) {
      warnings.push(source.at(['levels', index], wrong('noHysteresis')))
    }
  })
  const conditions = [
    ...rule.levels.flatMap(({ when, clear }) => [when, clear]),
    ...rule.entries.flatMap(conditionsOf),
  ]
  const read = new Set([
    ...conditions.flatMap((one) => one?.reads.map(({ name }) => name) ?? []),
    ...rule.entries.flatMap((entry) => ('from' in entry ? [rule.slotNames[entry.from]] : [])),
  ])
  for (const { name } of rule.entries) {
    if (!read.has(name)) warnings.push(source.at(['let', name], wrong('readByNone')))
  }
  return warnings
}

/** The same text for the same meaning: keys in order, spaces of conditions evened. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return part.replace(/\s+/g, ' ').trim()
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
