/**
 * What once broke the program, and half a minute of what nobody has thought of yet. An hour of it is
 * `npm run fuzz -- all --minutes 15`.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { fuzz, roundOf } from '../fuzz/fuzz.ts'
import { readCorpusFile, targets } from '../fuzz/input.ts'
import { startFuzzed, type Fuzzed } from '../fuzz/system.ts'

const corpus = new URL('../fuzz/corpus/', import.meta.url).pathname

describe('what was found before', () => {
  let system: Fuzzed
  beforeAll(async () => {
    system = await startFuzzed()
  })
  afterAll(() => system?.[Symbol.asyncDispose]())

  test('does no harm any more', async () => {
    const names = (await readdir(corpus)).filter((name) => name.endsWith('.json')).sort()
    for (const name of names) {
      const { inputs } = await readCorpusFile(join(corpus, name))
      expect([name, await roundOf(system, inputs)]).toEqual([name, []])
    }
  }, 300_000)
})

test('half a minute of bent packets, requests and rules breaks nothing', async () => {
  const keep = await mkdtemp(join(tmpdir(), 'urban-brain-fuzz-found-'))
  const seed = Date.now() % 2 ** 31
  const said = (line: string) => process.stdout.write(`fuzz: ${line}\n`)
  said(`seed ${seed}`)
  const result = await fuzz({ targets, seed, milliseconds: 6_000, keep, progress: () => {} })
  const { memory, inputs, answers } = result
  said(`${JSON.stringify(inputs)} inputs; ${JSON.stringify(memory)}`)
  expect(result.findings).toEqual([])
  expect(result.balanced).toBe(true)
  // The inputs reach what they are for.
  for (const answer of ['CONNACK 0', 'PUBACK', 'SUBACK'])
    expect(answers['mqtt']).toHaveProperty([answer])
  for (const answer of ['9014', '9013']) expect(answers['hj212']).toHaveProperty([answer])
  for (const answer of ['eot', 'nak']) expect(answers['sl651']).toHaveProperty([answer])
  for (const answer of ['200', '400']) expect(answers['http']).toHaveProperty([answer])
  for (const answer of ['good', 'mistakes']) expect(answers['rules']).toHaveProperty([answer])
  // Too short to say whether it grows, and measured all the same.
  for (const { live } of Object.values(memory)) expect(Math.min(...live)).toBeGreaterThan(20)
  await rm(keep, { recursive: true })
}, 600_000)
