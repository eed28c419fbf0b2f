import { readFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { loadDispatchTable } from '../../../cases/desk/city-files.ts'
import { sourceNames, type Mapping } from '../../../cases/platform/decide/mapping.ts'
import { caseOf } from '../../../cases/life/history.ts'
import { platformMessage, toldBy } from '../../../cases/platform/decide/message.ts'
import { pauseAfter } from '../../../cases/platform/decide/pause.ts'
import { parseMapping } from '../../../cases/platform/mapping-file.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { CaseId } from '../../../core/identity.ts'
import { collected, commit, dispatched, filed } from '../../contract/case-store-samples.ts'
import { platformMapping, platformYaml, units } from '../../support/platform-mapping.ts'

async function recordOf(category = '0506') {
  const store = await openSqliteCases(':memory:')
  const first = collected('wl-1')
  const data = { ...first.data, category }
  await store.append(commit('C1', undefined, [{ ...first, data } as never, filed, dispatched]))
  const records = await store.load('C1' as CaseId)
  await store[Symbol.asyncDispose]()
  return records
}

const say = (mapping: Mapping, records: Awaited<ReturnType<typeof recordOf>>, version: number) => {
  const told = toldBy(records, version, caseOf('C1' as CaseId, records, version - 1))
  return told && platformMessage(mapping, told)
}

const mistakes = (text: string): readonly string[] => {
  const found = parseMapping(text, units)
  if ('mapping' in found) throw new Error('no mistake')
  return found.mistakes.map(({ file, line, message }) => `${file}:${line}: ${message}`)
}

describe('what the platform is told', () => {
  test('each event in its words, with the case as it was then', async () => {
    const records = await recordOf()
    const told = [1, 2, 3].map((version) => {
      const said = say(platformMapping(), records, version)
      if (typeof said !== 'object') throw new Error(said)
      return { key: said.key, ...(JSON.parse(said.body) as object) }
    })
    const same = {
      ...{ taskNum: 'C1', typeCode: 'JSD', description: '道路积水' },
      happenTime: '2026-03-14T14:53:20.000Z',
    }
    expect(told).toEqual([
      { ...same, key: 'C1/1', stepNum: 1, actName: 'collected', statusCode: '10' },
      { ...same, key: 'C1/2', stepNum: 2, actName: 'filed', statusCode: '20' },
      {
        ...same,
        key: 'C1/3',
        stepNum: 3,
        actName: 'dispatched',
        statusCode: '40',
        deptCode: 'D-07',
      },
    ])
  })

  test('a category without a code, and an event that is not there, are said', async () => {
    expect(say(platformMapping(), await recordOf('0902'), 1)).toBe(
      'platform.yaml has no code for the category 0902',
    )
    expect(say(platformMapping(), await recordOf(), 4)).toBeUndefined()
  })

  test('the first code that fits is taken, and a unit without one goes by our name', async () => {
    const text = platformYaml
      .replace('{ category: "0506", code: "JSD" }', '{ category: "05*", code: W }')
      .replace('drainage: D-07', '{}')
    const found = parseMapping(text, units)
    if ('mistakes' in found) throw new Error(JSON.stringify(found.mistakes))
    const said = say(found.mapping, await recordOf(), 3)
    expect(said).toMatchObject({ body: expect.stringContaining('"typeCode":"W"') })
    expect(said).toMatchObject({ body: expect.stringContaining('"deptCode":"drainage"') })
  })
})

test('the file of docs/platform.md is that of the sample city', async () => {
  const block = /^fields:[^]*?(?=```)/m.exec(await readFile('docs/platform.md', 'utf8'))?.[0] ?? ''
  const shipped = await readFile('deploy/sample-city/platform.yaml', 'utf8')
  const { units: sample } = await loadDispatchTable('deploy/sample-city')
  expect(parseMapping(block, sample)).toHaveProperty('mapping')
  expect(parseMapping(block, sample)).toEqual(parseMapping(shipped, sample))
})

test('docs/platform.md has each word that a field may hold', async () => {
  const text = await readFile('docs/platform.md', 'utf8')
  const [, table = ''] = text.split('| our word | |')
  const rows = table.split('\n\n')[0]?.matchAll(/^\| ([^|]+) \|/gm) ?? []
  const words = [...rows].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, word]) => word),
  )
  expect(words).toHaveLength(sourceNames.length)
  expect(new Set(words)).toEqual(new Set(sourceNames))
})

test('every mistake of platform.yaml has its line', () => {
  const text = platformYaml
    .replace('statusCode: stage', 'statusCode: state')
    .replace('category: "01*"', 'category: 1')
    .replace('  void: "90"\n', '')
    .replace('passed: true', 'text: ok')
  expect(mistakes(text).map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual([
    'platform.yaml:5: fields.statusCode',
    'platform.yaml:13: categories.1.category',
    'platform.yaml:14: stages.void',
    'platform.yaml:14: stages.duplicate',
    'platform.yaml:29: statuses.71',
  ])
  expect(mistakes(platformYaml.replace('drainage:', 'drains:'))).toEqual([
    'platform.yaml:26: units.drains: there is no unit drains in units.yaml',
  ])
  expect(mistakes('a: [')).not.toEqual([])
  expect(mistakes('').length).toBeGreaterThan(2)
})

test('pauses double up to the longest', () => {
  const pauses = { pause: 1_000, longestPause: 60_000 }
  expect([1, 2, 3, 6, 7, 500].map((attempts) => pauseAfter(attempts, pauses))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
  ])
})
