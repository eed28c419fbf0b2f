/** A share of what `npm run fuzz -- inside all` does with a million of each. */
import { expect, test } from 'vitest'

import { decoders, runInside } from '../fuzz/inside/inside.ts'

/** What inputs of each must get to, so that more than the door is tried. */
const reached: Readonly<Record<string, readonly string[]>> = {
  hj212: ['data reading', 'data repeat', 'notice', 'wrong-checksum', 'unreadable-frame'],
  sl651: ['data reading', 'packet', 'notice', 'wrong-checksum', 'unreadable-frame'],
  mqtt: ['connect', 'publish reading', 'publish unparsable', 'closed'],
  chirpstack: ['reading', 'repeat', 'unparsable', 'invalid-payload'],
  vendors: ['repeat', 'taken', 'unparsable', 'invalid-payload', 'ancient-clock'],
  senml: ['reading', 'repeat', 'unparsable', 'invalid-payload'],
  'senml-cbor': ['reading', 'repeat', 'unparsable', 'invalid-payload'],
  'sparkplug-b': ['reading', 'taken', 'unparsable', 'no-decoder'],
  push: ['repeat', 'taken', 'no proof', 'unparsable', 'invalid-payload'],
}

test.each(Object.entries(decoders))('whatever %s reads has one outcome', async (name, open) => {
  const seed = Date.now() % 2 ** 31
  const { findings, outcomes } = await runInside(open(), name, { seed, count: 1_500 })
  expect(findings, `seed ${seed}`).toEqual([])
  expect(Object.keys(outcomes), `seed ${seed}`).toEqual(
    expect.arrayContaining([...(reached[name] ?? [])]),
  )
})
