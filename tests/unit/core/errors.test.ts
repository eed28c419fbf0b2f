import { readFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { configSchema } from '../../../app/config.ts'
import { problemOf } from '../../../app/http/problem.ts'
import { refusals } from '../../../cases/life/refusals.ts'
import { refusalWords } from '../../../console/words/cases.ts'
import { errorCodes, type ErrorCode } from '../../../core/errors.ts'
import { programEvents, type ProgramEventSpec } from '../../../core/program-events.ts'
import { gauges, measures, type MetricSpec } from '../../../core/observer.ts'

/** The cells of the table under a heading, without the backticks. */
async function table(page: string, heading: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(new URL(`../../../docs/${page}`, import.meta.url), 'utf8')
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0]
  if (section === undefined) throw new Error(`${page} has no heading "${heading}"`)
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
}

const metric = (name: string): string => `urban_brain_${name.replaceAll(/[.-]/g, '_')}`

describe('the documents say what the program does, and nothing else', () => {
  test('docs/errors.md: every code with its status, retry and meaning', async () => {
    const told = await table('errors.md', 'Codes')
    const expected = Object.entries(errorCodes).map(([code, { http, retry, meaning }]) => [
      code,
      String(http),
      retry,
      meaning,
    ])
    expect(told).toEqual(expected)
  })

  test('docs/errors.md: every word of a refusal with its code and meaning; the console knows each', async () => {
    const expected = Object.entries(refusals).map(([word, { code, meaning }]) => [
      word,
      code,
      meaning.replaceAll('`', ''),
    ])
    expect(await table('errors.md', 'Refusals of case commands')).toEqual(expected)
    expect(Object.keys(refusalWords).toSorted()).toEqual(Object.keys(refusals).toSorted())
  })

  test('in Chinese no refusal is told in English, and what has no words of its own by the name of its code first', () => {
    const chinese = /^[^A-Za-z]*$/
    for (const reason of Object.keys(refusals)) {
      const told = {
        code: 'command-refused',
        message: 'It is not done.',
        details: [reason],
      } as const
      const { detail, chinese: said } = problemOf(told, 'zh')
      expect(detail, reason).toMatch(chinese)
      expect(said).toEqual({ message: detail, details: [] })
      expect(problemOf(told, 'en').detail).toBe('It is not done.')
    }
    for (const code of Object.keys(errorCodes) as ErrorCode[]) {
      const { detail } = problemOf({ code, message: 'the reason', details: [] }, 'zh')
      expect(detail.endsWith('（the reason）'), code).toBe(true)
      expect(detail, code).toMatch(/^[A-Za-z ]*\p{Script=Han}/u)
    }
  })

  test('docs/operations.md: every event with its level, label and help', async () => {
    const specs: Readonly<Record<string, ProgramEventSpec>> = programEvents
    const expected = Object.entries(specs).map(([name, { level, label, help }]) => [
      name,
      level,
      label ?? '',
      help,
    ])
    expect(await table('operations.md', 'Events')).toEqual(expected)
  })

  test('docs/operations.md: every measure and gauge with its metric', async () => {
    const expected = Object.entries<MetricSpec>({ ...measures, ...gauges }).map(
      ([name, { help, label }]) => [
        metric(name),
        name in measures ? 'histogram' : 'gauge',
        label ?? '',
        help,
      ],
    )
    expect(await table('operations.md', 'Measures and gauges')).toEqual(expected)
  })

  test('docs/operations.md: every setting with its default', async () => {
    const told = await table('operations.md', 'Settings')
    const url = 'redis://somewhere'
    const everything = [
      {
        kafka: { brokers: 'somewhere:9092' },
        postgres: { url: 'postgres://somewhere' },
        influx: { url: 'http://somewhere', version: '1' },
        redis: { url },
      },
      // Its one default that is not written down is the name of the machine.
      { externalBroker: { url: 'mqtt://somewhere', clientIdPrefix: 'me' } },
    ]
    const given = new Set(['brokers', 'url', 'version', 'clientIdPrefix'])
    const defaults = everything
      .flatMap((sections) => settings(configSchema.parse(sections)))
      .filter(([path]) => !given.has(path.split('.').at(-1) ?? ''))
    const named = told.map(([path]) => path ?? '')
    for (const [path, value] of defaults)
      expect.soft(told.find(([name]) => name === path)?.[1], path).toBe(written(value))
    const optional = settingNames(
      configSchema.toJSONSchema({ io: 'input', unrepresentable: 'any' }),
    )
    expect(named.toSorted((a, b) => a.localeCompare(b))).toEqual(
      [...optional].toSorted((a, b) => a.localeCompare(b)),
    )
    expect(told.filter((row) => (row[2] ?? '').length < 8)).toEqual([])
  })
})

/** Leaves of the parsed configuration. */
function settings(value: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]]
  return Object.entries(value).flatMap(([key, below]) =>
    settings(below, path === '' ? key : `${path}.${key}`),
  )
}

const written = (value: unknown): string => JSON.stringify(value)

/** Leaves of the schema, the optional ones included; lists are leaves. */
function settingNames(schema: unknown, path = ''): readonly string[] {
  const { properties } = schema as { readonly properties?: Readonly<Record<string, unknown>> }
  if (properties === undefined) return [path]
  return Object.entries(properties).flatMap(([key, below]) =>
    settingNames(below, path === '' ? key : `${path}.${key}`),
  )
}
