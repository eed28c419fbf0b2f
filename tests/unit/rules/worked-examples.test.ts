import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'

import { lintRules, testRules } from '../../../rules/tester/tester.ts'

/** The blocks of the page that have tests. */
const page = await readFile('docs/rules.md', 'utf8')
const examples = [...page.matchAll(/```yaml\n(o(?:n|ver):[^`]*\ntests:[^`]*)```/g)].map(
  ([, text]) => parse(text ?? '') as Readonly<Record<string, unknown>>,
)

test('each form of entry has an example on the page', () => {
  const all = JSON.stringify(examples)
  const words = ['every', 'session', 'where', 'percentile', 'deviation', 'timeMean', 'count']
  for (const word of [
    ...words,
    'over',
    'jump',
    'rate',
    'flat',
    'baseline',
    'sequence',
    'workday',
    'drift',
    'outOfRange',
    'historical',
    'remind',
    'receipt',
  ])
    expect(all).toContain(`"${word}`)
})

test.each(examples.map((one) => [JSON.stringify(one['let'] ?? one['levels']), one]))(
  '%s',
  async (_name, example) => {
    const { device, holidays, workdays, tests, ...rule } = example
    const folder = await mkdtemp(join(tmpdir(), 'example-'))
    try {
      const whole = {
        id: 'example',
        title: { zh: '例', en: 'Example' },
        ...rule,
        case: { category: '0304', limit: '2 urgent hours', lead: 'enforcement' },
      }
      const days = {
        ...(holidays !== undefined && { holidays }),
        ...(workdays !== undefined && { workdays }),
      }
      const fixture = { ...(device !== undefined && { device }), ...days, tests }
      await writeFile(join(folder, 'example.yaml'), stringify(whole))
      await writeFile(join(folder, 'example.test.yaml'), stringify(fixture))
      // A rule over an area counts the alarms of a shipped one.
      if ('over' in rule)
        for (const file of ['water-road-depth.yaml', 'limits.yaml'])
          await copyFile(join('rules/catalogue', file), join(folder, file))
      const { mistakes } = await lintRules(folder)
      expect(mistakes).toEqual([])
      const { failures, passed } = await testRules(folder)
      expect(failures).toEqual([])
      expect(passed).toBeGreaterThan(0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
