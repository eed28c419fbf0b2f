/** The parts of a binding: topics, places, units, bytes, times, and what is wrong with one. */
import { describe, expect, test } from 'vitest'

import { publishedFor, type BoundTopic } from '../../../core/bindings/bindings.ts'
import { bytesOf, numbersIn } from '../../../core/bindings/bytes.ts'
import { mistakesBeside, mistakesOf } from '../../../core/bindings/check.ts'
import { bindingSchema } from '../../../core/bindings/document.ts'
import {
  eachAt,
  filledTemplate,
  placeOf,
  templateOf,
  valueAt,
} from '../../../core/bindings/places.ts'
import { levelsOf, overlaps, patternOf } from '../../../core/bindings/topics.ts'
import { converted } from '../../../core/bindings/units.ts'
import { withZone } from '../../../core/bindings/written-time.ts'
import { detailOf, readDetail } from '../../../core/dead-letter-details.ts'
import { matchesFilter } from '../../../broker/rights/filters.ts'
import { binding, bound } from '../../support/bindings.ts'

const pattern = (text: string) => {
  const found = patternOf(text)
  if (found === undefined) throw new TypeError(`${text} is no topic`)
  return found
}

describe('a topic', () => {
  test.each([
    ['a/{device}/up', 'a/x/up', { device: 'x' }],
    ['a/{device}/up', 'a//up', { device: '' }],
    ['a/{device}/up', 'a/x/up/more', undefined],
    ['a/{device}/up', 'a/x', undefined],
    ['/a/+/{n}', '/a/b/c', { n: 'c' }],
    ['/a/+/{n}', 'a/b/c', undefined],
    ['a/#', 'a', {}],
    ['a/#', 'a/b/c', {}],
    ['a/#', 'ab', undefined],
  ])('%s has of %s the levels %j, and fits as the filter of MQTT does', (text, topic, levels) => {
    expect(levelsOf(pattern(text), topic.split('/'))).toEqual(levels)
    expect(matchesFilter(text.replaceAll(/\{\w+\}/g, '+'), topic)).toBe(levels !== undefined)
  })

  test.each([
    '',
    '#',
    '+/a',
    '{a}/b',
    '$SYS/a',
    'ub/v1/x/telemetry',
    'ub/v1',
    'a/#/b',
    'a/b+',
    'a/{B}',
    'a/{b',
  ])('%s is none', (text) => {
    expect(patternOf(text)).toBeUndefined()
  })

  test.each([
    ['a/{x}/up', 'a/+/up', true],
    ['a/{x}/up', 'a/b/{y}', true],
    ['a/{x}/up', 'a/b/down', false],
    ['a/#', 'a/b/c/d', true],
    ['a/b/#', 'a/b', true],
    ['a/b', 'a', false],
    ['a/b/c', 'a/b', false],
  ])('%s and %s overlap: %s', (one, other, both) => {
    expect(overlaps(pattern(one), pattern(other))).toBe(both)
    expect(overlaps(pattern(other), pattern(one))).toBe(both)
  })
})

describe('a place', () => {
  const context = {
    item: { a: { 'b/c': [1, { '~': 'two' }] }, n: null },
    message: { head: 7 },
    topic: { device: 'x' },
    bytes: { z: 9 },
  }
  test.each([
    ['/a/b~1c/0', 1],
    ['/a/b~1c/1/~0', 'two'],
    ['/n', null],
    ['/a/b', undefined],
    ['/a/constructor', undefined],
    ['/__proto__', undefined],
    ['message/head', 7],
    ['topic/device', 'x'],
    ['bytes/z', 9],
  ])('%s holds %j', (text, value) => {
    const place = placeOf(text)
    expect(place && valueAt(place, context)).toEqual(value)
  })

  test.each(['a', 'a/b', '', 'topic/a/b', 'bytes', 'message', '/a{b}'])('%s is none', (text) => {
    expect(placeOf(text)).toBeUndefined()
  })

  test('a template puts texts and numbers together, and is nothing where one is missing', () => {
    const text = (written: string) => {
      const template = templateOf(written)
      return template && filledTemplate(template, context)
    }
    expect(text('lora-{topic/device}-{message/head}')).toBe('lora-x-7')
    expect(text('{/a}')).toBeUndefined()
    expect(text('{/missing}')).toBeUndefined()
    for (const wrong of ['{', 'a}', '{a}', '{/a'] as const)
      expect(templateOf(wrong)).toBeUndefined()
  })

  test('each element and member is found, however deep', () => {
    const at = (text: string, message: unknown) => {
      const place = placeOf(text)
      return place && eachAt(place, message)
    }
    expect(at('/*', [1, 2])).toEqual([1, 2])
    expect(at('/a/*/b/*', { a: [{ b: [1] }, {}, { b: { c: 2 } }] })).toEqual([1, 2])
    expect(at('/a', { a: 1 })).toEqual([1])
    expect(at('/a/*', { a: [] })).toBeUndefined()
    expect(at('/a/*', 'text')).toBeUndefined()
  })
})

test('of many bindings those of the topic are found, each once', () => {
  const when = [{ from: '/k', in: ['x'] }]
  const bindings = bound(
    { topics: ['a/+', 'a/b'], when, values: { depth: '/d' } },
    { topics: ['a/#'], when, values: { depth: '/d' } },
    { topics: ['/a/b'], values: { depth: '/d' } },
    { topics: ['c'], values: { depth: '/d' } },
  )
  const found = (topic: string) => bindings.find(topic).map(({ binding }) => binding.id)
  expect(found('a/b')).toEqual(['tried-0', 'tried-1'])
  expect(found('a')).toEqual(['tried-1'])
  expect(found('/a/b')).toEqual(['tried-2'])
  expect(found('c')).toEqual(['tried-3'])
  expect([...found('c/d'), ...found('d'), ...found('')]).toEqual([])
})

test.each([
  [0.17, 'm', 'cm', 17],
  [177, 'mm', 'cm', 17.7],
  [0.412, 'mg/m3', 'ug/m3', 412],
  [300.15, 'K', 'Cel', 27],
  [212, 'degF', 'Cel', 100],
  [0.5, '1', '%', 50],
  [36, 'km/h', 'm/s', 10],
  [68.4, 'dB', 'dB(A)', 68.4],
  [12.345678901234567, 'cm', 'cm', 12.345678901234567],
  [1, 'm', 'Cel', undefined],
])('%d %s are in %s: %d', (value, from, to, found) => {
  expect(converted(value, from, to)).toBe(found)
})

describe('bytes', () => {
  test('are numbers by channels, of the domain: tilt, water, sound', () => {
    const channels = {
      '0175': { length: 1, values: { battery: { as: 'uint8', at: 0 } } },
      '03cf': {
        length: 7,
        values: { z: { as: 'int16le', at: 4 }, bit: { as: 'uint8', at: 6, bit: 2 } },
      },
    } as const
    const bytes = Buffer.from('01756403cf00000000d8dc04', 'hex')
    expect(numbersIn(bytes, { channels })).toEqual({ numbers: { battery: 100, z: -9_000, bit: 1 } })
    expect(numbersIn(bytes.subarray(0, 11), { channels })).toEqual({ fault: 'short', what: '03cf' })
    expect(numbersIn(Buffer.from('0999', 'hex'), { channels })).toEqual({
      fault: 'channel',
      what: '0999',
    })
    expect(numbersIn(Buffer.from('01', 'hex'), { channels })).toEqual({
      fault: 'channel',
      what: '01',
    })
  })

  test('are numbers at their places', () => {
    const fields = { a: { as: 'uint32be', at: 1 }, b: { as: 'float32le', at: 0 } } as const
    expect(numbersIn(Buffer.from('0000c03f01', 'hex'), { fields })).toEqual({
      numbers: { a: 0x00c03f01, b: 1.5 },
    })
    expect(numbersIn(Buffer.from('00', 'hex'), { fields })).toEqual({ fault: 'short', what: 'a' })
  })

  test.each([
    ['A88AAAAAKCMH', 'base64', '03cf00000000282307'],
    ['03cF', 'hex', '03cf'],
    ['03c', 'hex', undefined],
    ['A88', 'base64', '03cf'],
    ['A', 'base64', undefined],
    ['A8 8', 'base64', undefined],
  ] as const)('%s in %s are %s', (text, encoding, hex) => {
    const found = bytesOf(text, encoding)
    expect(found && Buffer.from(found).toString('hex')).toBe(hex)
  })
})

test.each([
  ['20220712 01:02:03', '+08:00', '2022-07-12T01:02:03+08:00'],
  ['2021-03-15 14:05:02', '+08:00', '2021-03-15T14:05:02+08:00'],
  ['20260315083000', '+08:00', '2026-03-15T08:30:00+08:00'],
  ['2026/03/15 08:30:00.5', '+08:00', '2026-03-15T08:30:00.5+08:00'],
  ['20151212T121212Z', '+08:00', '2015-12-12T12:12:12Z'],
  ['20151212T121212Z', undefined, '2015-12-12T12:12:12Z'],
  ['2021-03-15 14:05:02', undefined, '2021-03-15 14:05:02'],
  ['2026-03-15T08:30:00+01:00', '+08:00', '2026-03-15T08:30:00+01:00'],
  [1_736_889_600, '+08:00', 1_736_889_600],
])('a time %s where the zone is %s is %s', (said, zone, found) => {
  expect(withZone(said, zone)).toBe(found)
})

describe('a binding', () => {
  const said = (written: Readonly<Record<string, unknown>>) =>
    mistakesOf(binding(written)).map(({ path, said }) => `${path.join('.')}: ${said.en}`)

  test('with names that nobody has says each of them', () => {
    expect(
      said({
        topics: ['a/{x}/up', 'b/+'],
        device: '{topic/x}',
        when: [{ from: '/kind', in: [1] }],
        each: 'message/a',
        values: { nothing: '/a', depth: { from: 'bytes/b', unit: 'kg' } },
      }),
    ).toEqual([
      "values.nothing: there is no quantity 'nothing'",
      "values.depth.unit: 'kg' does not become the unit of depth; these do: m, mm, cm, dm, km, in, ft",
      'each: each is written /a/*',
      'when.0: when looks at the whole message: message/kind; items are passed over by skip',
      "device.id: no level of the topic b/+ is called 'x'",
      "values.depth: bytes has no number called 'b'",
    ])
    expect(said({ format: 'bytes', values: { depth: '/a' } })).toEqual([
      'format: the format bytes needs a section bytes',
      'values.depth: a message of the format bytes has bytes alone, and no /a',
    ])
    const push = { proof: 'token', secret: 'lora' }
    expect(said({ topics: [], values: { depth: '/a' } })).toEqual([
      'id: it has neither topics nor push: nothing comes to it',
    ])
    expect(said({ topics: [], push, device: '{topic/x}', values: { depth: '/a' } })).toEqual([
      'push: with push it names a gateway: what the platform is called in the register',
      "device.id: no level of the topic $push/tried is called 'x'",
    ])
  })

  test('to which is pushed is found by an address of its own, which MQTT does not get to', () => {
    const push = { proof: 'token', secret: 'lora' }
    const bindings = bound({ topics: ['a/+'], push, gateway: 'gw', values: { depth: '/a' } })
    const idsOf = (some: readonly BoundTopic[]) => some.map((one) => one.binding.id)
    expect(idsOf(bindings.find('$push/tried-0'))).toEqual(['tried-0'])
    expect(idsOf(bindings.find('$push/tried'))).toEqual([])
    expect(idsOf(publishedFor(bindings, '$push/tried-0'))).toEqual([])
    expect(idsOf(publishedFor(bindings, 'a/b'))).toEqual(['tried-0'])
  })

  test('shares a topic with another one where both say for which messages they are', () => {
    const one = { id: 'one', topics: ['a/+'], values: { depth: '/d' } }
    const other = { ...one, id: 'other', topics: ['a/b'] }
    const when = [{ from: '/k', in: ['x'] }]
    const beside = (first: object) =>
      mistakesBeside(binding({ ...other, when }), [binding({ ...one, ...first })])
    expect(beside({})[0]?.said.en).toBe(
      'the topic a/b overlaps a/+ of one: both need a when, and the same format',
    )
    expect(beside({ when })).toEqual([])
    expect(mistakesBeside(binding(one), [binding(one)])[0]?.said.en).toBe(
      "there are several bindings 'one'",
    )
  })

  test.each([
    [{}, 'values'],
    [{ values: {} }, 'values'],
    [{ values: { depth: 'd' } }, 'values.depth.from'],
    [{ values: { depth: '/d' }, topics: ['#'] }, 'topics.0'],
    [{ values: { depth: '/d' }, topics: ['$push/x'] }, 'topics.0'],
    [{ values: { depth: '/d' }, push: { proof: 'token', secret: 'A b' } }, 'push.secret'],
    [{ values: { depth: '/d' }, push: { proof: 'none' } }, 'push.proof'],
    [{ values: { depth: '/d' }, time: { from: '/t', zone: 'Asia' } }, 'time.zone'],
    [{ values: { depth: '/d' }, device: '{x}' }, 'device.id'],
    [{ values: { depth: '/d' }, bytes: { from: '/d' } }, 'bytes'],
    [
      {
        values: { depth: '/d' },
        bytes: { from: '/d', channels: { '01': { length: 1 }, '0102': { length: 1 } } },
      },
      'bytes.channels',
    ],
    [
      {
        values: { depth: '/d' },
        bytes: { from: '/d', channels: { '01': { length: 1, values: { a: { as: 'int16le' } } } } },
      },
      'bytes.channels.01',
    ],
  ])('of the wrong form %j is refused at %s', (written, path) => {
    const parsed = bindingSchema.safeParse({ id: 'x', topics: ['a'], ...written })
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path)
  })
})

test('what a letter says of a binding is read back in both languages', () => {
  const detail = detailOf('boundDisagree', { binding: 'a-b', one: '"x"', other: '"y"' })
  expect(readDetail(detail)).toEqual({ zh: '按接入映射 a-b，"x" 与 "y" 不是同一设备', en: detail })
  const nothing = detailOf('boundNothing', { binding: 'a-b' })
  expect(readDetail(nothing).zh).toBe('按接入映射 a-b，没有任何值')
})
