/** Runs the tests of a catalogue on the very step the engine runs, with a tick every second. */
import { setImmediate } from 'node:timers/promises'

import type { z } from 'zod'

import type { AlarmTransition } from '../../core/alarm.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { citySchema, type City } from '../../core/city.ts'
import type { Device } from '../../core/device.ts'
import { instant, plus } from '../../core/time.ts'
import {
  findingLines,
  inLanguage,
  mistakeAt,
  mistakeText,
  readYaml,
  schemaMistakes,
  type Mistake,
} from '../../runtime/yaml-source.ts'
import {
  inspectCatalogue,
  isOverArea,
  type CatalogueReport,
  type RuleSet,
} from '../in-force/catalogue.ts'
import { cityClock } from '../judging/city-clock.ts'
import { areaFixtureSchema, simulateArea, type AreaCase } from './area-fixture.ts'
import {
  deviceOf,
  fixtureSchema,
  lengthOf,
  readingsOf,
  type Fixture,
  type FixtureCase,
} from './fixture.ts'
import { cannotRun, CannotRun, saidBy, testSays } from './test-words.ts'
import { noLimits, type Limits } from '../language/limits.ts'
import { strangeInterlocks } from '../language/check-link.ts'
import { overlaps } from '../language/overlap.ts'
import { limitsFile } from '../in-force/read-limits.ts'
import { mistakeInChinese, wrong } from '../language/mistake-words.ts'
import { overrideAdvice, unmet } from '../language/override-advice.ts'
import { withProfiles } from '../language/profiles.ts'
import { neverOnAny } from '../language/reach.ts'
import { bind } from '../language/bind.ts'
import { applies, type Rule } from '../language/rule.ts'
import type { RuleState } from '../judging/state.ts'
import { step } from '../judging/step.ts'

export interface LintResult {
  readonly ok: boolean
  readonly rules: number
  readonly mistakes: readonly Mistake[]
  readonly warnings: readonly Mistake[]
}

export interface TestResult {
  readonly ok: boolean
  readonly passed: number
  readonly failed: number
  /** One for each failed test: its name, and below it what differs. */
  readonly failures: readonly Mistake[]
}

const standardCity: City = citySchema.parse({ name: { zh: '测试市', en: 'Test city' } })

/** Conditions may ask for hour and weekday; what can never fire is looked for in the whole week from here. */
const anyTime = instant(0)
const clock = cityClock(standardCity)

/** `profiles`: those the city chose. */
export const lintRules = async (
  folder: string,
  profiles: readonly string[] = [],
): Promise<LintResult> => lintReport(await inspectCatalogue(folder, profiles))

/** `devices`: the registered ones, where somebody knows them. */
export function lintReport(report: CatalogueReport, devices?: Iterable<Device>): LintResult {
  const mistakes = [...report.mistakes]
  const warnings = [...report.warnings]
  const { ruleSet } = report
  for (const rule of ruleSet?.rules ?? []) {
    const source = readYaml(`${rule.id}.yaml`, rule.source)
    for (const { level, reason } of neverOnAny(rule, ruleSet?.limits ?? noLimits, anyTime, clock)) {
      mistakes.push(source.at(['levels', level], wrong('neverFires', { reason })))
    }
  }
  if (ruleSet !== undefined && ruleSet.limits.overrides.size > 0) {
    const source = readYaml(limitsFile, report.texts.get(limitsFile) ?? '')
    const strangers = devices === undefined ? [] : unmet(ruleSet.limits, devices)
    for (const { index, said } of [...overrideAdvice(ruleSet, anyTime, clock), ...strangers])
      warnings.push(source.at(['overrides', index], said))
  }
  for (const { rule, level, other } of overlaps(ruleSet?.rules ?? [])) {
    const source = readYaml(`${rule.id}.yaml`, rule.source)
    warnings.push(source.at(['levels', level], wrong('saysTheSame', { other: other.id })))
  }
  for (const { rule, index, named } of strangeInterlocks(
    ruleSet?.rules ?? [],
    ruleSet?.areas ?? [],
  )) {
    const source = readYaml(`${rule.id}.yaml`, rule.source)
    mistakes.push(source.at(['link', 'unless', index], wrong('linkUnlessUnknown', { rule: named })))
  }
  for (const file of report.tests) {
    const schema: z.ZodType<{ readonly tests: readonly Pick<Test, 'expect'>[] }> = isOfArea(
      file,
      report,
    )
      ? areaFixtureSchema
      : fixtureSchema
    const fixture = readFixture(file, report.texts.get(file), schema)
    mistakes.push(...fixture.mistakes)
    if (fixture.fixture?.tests.every(({ expect }) => expect.length > 0) === true) {
      warnings.push(mistakeAt(file, 1, wrong('noQuietTest')))
    }
  }
  const rules = (ruleSet?.rules.length ?? 0) + (ruleSet?.areas.length ?? 0)
  return { ok: mistakes.length === 0, rules, mistakes, warnings }
}

/** All of it, one line each, for a terminal. */
export function lintText(
  { rules, mistakes, warnings }: Omit<LintResult, 'ok'>,
  language: keyof Bilingual = 'en',
): string {
  const [wrongs, hints] = [mistakes.length, warnings.length]
  const sum = {
    zh: `${rules} 条规则，${wrongs} 处错误，${hints} 条提示`,
    en: `${rules} rules, ${wrongs} mistakes, ${hints} warnings`,
  }
  return [...findingLines(mistakes, warnings, language), sum[language]].join('\n')
}

/** Also where a mistake elsewhere leaves no rule to ask. */
const isOfArea = (file: string, { texts }: CatalogueReport): boolean => {
  const name = file.replace(/\.test\.yaml$/, '.yaml')
  return isOverArea(readYaml(name, texts.get(name) ?? ''))
}

/** On the tables as they stand, whatever the city chose: a test names the profile it is about. */
export const testRules = async (folder: string, city: City = standardCity): Promise<TestResult> =>
  testReport(await inspectCatalogue(folder), city)

/** Gives way to others after each test file. */
export async function testReport(
  report: CatalogueReport,
  city: City = standardCity,
): Promise<TestResult> {
  const failures = [...report.mistakes]
  let passed = 0
  const { ruleSet } = report
  const run = (file: string, tests: readonly Test[], lines: readonly number[]) => {
    tests.forEach((test, index) => {
      const difference = runTest(test)
      if (difference === undefined) passed += 1
      else failures.push(mistakeAt(file, lines[index] ?? 1, named(test.name, difference)))
    })
  }
  for (const file of report.tests) {
    await setImmediate()
    const text = report.texts.get(file)
    const isOf = ({ id }: { readonly id: string }) => `${id}.test.yaml` === file
    const area = ruleSet?.areas.find(isOf)
    const rule = ruleSet?.rules.find(isOf)
    if (isOfArea(file, report)) {
      const { fixture, mistakes, lines } = readFixture(file, text, areaFixtureSchema)
      failures.push(...mistakes)
      if (ruleSet === undefined || area === undefined) continue
      const simulated = (test: AreaCase) => ({
        ...test,
        simulate: () => simulateArea(area, ruleSet.rules, test),
      })
      run(file, fixture?.tests.map(simulated) ?? [], lines)
      continue
    }
    const { fixture, mistakes, lines } = readFixture(file, text, fixtureSchema)
    failures.push(...mistakes)
    if (ruleSet === undefined || fixture === undefined || rule === undefined) continue
    const simulated = (test: FixtureCase) => ({
      ...test,
      simulate: () => simulate(rule, limitsFor(test, ruleSet), fixture, test, city),
    })
    run(file, fixture.tests.map(simulated), lines)
  }
  const failed = failures.length
  return { ok: failed === 0, passed, failed, failures }
}

/** All of it, for a terminal. */
export function testText(
  { passed, failed, failures }: TestResult,
  language: keyof Bilingual = 'en',
): string {
  const lines = failures.map((failure) => mistakeText(inLanguage(failure, language)))
  return [...lines, testSays('sum', { passed, failed })[language]].join('\n')
}

/** What differs stands below the name of the test. */
const named = (name: string, { zh, en }: Bilingual): Bilingual => ({
  zh: `${name}\n${zh}`,
  en: `${name}\n${en}`,
})

function readFixture<Read extends { readonly tests: readonly unknown[] }>(
  file: string,
  text: string | undefined,
  schema: z.ZodType<Read>,
) {
  if (text === undefined) return { fixture: undefined, mistakes: [], lines: [] }
  const source = readYaml(file, text)
  if (source.mistakes.length > 0)
    return { fixture: undefined, mistakes: source.mistakes, lines: [] }
  const parsed = schema.safeParse(source.value)
  if (!parsed.success) {
    return {
      fixture: undefined,
      mistakes: schemaMistakes(source, parsed.error, mistakeInChinese),
      lines: [],
    }
  }
  const lines = parsed.data.tests.map((_, index) => source.at(['tests', index], '').line)
  return { fixture: parsed.data, mistakes: [], lines }
}

type Test = Pick<FixtureCase, 'name' | 'start' | 'expect' | 'category'> & {
  readonly simulate: () => readonly AlarmTransition[]
}

/** A test names the profile it is about. */
function limitsFor({ profile }: FixtureCase, { limits, profiles }: RuleSet): Limits {
  const chosen = profile === undefined ? [] : [profile]
  return withProfiles(limits, profiles, chosen, ({ zh, en }) => {
    throw new CannotRun({ zh: `limits.yaml ${zh}`, en: `limits.yaml ${en}` })
  })
}

/** Undefined when the test passed, otherwise what differs. */
function runTest(test: Test): Bilingual | undefined {
  try {
    const transitions = test.simulate()
    const start = Date.parse(test.start)
    const expected = test.expect.map(({ after, what }) => line(after, what))
    const actual = transitions.map((one) =>
      line(
        one.at - start,
        `${one.past === true ? 'past ' : ''}${one.kind === 'cleared' ? 'cleared' : `${one.kind} ${one.severity}`}`,
      ),
    )
    const differs =
      expected.length !== actual.length || expected.some((one, i) => one !== actual[i])
    if (differs) return difference(expected, actual)
    const category = transitions.find(
      (one) => one.kind !== 'cleared' && one.case.category !== (test.category ?? one.case.category),
    )
    return category === undefined || category.kind === 'cleared'
      ? undefined
      : indented(
          testSays('category', {
            expected: test.category ?? '',
            got: category.case.category,
          }),
        )
  } catch (error) {
    return indented(saidBy(error))
  }
}

function simulate(
  rule: Rule,
  limits: Limits,
  fixture: Fixture,
  test: FixtureCase,
  city: City,
): AlarmTransition[] {
  const device = deviceOf(rule, fixture, test)
  if (!applies(rule, device)) throw cannotRun('notWatched')
  const bound = bind(rule, device, limits)
  const { holidays, workdays } = fixture
  const clock = cityClock({ ...city, working: { ...city.working, holidays, workdays } })
  const start = instant(Date.parse(test.start))
  const readings = readingsOf(device, test)
  const end = plus(start, lengthOf(test))
  const transitions: AlarmTransition[] = []
  let state: RuleState | undefined
  let next = 0
  for (let now = start; now <= end; now = plus(now, 1_000)) {
    for (let reading = readings[next]; reading !== undefined; reading = readings[next]) {
      if (reading.receivedAt > now) break
      next += 1
      const outcome = step(bound, state, reading, clock)
      state = outcome.state
      transitions.push(...outcome.transitions)
    }
    const outcome = step(bound, state, { type: 'tick', at: now }, clock)
    state = outcome.state
    transitions.push(...outcome.transitions)
  }
  return transitions
}

const line = (after: number, what: string) => `${spanText(after)} ${what}`

/** `90000` as `1m30s`. */
function spanText(milliseconds: number): string {
  let rest = Math.round(milliseconds)
  if (rest === 0) return '0s'
  let text = rest < 0 ? '-' : ''
  rest = Math.abs(rest)
  for (const [unit, size] of [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
    ['ms', 1],
  ] as const) {
    const count = Math.floor(rest / size)
    if (count > 0) text += `${count}${unit}`
    rest -= count * size
  }
  return text
}

function difference(expected: readonly string[], actual: readonly string[]): Bilingual {
  const missing = expected.filter((one) => !actual.includes(one)).map((one) => `- ${one}`)
  const extra = actual.filter((one) => !expected.includes(one)).map((one) => `+ ${one}`)
  const both = [...missing, ...extra]
  const what = actual.length > 0 ? actual.join('; ') : testSays('nothing')
  return indented(testSays('legend'), ...(both.length > 0 ? both : [testSays('order', { what })]))
}

function indented(...lines: readonly (Bilingual | string)[]): Bilingual {
  const inOne = (language: keyof Bilingual) =>
    lines.map((line) => `    ${typeof line === 'string' ? line : line[language]}`).join('\n')
  return { zh: inOne('zh'), en: inOne('en') }
}
