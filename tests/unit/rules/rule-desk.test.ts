/** What people do to the rules, on the real catalogue and the real register. */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { UrbanBrainError } from '../../../core/errors.ts'
import { silentObserver } from '../../../core/observer.ts'
import type { Registry } from '../../../core/registry.ts'
import { instant } from '../../../core/time.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { keptRules } from '../../../rules/in-force/kept-rules.ts'
import { ruleDesk, type RuleDesk } from '../../../rules/in-force/rule-desk.ts'
import { rulesInForce } from '../../../rules/in-force/rules-in-force.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const files = ['water-road-depth.yaml', 'water-road-depth.test.yaml', 'limits.yaml'] as const
const edits = { documents: {}, limits: {}, overrides: [], imports: false }
const done = (why: string) => ({ at: instant(1), by: 'supervisor', why })

let folder: string
let registry: Registry
let desk: RuleDesk

beforeEach(async () => {
  folder = await temporaryFolder()
  for (const file of files) await cp(join('rules/catalogue', file), join(folder, file))
  registry = await openSqliteRegistry(join(await temporaryFolder(), 'registry.sqlite'))
  desk = ruleDesk(folder, [], registry.rules, () => Promise.resolve([]))
})
afterEach(() => registry[Symbol.asyncDispose]())

const deeper = (why = 'a deeper road') =>
  desk.draft({ ...edits, limits: { 'road.evacuate_cm': 60 } }, done(why))
const inForce = () => {
  const kept = keptRules(join(folder, 'kept.json'), folder)
  return rulesInForce({
    folder,
    profiles: [],
    observer: silentObserver,
    kept,
    versions: registry.rules,
  })
}
const evacuates = (rules: ReturnType<typeof inForce>) =>
  rules.ruleSet?.limits.tree['road'] as { readonly evacuate_cm: number }

describe('a limit', () => {
  test('is edited in its place, with every other character as it was', async () => {
    const { number, changed } = await deeper()
    expect(changed).toEqual(['limits.yaml'])
    const before = await readFile(join(folder, 'limits.yaml'), 'utf8')
    const { texts, limits } = await desk.read(number)
    expect(texts.get('limits.yaml')).toBe(before.replace('evacuate_cm: 50', 'evacuate_cm: 60'))
    expect(limits.find(({ path }) => path === 'road.evacuate_cm')).toMatchObject({
      value: 60,
      unit: 'cm',
    })
    expect(limits.find(({ path }) => path === 'noise.2.night')).toMatchObject({ value: 50 })
  })

  test('that does not exist, or is said as it is, makes no version', async () => {
    const draft = (limits: Record<string, number>) => desk.draft({ ...edits, limits }, done('x'))
    await expect(draft({ 'road.none': 1 })).rejects.toThrow('has no number at road.none')
    await expect(draft({ 'road.evacuate_cm': 50 })).rejects.toThrow('nothing differs')
    expect(await registry.rules.versions(9)).toEqual([])
  })
})

test('an override is drafted, checked against the register and put in force', async () => {
  const override = { scope: 'device', code: 'wl-1', limits: { 'road.file_cm': 12 } } as const
  const { number } = await desk.draft({ ...edits, overrides: [override] }, done('buses stop there'))
  const { ok, warnings } = await desk.check(number)
  expect(ok).toBe(true)
  expect(warnings.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('no registered device is of device wl-1'),
  )
  await desk.put(number, done('agreed'))
  const rules = inForce()
  await rules.start()
  expect([...(rules.ruleSet?.limits.overrides.values() ?? [])]).toMatchObject([
    { code: 'wl-1', numbers: override.limits, source: 'buses stop there', certainty: 'proposed' },
  ])

  const unknown = { ...override, limits: { 'road.none': 1 } }
  const mistaken = await desk.draft({ ...edits, overrides: [unknown] }, done('x'))
  expect((await desk.check(mistaken.number)).mistakes).toMatchObject([
    { file: 'limits.yaml', message: expect.stringContaining("no limit 'road.none'") },
  ])
})

describe('a version', () => {
  test('with a mistake is a draft that nobody can put in force', async () => {
    const text = 'id: water-road-depth\ntitle: { zh: 一 }\n'
    const documents = { 'water-road-depth.yaml': text }
    const { number } = await desk.draft({ ...edits, documents }, done('in a hurry'))
    const { ok, mistakes } = await desk.check(number)
    expect(ok).toBe(false)
    const place = { file: 'water-road-depth.yaml', line: 2 }
    expect(mistakes).toContainEqual(expect.objectContaining(place))
    await expect(desk.put(number, done('now'))).rejects.toMatchObject({ code: 'rules-invalid' })
    expect(await registry.rules.changes('in-force', 9)).toEqual([])
  })

  test('whose tests fail is not put in force either, and says which', async () => {
    const name = 'water-road-depth.yaml'
    const text = (await desk.read(0)).texts.get(name) ?? ''
    const documents = { [name]: text.replace('limits.road.file_cm', '26') }
    const { number } = await desk.draft({ ...edits, documents }, done('x'))
    expect((await desk.check(number)).failures.map(({ file }) => file)).toContain(
      'water-road-depth.test.yaml',
    )
    await expect(desk.put(number, done('now'))).rejects.toMatchObject({ code: 'rules-invalid' })
  })

  test('with other limits may be, though its tests were written for those of before; the next one too', async () => {
    for (const cm of [26, 25]) {
      const { number } = await desk.draft({ ...edits, limits: { 'road.file_cm': cm } }, done('x'))
      const { ok, failures, byNumbers } = await desk.check(number)
      expect([ok, failures]).toEqual([true, []])
      expect(byNumbers.map(({ file }) => file)).toContain('water-road-depth.test.yaml')
      await desk.put(number, done('kerbs were raised'))
    }
  })

  test('is judged by once it is put in force, over a restart too, and the one before after going back', async () => {
    const rules = inForce()
    await rules.start()
    expect(evacuates(rules).evacuate_cm).toBe(50)
    const { number } = await deeper()
    await rules.look({ folder: true })
    expect(evacuates(rules).evacuate_cm).toBe(50)
    await desk.put(number, done('agreed'))
    await rules.look({ folder: false })
    expect(evacuates(rules).evacuate_cm).toBe(60)
    expect(rules.trouble).toBeUndefined()

    const restarted = inForce()
    await restarted.start()
    expect(evacuates(restarted).evacuate_cm).toBe(60)

    expect(await desk.back(undefined, done('too late at the bridge'))).toBe(0)
    for (const each of [rules, restarted]) await each.look({ folder: false })
    expect([evacuates(rules).evacuate_cm, evacuates(restarted).evacuate_cm]).toEqual([50, 50])
    expect(await registry.rules.changes('in-force', 9)).toMatchObject([
      { version: 0, why: 'too late at the bridge' },
      { version: 1, why: 'agreed' },
    ])
  })

  test('goes on while the register is away, also from a start', async () => {
    const { number } = await deeper()
    await desk.put(number, done('agreed'))
    await inForce().start()
    const away = new UrbanBrainError('store-unavailable', 'away')
    const rules = rulesInForce({
      folder,
      profiles: [],
      observer: silentObserver,
      kept: keptRules(join(folder, 'kept.json'), folder),
      versions: { ...registry.rules, changes: () => Promise.reject(away) },
    })
    await rules.start()
    expect(evacuates(rules).evacuate_cm).toBe(60)
  })

  test('hides the folder, and an edit of it says so until it is imported', async () => {
    const { number } = await deeper()
    await desk.put(number, done('agreed'))
    const rules = inForce()
    await rules.start()
    expect(rules.trouble).toBeUndefined()
    const limits = join(folder, 'limits.yaml')
    const text = await readFile(limits, 'utf8')
    await writeFile(limits, text.replace('evacuate_cm: 50', 'evacuate_cm: 55'))
    await rules.look({ folder: true })
    expect(evacuates(rules).evacuate_cm).toBe(60)
    expect(rules.trouble).toContain('version 1 of the rules is in force, and the files in')
    const imported = await desk.draft({ ...edits, imports: true }, done('as in the files'))
    await desk.put(imported.number, done('agreed'))
    await rules.look({ folder: true })
    expect(evacuates(rules).evacuate_cm).toBe(55)
    expect(rules.trouble).toBeUndefined()
  })

  test('made of what is in force no more would undo that, and is refused', async () => {
    const [one, other] = [await deeper('one'), await deeper('another')]
    await desk.put(one.number, done('first'))
    await expect(desk.put(other.number, done('second'))).rejects.toMatchObject({
      code: 'version-conflict',
    })
    await expect(desk.back(other.number, done('by the back door'))).rejects.toThrow(
      'was never in force',
    )
  })

  test('made of files that were edited since is refused', async () => {
    const { number } = await deeper()
    const limits = join(folder, 'limits.yaml')
    await writeFile(limits, `${await readFile(limits, 'utf8')}# seen\n`)
    await expect(desk.put(number, done('x'))).rejects.toThrow('edited since')
  })

  test('there is not, is not found', async () => {
    for (const asked of [desk.read(9), desk.check(9), desk.put(9, done('x'))])
      await expect(asked).rejects.toMatchObject({ code: 'not-found' })
    await expect(desk.back(undefined, done('x'))).rejects.toThrow('nothing was put in force')
  })
})
