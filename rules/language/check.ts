/**
 * From a document to a rule: everything the schema cannot see. It works on whatever part of the document is valid, so
 * that one pass reports all mistakes.
 */
import { writeAbsence } from '../../core/absence-text.ts'
import { severityNamed, severityRank } from '../../core/severity.ts'
import { hasWords } from '../../core/categories.ts'
import { isKind, kindOf, type Kind } from '../../core/kinds.ts'
import { isQuantity, quantityOf, type Quantity, type QuantitySpec } from '../../core/quantities.ts'
import { compileCondition, type Condition, type Names } from './condition.ts'
import {
  ruleSchema,
  windowSchema,
  type LevelDocument,
  type RuleDocument,
  type WindowDocument,
} from './document.ts'
import type { Limits } from './limits.ts'
import type { AbsenceLevel, ConditionLevel, Rule } from './rule.ts'
import { promised, type RuleWindow } from './rule-window.ts'
import { windowSpec } from '../judging/window.ts'
import {
  readYaml,
  schemaMistakes,
  type Mistake,
  type YamlSource,
} from '../../runtime/yaml-source.ts'

export interface CheckedRule {
  readonly rule: Rule | undefined
  readonly mistakes: readonly Mistake[]
  readonly warnings: readonly Mistake[]
}

const reserved = new Set([
  'device',
  'limits',
  'period',
  'hour',
  'weekday',
  'true',
  'false',
  'null',
  'in',
])

/** `hash` gives the version of a text; it is handed in because this file does no more than decide. */
export function checkRule(
  file: string,
  text: string,
  limits: Limits,
  hash: (text: string) => string,
): CheckedRule {
  const source = readYaml(file, text)
  if (source.mistakes.length > 0)
    return { rule: undefined, mistakes: source.mistakes, warnings: [] }
  const parsed = ruleSchema.safeParse(source.value)
  const mistakes: Mistake[] = parsed.success ? [] : schemaMistakes(source, parsed.error)
  const raw = recordOf(source.value)
  const named = recordOf(raw['on'])['kind']
  const kind = typeof named === 'string' && isKind(named) ? named : undefined
  const slots = new Slots(kind, limits)
  const windows = checkWindows(source, raw, kind, slots, mistakes)
  const levels = checkLevels(source, raw, kind === undefined ? undefined : slots, mistakes)
  checkPeriods(source, levels, windows, mistakes)
  if (kind !== undefined) checkSites(source, raw, kind, mistakes)
  mistakes.sort((a, b) => a.line - b.line)
  if (!parsed.success || mistakes.length > 0) return { rule: undefined, mistakes, warnings: [] }

  const document = parsed.data
  const { title: _title, note: _note, ...meaning } = document
  const base = {
    id: document.id,
    title: document.title,
    version: hash(canonical(meaning)),
    inputs: canonical(document.let),
    document,
    source: text,
    cooldown: document.cooldown,
  }
  const absences = document.levels.flatMap((level) => absenceLevel(level, document))
  const rule: Rule =
    absences.length > 0
      ? { ...base, form: 'absence', levels: absences }
      : {
          ...base,
          form: 'condition',
          levels: document.levels.flatMap((level, index) =>
            conditionLevel(level, document, levels[index]),
          ),
          quantities: slots.quantities,
          windows,
          slotNames: slots.names,
        }
  return { rule, mistakes, warnings: warningsOf(source, rule) }
}

/** Numbers the quantities and windows a rule really reads. */
class Slots implements Names {
  readonly names: string[] = []
  readonly known: { readonly name: string; readonly flag: boolean }[] = []
  readonly limits: Limits
  readonly #windows = new Set<string>()

  constructor(kind: Kind | undefined, limits: Limits) {
    this.limits = limits
    for (const name of kind === undefined ? [] : kindOf(kind).quantities) {
      this.known.push({ name, flag: quantityOf(name).unit === 'bool' })
    }
  }

  window(name: string): number {
    this.#windows.add(name)
    this.known.push({ name, flag: false })
    return this.#take(name)
  }

  slot(name: string): { slot: number; flag: boolean } | undefined {
    const found = this.known.find((one) => one.name === name)
    return found === undefined ? undefined : { slot: this.#take(name), flag: found.flag }
  }

  get quantities(): { quantity: Quantity; slot: number }[] {
    return this.names.flatMap((name, slot) =>
      this.#windows.has(name) || !isQuantity(name) ? [] : [{ quantity: name, slot }],
    )
  }

  #take(name: string): number {
    const slot = this.names.indexOf(name)
    return slot < 0 ? this.names.push(name) - 1 : slot
  }
}

function checkWindows(
  source: YamlSource,
  raw: Readonly<Record<string, unknown>>,
  kind: Kind | undefined,
  slots: Slots,
  mistakes: Mistake[],
): RuleWindow[] {
  const windows: RuleWindow[] = []
  for (const [name, value] of Object.entries(recordOf(raw['let']))) {
    const path = ['let', name]
    if (isQuantity(name) || reserved.has(name)) {
      mistakes.push(source.at(path, `'${name}' is the name of something else`))
      continue
    }
    const to = slots.window(name)
    const parsed = windowSchema.safeParse(value)
    if (!parsed.success || kind === undefined) continue
    const window: WindowDocument = parsed.data
    const spec = specOf(kind, window.of)
    if (spec === undefined) {
      mistakes.push(source.at([...path, 'of'], `a ${kind} device does not measure '${window.of}'`))
      continue
    }
    const wrong = wrongAggregate(window, spec)
    if (wrong !== undefined) mistakes.push(source.at([...path, wrong.at], wrong.message))
    windows.push({
      ...windowSpec(name, window.aggregate, window.window, window.per ?? 1),
      from: slots.slot(window.of)?.slot ?? 0,
      to,
      min: window.min,
      length: window.window,
      within: window.within,
    })
  }
  return windows
}

const specOf = (kind: Kind, name: string): QuantitySpec | undefined =>
  isQuantity(name) && kindOf(kind).quantities.includes(name) ? quantityOf(name) : undefined

function wrongAggregate(window: WindowDocument, spec: QuantitySpec) {
  if (window.aggregate === 'leq' && !spec.level) {
    return { at: 'aggregate', message: `leq is for levels in dB, and '${window.of}' is none` }
  }
  if ((window.aggregate === 'mean' || window.aggregate === 'sum') && spec.level) {
    return { at: 'aggregate', message: 'levels in dB are averaged on energy: use leq' }
  }
  if ((window.aggregate === 'slope') !== (window.per !== undefined)) {
    return { at: 'per', message: "a slope, and only a slope, says 'per' what time it rises" }
  }
  return undefined
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
      mistakes.push(source.at([...path, 'severity'], 'must be above the level before it'))
    }
    highest = Math.max(highest, rank)
    const form = 'absence' in level ? 'absence' : 'when'
    forms.add(form)
    if (forms.size > 1)
      mistakes.push(source.at(path, 'a rule has conditions or absences, not both'))
    if (form === 'absence') {
      for (const word of ['when', 'clear', 'hold', 'clearHold']) {
        if (word in level) {
          mistakes.push(source.at([...path, word], 'does not go with absence'))
        }
      }
      return { when: undefined, clear: undefined }
    }
    if (!('when' in level)) mistakes.push(source.at(path, "needs 'when' or 'absence'"))
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
  for (const { message, offset } of result.mistakes) {
    mistakes.push(source.at(path, `${message} (character ${offset + 1} of '${excerpt(text)}')`))
  }
  return undefined
}

const excerpt = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}...` : text)

/** At 22:00 a limit of day and night jumps at once; a window that still holds the day is no measure of the night. */
function checkPeriods(
  source: YamlSource,
  levels: readonly CompiledLevel[],
  windows: readonly RuleWindow[],
  mistakes: Mistake[],
): void {
  levels.forEach((level, index) => {
    for (const word of ['when', 'clear'] as const) {
      const names = new Set(level[word]?.reads.map(({ name }) => name))
      if (!names.has('period')) continue
      for (const { name, within } of windows) {
        if (within === 'period' || !names.has(name)) continue
        mistakes.push(
          source.at(
            ['levels', index, word],
            `'${name}' mixes day and night, and the condition asks for the period: give the window 'within: period'`,
          ),
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
        source.at(['on', 'site'], `a ${kind} device has no site '${site}' (${sites.join(', ')})`),
      )
    }
  }
}

function absenceLevel(level: LevelDocument, document: RuleDocument): AbsenceLevel[] {
  if (level.absence === undefined) return []
  const { after, atLeast, hours } = level.absence
  const [from, to] = (hours?.split('-') ?? []).map(
    (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)),
  )
  return [
    {
      ...levelBase(level, document),
      absence: {
        text: writeAbsence(level.absence),
        after,
        atLeast: atLeast ?? 0,
        hours: from === undefined || to === undefined ? undefined : { from, to },
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
  return [{ ...levelBase(level, document), when: conditions.when, clear: conditions.clear }]
}

const levelBase = (level: LevelDocument, document: RuleDocument) => ({
  severity: level.severity,
  hold: level.hold,
  clearHold: level.clearHold,
  filing: level.filing ?? document.case.filing,
  limit: level.limit ?? document.case.limit,
})

function warningsOf(source: YamlSource, rule: Rule): Mistake[] {
  const warnings: Mistake[] = []
  const { category } = rule.document.case
  const code = typeof category === 'string' ? category : category.otherwise
  if (!hasWords(code)) {
    warnings.push(
      source.at(
        ['case', 'category'],
        `'${code}' is no code of the table in core/case-codes.ts or of a kind`,
      ),
    )
  }
  if (rule.form === 'absence') return warnings
  const { period } = kindOf(rule.document.on.kind)
  for (const window of rule.windows) {
    const most = promised(window, period * 1_000)
    if (typeof window.min !== 'number' || window.min <= most) continue
    warnings.push(
      source.at(
        ['let', window.name, 'min'],
        `a reading every ${period} s gives ${most} at most; no more will be asked for`,
      ),
    )
  }
  rule.levels.forEach((level, index) => {
    if (level.clear === undefined && level.clearHold === 0) {
      warnings.push(
        source.at(['levels', index], 'has no hysteresis: it clears with the first value below'),
      )
    }
  })
  const read = new Set(
    rule.levels
      .flatMap(({ when, clear }) => [when, clear].flatMap((one) => one?.reads ?? []))
      .map(({ name }) => name),
  )
  for (const { name } of rule.windows) {
    if (!read.has(name)) warnings.push(source.at(['let', name], 'is read by no condition'))
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

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
