/** Reads a folder of rules: `<id>.yaml`, `<id>.test.yaml` and `limits.yaml`. */
import { createHash } from 'node:crypto'

import { UrbanBrainError } from '../../core/errors.ts'
import {
  mistakeAt,
  mistakeText,
  readYaml,
  type Mistake,
  type YamlSource,
} from '../../runtime/yaml-source.ts'
import { checkRule } from '../language/check.ts'
import type { AreaRule } from '../language/area-rule.ts'
import { checkAreaRule, checkMembers } from '../language/check-area.ts'
import { limitsMeaning, type Limits } from '../language/limits.ts'
import { wrong } from '../language/mistake-words.ts'
import { levelMistakes } from '../language/overrides.ts'
import type { Profiles } from '../language/profiles.ts'
import type { Rule } from '../language/rule.ts'
import { limitsFile, readLimits } from './read-limits.ts'
import { readRuleFiles, type RuleFiles, type RuleTexts } from './rule-files.ts'

export interface RuleSet {
  /** In the order of their ids. */
  readonly rules: readonly Rule[]
  /** Those over areas, in the order of their ids. */
  readonly areas: readonly AreaRule[]
  readonly limits: Limits
  /** All there are to choose from. */
  readonly profiles: Profiles
  /** Hash of all that was read; another one after any edit that may matter. */
  readonly version: string
  /** What it was made of, so that another thread makes the same. */
  readonly madeOf?: RuleSources
}

export interface RuleSources {
  readonly texts: RuleTexts
  /** The profiles of the city. */
  readonly chosen: readonly string[]
}

export interface CatalogueReport {
  /** Undefined as long as there is a mistake. */
  readonly ruleSet: RuleSet | undefined
  readonly mistakes: readonly Mistake[]
  readonly warnings: readonly Mistake[]
  /** Names of the test files there are. */
  readonly tests: readonly string[]
  /** All files as they were read. */
  readonly texts: RuleTexts
  /** Something could not be read, and may be the next time though nobody changed it. */
  readonly unread: boolean
}

/** So many are enough for one reading; what is behind them is not looked at. */
const mostMistakes = 100

export const contentHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16)

/** `chosen`: the profiles of the city. */
export const inspectCatalogue = async (
  folder: string,
  chosen: readonly string[] = [],
): Promise<CatalogueReport> => checkCatalogue(await readRuleFiles(folder), chosen)

/** Of files, and the mistakes of those that could not be read. */
export function checkCatalogue(
  { texts, mistakes: unread }: RuleFiles,
  chosen: readonly string[] = [],
): CatalogueReport {
  const mistakes: Mistake[] = [...unread]
  const warnings: Mistake[] = []
  const names = [...texts.keys()]
  const {
    limits,
    profiles,
    source: limitsSource,
  } = readLimits(texts.get(limitsFile), chosen, mistakes)
  const tests = names.filter((name) => name.endsWith('.test.yaml'))
  const rules: Rule[] = []
  const areas: AreaRule[] = []
  for (const [name, text] of texts) {
    if (mistakes.length >= mostMistakes) break
    if (text === undefined || name === limitsFile || name.endsWith('.test.yaml')) continue
    const source = readYaml(name, text)
    const checked = isOverArea(source)
      ? checkAreaRule(source, contentHash)
      : checkRule(source, limits, contentHash)
    mistakes.push(...checked.mistakes)
    warnings.push(...checked.warnings)
    const { rule } = checked
    if (rule === undefined) continue
    if ('meaning' in rule) areas.push(rule)
    else rules.push(rule)
    if (name !== `${rule.id}.yaml`) {
      mistakes.push(mistakeAt(name, 1, wrong('fileName', { id: rule.id })))
    }
    if (!tests.includes(`${rule.id}.test.yaml`)) {
      warnings.push(mistakeAt(name, 1, wrong('noTestFile')))
    }
  }
  for (const test of tests) {
    const id = test.slice(0, -'.test.yaml'.length)
    if (!names.includes(`${id}.yaml`)) {
      mistakes.push(mistakeAt(test, 1, wrong('testsNoRule')))
    }
  }
  // Where a rule has a mistake it is not there, and whoever counts its alarms has none.
  if (mistakes.length === 0)
    for (const area of areas) mistakes.push(...checkMembers(area, `${area.id}.yaml`, rules))
  if (mistakes.length === 0) mistakes.push(...levelMistakes(limitsSource, limits, rules))
  rules.sort((a, b) => (a.id < b.id ? -1 : 1))
  areas.sort((a, b) => (a.id < b.id ? -1 : 1))
  const versions = [...rules, ...areas.map(({ meaning }) => meaning)].map(({ version }) => version)
  const version = contentHash(versions.join() + limitsMeaning(limits))
  return {
    ruleSet:
      mistakes.length > 0
        ? undefined
        : { rules, areas, limits, profiles, version, madeOf: { texts, chosen } },
    mistakes,
    warnings,
    tests,
    texts,
    unread: unread.length > 0,
  }
}

/** A rule over an area says so; a text that cannot be read is refused as a rule on devices. */
export const isOverArea = ({ value, mistakes }: YamlSource): boolean =>
  mistakes.length === 0 && typeof value === 'object' && value !== null && 'over' in value

/** Throws `rules-invalid` with every mistake in its details. */
export async function loadCatalogue(
  folder: string,
  chosen: readonly string[] = [],
): Promise<RuleSet> {
  const { ruleSet, mistakes } = await inspectCatalogue(folder, chosen)
  if (ruleSet !== undefined) return ruleSet
  throw rulesInvalid(folder, mistakes)
}

export const rulesInvalid = (folder: string, mistakes: readonly Mistake[]): UrbanBrainError =>
  new UrbanBrainError('rules-invalid', `the rules in ${folder} have mistakes`, {
    details: mistakes.map(mistakeText),
  })
