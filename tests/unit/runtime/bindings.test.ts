/** Bindings as files of a folder. */
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { readBindings } from '../../../runtime/bindings-folder.ts'
import { BindingsInForce } from '../../../runtime/bindings-in-force.ts'
import { inLanguage, mistakeText } from '../../../runtime/yaml-source.ts'
import { realClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { until } from '../../support/until.ts'

const good = 'id: one\ntopics:\n  - a/{x}\nvalues:\n  depth: /d\n'

test('every mistake of all files is told with file and line, in both languages', async () => {
  const folder = await temporaryFolder()
  const files = {
    'one.yaml': good,
    'two.yaml': good.replace('one', 'two'),
    'other.yaml': good.replace('one', 'three').replace('a/', 'b/'),
    'shape.yaml': 'id: shape\ntopics:\n  - "#"\nvalues:\n  depth: d\nmore: 1\n',
    'broken.yaml': 'id: [',
    'names.yaml': 'id: names\ntopics:\n  - c/+\nvalues:\n  deep: /d\n',
    '.one.yaml.swp': 'of an editor',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const { mistakes } = await readBindings(folder)
  const said = mistakes.map(mistakeText)
  expect(said).toEqual([
    expect.stringMatching(/^broken\.yaml:1: /),
    "names.yaml:5: values.deep: there is no quantity 'deep'",
    "other.yaml:1: id: a binding 'three' stands in three.yaml",
    expect.stringMatching(/^shape\.yaml:3: topics\.0: a topic is a filter/),
    expect.stringMatching(/^shape\.yaml:5: values\.depth\.from: a place is /),
    'shape.yaml:6: more: is not a word of this language',
    'two.yaml:3: topics.0: the topic a/{x} overlaps a/{x} of one: both need a when, and the same format',
  ])
  expect(mistakes.map((one) => inLanguage(one, 'zh').message)).toContain(
    'topics.0：主题 a/{x} 与 one 的 a/{x} 重叠，两者都要写 when，且格式相同',
  )
  expect((await readBindings(join(folder, 'none'))).mistakes).toHaveLength(1)
})

/** At once, so that nobody reads half of it. */
async function put(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

function inForce(folder: string, named = true) {
  const observer = new RecordingObserver()
  const bindings = new BindingsInForce({ folder, named, watchEvery: 5, clock: realClock, observer })
  return { bindings, observer, component: bindings.component() }
}

test('edits are taken, a broken one is refused and told once, and what was before stays', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'one.yaml')
  await writeFile(file, good)
  const { bindings, observer, component } = inForce(folder)
  await component.start()
  try {
    expect(bindings.find('a/b')).toMatchObject([{ binding: { id: 'one' }, levels: { x: 'b' } }])
    await put(file, 'id: one\n')
    await until(() => component.warning?.() !== undefined)
    expect(component.warning?.()).toContain('one.yaml:1: values: ')
    expect(bindings.find('a/b')).toHaveLength(1)
    await put(file, good.replace('a/', 'longer/'))
    await until(() => bindings.find('longer/b').length === 1)
    expect(bindings.find('a/b')).toEqual([])
    expect(component.warning?.()).toBeUndefined()
    await rm(file)
    await until(() => bindings.find('longer/b').length === 0)
    expect(observer.count('bindings.load-failed')).toBe(1)
  } finally {
    await component.stop()
  }
})

test('a start with a mistake ends with it; a folder that nobody named may be missing', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'one.yaml'), 'id: one\n')
  await expect(inForce(folder).component.start()).rejects.toMatchObject({
    code: 'bindings-invalid',
    details: expect.arrayContaining([expect.stringContaining('one.yaml:1: values: ')]),
  })
  const missing = join(folder, 'none')
  await expect(inForce(missing).component.start()).rejects.toMatchObject({
    code: 'bindings-invalid',
  })
  const { bindings, component } = inForce(missing, false)
  await component.start()
  expect(bindings.find('a/b')).toEqual([])
  await component.stop()
})

test('one to which is pushed is refused without its secret, where anything is pushed to', async () => {
  const folder = await temporaryFolder()
  const pushed =
    'id: one\npush:\n  proof: token\n  secret: lora\ngateway: gw\nvalues:\n  depth: /d\n'
  await writeFile(join(folder, 'one.yaml'), pushed)
  const said = async (secrets?: readonly string[]) =>
    (await readBindings(folder, secrets && new Set(secrets))).mistakes.map(mistakeText)
  expect(await said()).toEqual([])
  expect(await said(['lora'])).toEqual([])
  expect(await said(['onenet'])).toEqual([
    "one.yaml:4: push.secret: bindings.secrets of the configuration has no 'lora'",
  ])
})
