import { describe, expect, test } from 'vitest'

import { versioned, type RecordKind } from '../../../core/codecs.ts'
import { topics } from '../../../core/topics.ts'

interface Weight {
  readonly kilograms: number
}

const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

const first: RecordKind<Weight> = { what: 'a weight', upcasts: [] }
/** Version 1 said pounds, version 2 grams. */
const third: RecordKind<Weight> = {
  what: 'a weight',
  upcasts: [
    ({ pounds }) => ({ grams: Number(pounds) * 453.592_37 }),
    ({ grams }) => ({ kilograms: Number(grams) / 1_000 }),
  ],
}

const codeOf = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error instanceof Error && 'code' in error ? [error.code, error.message] : error
  }
}

describe('a record tells its version', () => {
  test('it is the first member, and gone when it was read', () => {
    const codec = versioned(first)
    const bytes = codec.encode({ kilograms: 2 })
    expect(textOf(bytes)).toBe('{"schema":1,"kilograms":2}')
    expect(codec.decode(bytes)).toEqual({ kilograms: 2 })
  })

  test('without one it is the first', () =>
    expect(versioned(first).decode(bytesOf({ kilograms: 2 }))).toEqual({ kilograms: 2 }))

  test.each([
    ['none', { pounds: 1 }],
    ['1', { schema: 1, pounds: 1 }],
    ['2', { schema: 2, grams: 453.592_37 }],
    ['2, not in the first place', { grams: 453.592_37, schema: 2 }],
    ['3', { schema: 3, kilograms: 0.453_592_37 }],
  ])('of version %s it becomes what is written today', (_, kept) => {
    const { kilograms } = versioned(third).decode(bytesOf(kept))
    expect(kilograms).toBeCloseTo(0.453_592_37)
  })

  test('of a newer version it is refused, by name', () =>
    expect(codeOf(() => versioned(third).decode(bytesOf({ schema: 4 })))).toEqual([
      'record-newer',
      'a weight is of version 4, this program knows 3',
    ]))

  test.each([0, -1, 1.5, '1', null])('%s is no version', (schema) =>
    expect(codeOf(() => versioned(third).decode(bytesOf({ schema })))).toEqual([
      'record-damaged',
      `a weight: ${JSON.stringify(schema)} is no version`,
    ]),
  )
})

describe.each([
  'readings',
  'alarms',
  'case-seals',
  'area-members',
  'replies',
  'case-events',
  'dead-letters',
] as const)('%s', (name) => {
  test('a newer one is refused', () =>
    expect(codeOf(() => topics[name].decode(bytesOf({ schema: 99 })))).toEqual([
      'record-newer',
      expect.stringContaining('of version 99'),
    ]))
})

test.each([
  'alarms',
  'case-seals',
  'area-members',
  'replies',
  'case-events',
  'dead-letters',
] as const)('%s: a stranger is refused', (name) =>
  expect(codeOf(() => topics[name].decode(bytesOf({ schema: 1, type: 'alarm' })))).toEqual([
    'record-damaged',
    expect.stringContaining(': '),
  ]),
)
