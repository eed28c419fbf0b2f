import { execFileSync } from 'node:child_process'
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'

import type { Observer } from '../../core/observer.ts'
import { rulesConfigSchema } from '../../rules/config.ts'
import { createRules, type Rules } from '../../rules/engine.ts'
import { lintRules, testRules } from '../../rules/tester/tester.ts'
import { systemClock } from '../../app/run/system-clock.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { city, deviceOf, registryOf } from '../support/rules-city.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const rule = (when: string, more: Record<string, string> = {}): string => {
  const { hold = '30s', site = 'road', levels = '' } = more
  return [
    'id: bad',
    'title: { zh: 坏, en: Bad }',
    `on: { kind: manhole, site: ${site} }`,
    'levels:',
    `  - { severity: yellow, when: "${when}", hold: "${hold}", clearHold: 5m }${levels}`,
    'case: { category: "0123", limit: 2 urgent hours, lead: road }',
  ].join('\n')
}
const times = (count: number, one: string, between: string): string =>
  Array.from({ length: count }, () => one).join(between)
const lines = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join('\n')

/** Text of `bad.yaml`, and what is said of it. */
const bad: Readonly<Record<string, readonly [string, RegExp]>> = {
  'aliases of aliases': [
    [
      'id: &a0 [x, x, x, x, x, x, x, x, x]',
      lines(9, (i) => `k${i}: &a${i + 1} [${times(9, `*a${i}`, ', ')}]`),
    ].join('\n'),
    /^bad\.yaml:1: Excessive alias count/,
  ],
  'more aliases than may be': [
    `id: &a x\n${lines(101, (i) => `k${i}: *a`)}`,
    /^bad\.yaml:\d+: more than 100 aliases/,
  ],
  'an alias of nothing': ['id: *nobody', /^bad\.yaml:1: .*nobody/],
  'brackets that do not end': [
    `id: ${times(20_000, '[', '')}`,
    /^bad\.yaml:1: is nested deeper than 32 levels/,
  ],
  'a list in a list': [
    `id: bad\nlet:\n  ${times(40, '-', ' ')} x`,
    /^bad\.yaml:3: is nested deeper than 32 levels/,
  ],
  'a file without end': [
    `id: bad\nnote: ${'x'.repeat(100_000)}`,
    /^bad\.yaml:1: has more than 65536 bytes/,
  ],
  '20,000 terms': [rule(times(20_000, 'tilt > 1', ' || ')), /^bad\.yaml:1: has more than 65536/],
  '2,000 terms': [
    rule(times(2_000, 'tilt > 1', ' || ')),
    /^bad\.yaml:5: levels\.0\.when: has more than 4000 characters/,
  ],
  '400 terms': [
    rule(times(400, 'tilt', '+')),
    /^bad\.yaml:5: levels\.0\.when: more names, numbers and operators than may be \(500\)/,
  ],
  'parentheses that nest': [
    rule(`${'('.repeat(100)}tilt > 1${')'.repeat(100)}`),
    /^bad\.yaml:5: levels\.0\.when: nested deeper than may be \(32\)/,
  ],
  'a duration of 60,000 digits': [
    rule('tilt > 1', { hold: '1'.repeat(60_000) }),
    /^bad\.yaml:5: levels\.0\.hold: Too big/,
  ],
  'more sites than there are': [
    rule('tilt > 1', { site: `[${times(5_000, 'road', ', ')}]` }),
    /^bad\.yaml:3: on\.site: .*<=16/,
  ],
  'a key that stands twice': [
    rule('tilt > 1').replace('id: bad', 'id: bad\nid: bad'),
    /^bad\.yaml:2: 'id' stands here twice/,
  ],
  'thousands of words': [lines(6_000, (i) => `k${i}: 1`), /^bad\.yaml:1: k0: is not a word/],
  'more windows than a device can hold': [
    rule('tilt > 1').replace(
      'levels:',
      `let:\n${lines(40, (i) => `  w${i}: { of: tilt, aggregate: max, window: 5m }`)}\nlevels:`,
    ),
    /^bad\.yaml:4: let: has more than 32 entries/,
  ],
}

describe('a file that no rule is', () => {
  test.each(Object.entries(bad))(
    '%s: lint says so, with file and line',
    async (_, [text, words]) => {
      const folder = await temporaryFolder()
      await writeFile(join(folder, 'bad.yaml'), text)
      await writeFile(join(folder, 'good.yaml'), rule('tilt > 1').replace('id: bad', 'id: good'))
      const { mistakes } = await lintRules(folder)
      expect(
        mistakes.map(({ file, line, message }) => `${file}:${line}: ${message}`),
      ).toContainEqual(expect.stringMatching(words))
      expect(mistakes.length).toBeLessThanOrEqual(110)
      for (const { zh } of mistakes) expect(zh).toMatch(/\p{Script=Han}/u)
      expect(mistakes.filter(({ file }) => file !== 'bad.yaml')).toEqual([])
    },
  )

  test('the largest condition that is taken is looked at to the end', async () => {
    const folder = await temporaryFolder()
    const levels = ['orange', 'red']
      .map((severity) => `\n  - { severity: ${severity}, when: "tilt > 1", clearHold: 5m }`)
      .join('')
    await writeFile(
      join(folder, 'bad.yaml'),
      rule(`${times(240, 'tilt', ' + ')} > 1000000`, { levels }),
    )
    expect(await lintRules(folder)).toMatchObject({ ok: true, rules: 1 })
  })

  test('limits and tests are bounded as well', async () => {
    const folder = await temporaryFolder()
    await writeFile(
      join(folder, 'limits.yaml'),
      `road: ${times(50, '{ a: ', '')}1${times(50, '}', '')}`,
    )
    await writeFile(join(folder, 'good.yaml'), rule('tilt > 1').replace('id: bad', 'id: good'))
    const run = (name: string, more: string) =>
      `  - { name: ${name}, start: "2026-03-02T10:00:00+08:00", every: 60s, expect: [], ${more} }`
    await writeFile(
      join(folder, 'good.test.yaml'),
      `tests: ${times(50, '[', '')}${times(50, ']', '')}`,
    )
    const { mistakes } = await lintRules(folder)
    expect(mistakes.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'limits.yaml:1',
      'good.test.yaml:1',
    ])

    await rm(join(folder, 'limits.yaml'))
    await writeFile(
      join(folder, 'good.test.yaml'),
      [
        'tests:',
        run('years', 'until: 9000d'),
        run('many', 'series: { tilt: "1x90000 1x90000" }'),
      ].join('\n'),
    )
    const { failures } = await testRules(folder)
    expect(failures).toEqual([
      {
        ...{ file: 'good.test.yaml', line: 2 },
        message: 'years\n    the clock of a test runs for 31 days at most',
        zh: 'years\n    一项测试的时钟最多运行 31 天',
      },
      {
        ...{ file: 'good.test.yaml', line: 3 },
        message: 'many\n    a series has more than 100000 values',
        zh: 'many\n    一个序列超过 100000 个数值',
      },
    ])
  })

  test('a folder of too many files is refused before they are read', async () => {
    const folder = await temporaryFolder()
    for (let i = 0; i <= 1_000; i += 1) await writeFile(join(folder, `r${i}.yaml`), '')
    const { mistakes } = await lintRules(folder)
    expect(mistakes).toMatchObject([{ file: folder, message: 'has more than 1000 files' }])
  })
})

/** Rules are read and checked within a second, on a full machine within many. */
const patience = 60_000

/** What may lie in a folder and is no file. */
const strays: Readonly<Record<string, (path: string) => unknown>> = {
  'a link to nothing': (path) => symlink('nobody@host.4711', path),
  'a link to itself': (path) => symlink(path, path),
  'a folder': (path) => mkdir(path),
  'a pipe': (path) => void execFileSync('mkfifo', [path]),
  'a device': (path) => symlink('/dev/zero', path),
  'a socket': async (path) => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(path, resolve))
    onTestFinished(() => void server.close())
  },
}

describe('the engine and its folder', () => {
  let folder: string
  let kept: string
  const running: Rules[] = []
  const failed: string[] = []
  const observer: Observer = {
    emit: (event, data) => {
      if (event === 'rules.load-failed') failed.push('message' in data ? (data.message ?? '') : '')
    },
    measure: () => {},
    gauge: () => {},
  }

  beforeEach(async () => {
    const above = await temporaryFolder()
    folder = join(above, 'rules')
    kept = join(above, 'rules-in-force.json')
    await cp('rules/catalogue', folder, { recursive: true })
    failed.length = 0
  })
  afterEach(() => Promise.all(running.splice(0).map((rules) => rules.stop())))

  const begin = async (): Promise<Rules> => {
    const log = new MemoryLog()
    onTestFinished(() => log[Symbol.asyncDispose]())
    const rules = createRules({
      log,
      clock: systemClock,
      observer,
      directory: registryOf(deviceOf({ id: 'mh-1', kind: 'manhole', period: 60 })).directory,
      config: rulesConfigSchema.parse({ watchEvery: 100 }),
      city,
      folder,
      kept,
    })
    running.push(rules)
    await rules.start()
    return rules
  }
  const saysSo = (words: RegExp | string) =>
    vi.waitFor(() => {
      expect(failed).toContainEqual(expect.stringMatching(words))
    }, patience)
  const isWell = (rules: Rules) =>
    vi.waitFor(() => {
      expect([rules.unready(), rules.warning?.()]).toEqual([undefined, undefined])
    }, patience)
  const takesEdits = async (rules: Rules) => {
    const before = rules.ruleSet()?.version
    await writeFile(join(folder, 'good.yaml'), rule('tilt > 1').replace('id: bad', 'id: good'))
    await vi.waitFor(() => expect(rules.ruleSet()?.version).not.toBe(before), patience)
  }

  test.each(['aliases of aliases', 'brackets that do not end', '20,000 terms', '400 terms'])(
    '%s: the rules stay, it is said, and edits are taken again when the file is gone',
    async (name) => {
      const [text, words] = bad[name] ?? ['', /^$/]
      const rules = await begin()
      const before = rules.ruleSet()
      await writeFile(join(folder, 'bad.yaml'), text)
      await saysSo(words)
      expect(rules.ruleSet()).toBe(before)
      expect(rules.unready()).toBeUndefined()
      expect(rules.warning?.()).toMatch(/bad\.yaml:\d+: /)
      await rm(join(folder, 'bad.yaml'))
      await isWell(rules)
      await takesEdits(rules)
    },
  )

  test.each(Object.entries(strays))('%s that is named like a rule: the same', async (_, put) => {
    const rules = await begin()
    const before = rules.ruleSet()
    await put(join(folder, 'stray.yaml'))
    await saysSo(/^stray\.yaml:1: /)
    // It is looked at again and again, as it may be read the next time, and said once.
    await setTimeout(350)
    expect(failed).toHaveLength(1)
    expect(rules.ruleSet()).toBe(before)
    expect(rules.unready()).toBeUndefined()
    await rm(join(folder, 'stray.yaml'), { recursive: true })
    await isWell(rules)
    await takesEdits(rules)
  })

  test.each(Object.entries(strays))(
    '%s with the name of an editor: nobody minds',
    async (_, put) => {
      await put(join(folder, '.#manhole-methane.yaml'))
      await writeFile(join(folder, 'manhole-methane.yaml~'), '[')
      await writeFile(join(folder, '#manhole-methane.yaml#'), '[')
      const rules = await begin()
      await takesEdits(rules)
      expect(failed).toEqual([])
      expect(await lintRules(folder)).toMatchObject({ mistakes: [] })
    },
  )

  test('a folder that is away for a while: the rules stay', async () => {
    const rules = await begin()
    const before = rules.ruleSet()
    await rename(folder, `${folder}-away`)
    await saysSo(/ENOENT/)
    expect(rules.ruleSet()).toBe(before)
    await rename(`${folder}-away`, folder)
    await isWell(rules)
  })

  test('a start with a broken edit goes on with the rules of before', async () => {
    const first = await begin()
    const before = first.ruleSet()?.version
    await first.stop()
    await writeFile(join(folder, 'manhole-methane.yaml'), 'id: [')
    const second = await begin()
    expect(second.ruleSet()?.version).toBe(before)
    expect(second.unready()).toBeUndefined()
    expect(second.warning?.()).toMatch(/manhole-methane\.yaml:1: /)
    expect(failed).toEqual([expect.stringMatching(/^manhole-methane\.yaml:1: /)])
    await cp('rules/catalogue', folder, { recursive: true })
    await isWell(second)
  })

  test.each([
    ['are none', ''],
    ['are damaged', '{"folder":'],
    ['are those of another folder', '{"folder":"/elsewhere","texts":{}}'],
    ['have a mistake for this version', undefined],
  ])('a start with a broken edit is refused where the kept rules %s', async (_, text) => {
    const broken = { folder, texts: { 'manhole-methane.yaml': 'id: [' } }
    if (text !== '') await writeFile(kept, text ?? JSON.stringify(broken))
    await writeFile(join(folder, 'manhole-methane.yaml'), 'id: [')
    await expect(begin()).rejects.toMatchObject({
      code: 'rules-invalid',
      details: [expect.stringMatching(/^manhole-methane\.yaml:1: /)],
    })
  })

  test('kept are the rules that were accepted last', async () => {
    const rules = await begin()
    const shipped = await readFile(kept, 'utf8')
    await takesEdits(rules)
    await vi.waitFor(async () => expect(await readFile(kept, 'utf8')).not.toBe(shipped), patience)
    const first = rules.ruleSet()?.version
    await rules.stop()
    await writeFile(join(folder, 'bad.yaml'), 'id: [')
    expect((await begin()).ruleSet()?.version).toBe(first)
  })
})
