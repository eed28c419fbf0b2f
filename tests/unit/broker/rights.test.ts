import { describe, expect, it } from 'vitest'

import { brokerConfigSchema } from '../../../broker/config.ts'
import {
  authorisePublish,
  mayHear,
  maySubscribe,
  mayWill,
  rightsOf,
} from '../../../broker/rights/rights.ts'
import { crewHearing, isCrew, noticeId } from '../../../broker/protocol/receipt.ts'
import { printableTopic, topicRefusal } from '../../../broker/rights/topics.ts'
import { bound } from '../../support/bindings.ts'
import { deviceId, hashOf } from '../../support/mqtt-broker.ts'

const config = brokerConfigSchema.parse({})
const device = rightsOf({ kind: 'device', name: deviceId('d-1'), credential: '' })
const service = rightsOf({
  kind: 'service',
  name: deviceId('s'),
  service: {
    name: 's',
    tokenHash: hashOf('s'),
    publish: ['ub/v1/crew/+/notices', 'ub/v1/+/command'],
    subscribe: ['ub/v1/crew/east/#', 'ub/v1/+/telemetry'],
  },
})

describe('a publish', () => {
  it.each([
    ['telemetry', true, false],
    ['status', true, true],
    ['status', false, false],
    ['event', true, false],
    ['reply', true, false],
  ] as const)('of a device on %s, retained %s, is remembered: %s', (channel, retain, kept) => {
    const verdict = authorisePublish(device, `ub/v1/d-1/${channel}`, 10, retain, config)
    expect(verdict).toEqual({ take: 'frame', channel, retain: kept })
  })

  it('too large to remember is not remembered', () => {
    expect(authorisePublish(device, 'ub/v1/d-1/status', 5_000, true, config).retain).toBe(false)
  })

  it.each([
    ['ub/v1/d-1/telemetry', 262_144, undefined],
    ['ub/v1/d-1/telemetry', 262_145, 'payload-too-large'],
    ['ub/v1/d-2/telemetry', 262_145, 'topic-not-allowed'],
    ['ub/v1/d-1/telemetry/', 1, 'topic-not-allowed'],
    ['UB/v1/d-1/telemetry', 1, 'topic-not-allowed'],
    ['/ub/v1/d-1/telemetry', 1, 'topic-not-allowed'],
    ['ub/v1/d-1/\u007f', 1, 'topic-invalid'],
    ['ub/v1/d-1/\ufffd', 1, 'topic-invalid'],
  ])('of a device on %j with %i bytes is refused: %s', (topic, bytes, refused) => {
    expect(authorisePublish(device, topic, bytes, false, config)).toMatchObject(
      refused === undefined ? { take: 'frame' } : { take: 'frame', refused },
    )
  })

  it.each([
    ['up/x', 1, 'binding', undefined],
    ['up/x', 65_536, 'binding', undefined],
    ['up/x', 65_537, undefined, 'payload-too-large'],
    ['up/x/more', 1, undefined, 'topic-not-allowed'],
    ['other/x', 1, undefined, 'topic-not-allowed'],
    ['up/\u007f', 1, undefined, 'topic-invalid'],
    ['$push/tried-0', 1, undefined, 'topic-not-allowed'],
    ['ub/v1/d-1/telemetry', 262_144, undefined, undefined],
  ])(
    'of a device by bindings, on %j with %i bytes, is of the protocol %s, refused: %s',
    (topic, bytes, protocol, refused) => {
      const bindings = bound(
        {
          ...{ topics: ['up/+'], gateway: 'd-1', values: { depth: '/d' } },
          push: { proof: 'token', secret: 'lora' },
        },
        { topics: ['other/+'], gateway: 'd-2', values: { depth: '/d' } },
      )
      const verdict = authorisePublish(device, topic, bytes, true, config, bindings)
      const { protocol: said, refused: why } = {
        protocol: undefined,
        refused: undefined,
        ...verdict,
      }
      expect([verdict.take, verdict.retain, said, why]).toEqual(['frame', false, protocol, refused])
      expect(authorisePublish(service, topic, 1, false, config, bindings)).not.toHaveProperty(
        'protocol',
      )
    },
  )

  it.each([
    ['ub/v1/crew/east/notices', true, { take: 'message', retain: true }],
    ['ub/v1/d-1/command', true, { take: 'message', retain: false }],
    ['ub/v1/d-1/telemetry', false, { take: 'frame', refused: 'topic-not-allowed' }],
    ['ub/v1/+/command', false, { take: 'frame', refused: 'topic-invalid' }],
  ])('of a service on %s follows its filters', (topic, retain, verdict) => {
    expect(authorisePublish(service, topic, 10, retain, config)).toMatchObject(verdict)
  })
})

describe('rights', () => {
  it('to subscribe are no wider than the filters', () => {
    const may = (rights: typeof device, filters: readonly string[]) =>
      filters.map((filter) => maySubscribe(rights, filter, config))
    expect(may(device, ['ub/v1/d-1/command', 'ub/v1/d-1/#', 'ub/v1/d-1/+', '#'])).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(
      may(service, ['ub/v1/crew/east/notices', 'ub/v1/crew/#', 'ub/v1/d-1/telemetry', 'ub/v1/#']),
    ).toEqual([true, false, true, false])
  })

  it('to hear receipts are those of a filter that names them', () => {
    const rights = (...subscribe: readonly string[]) =>
      rightsOf({
        kind: 'service',
        name: deviceId('s'),
        service: { name: 's', tokenHash: hashOf('s'), publish: [], subscribe: [...subscribe] },
      })
    const receipts = 'ub/v1/crew/east/receipts'
    for (const filter of ['#', 'ub/v1/crew/east/#', 'ub/v1/crew/+/+']) {
      expect(mayHear(rights(filter), receipts)).toBe(false)
      expect(maySubscribe(rights(filter), receipts, config)).toBe(false)
      expect(mayHear(rights(filter), 'ub/v1/crew/east/notices')).toBe(true)
    }
    for (const filter of [receipts, 'ub/v1/crew/+/receipts']) {
      expect(mayHear(rights(filter), receipts)).toBe(true)
      expect(maySubscribe(rights(filter), receipts, config)).toBe(true)
    }
  })

  it('to hear and to leave a will follow the same names', () => {
    expect(mayHear(device, 'ub/v1/d-1/command')).toBe(true)
    expect(mayHear(device, 'ub/v1/d-11/command')).toBe(false)
    expect(mayWill(device, 'ub/v1/d-1/status')).toBe(true)
    expect(mayWill(device, 'ub/v1/d-1/telemetry')).toBe(false)
    const death = 'spBv1.0/city/NDEATH/d-1'
    const bindings = bound({ topics: ['spBv1.0/#'], gateway: 'd-1', values: { depth: '/d' } })
    expect(mayWill(device, death)).toBe(false)
    expect(mayWill(device, death, bindings)).toBe(true)
    expect(
      mayWill(rightsOf({ kind: 'device', name: deviceId('d-2'), credential: '' }), death, bindings),
    ).toBe(false)
    expect(mayWill(service, 'ub/v1/crew/x/notices')).toBe(true)
    expect(mayWill(service, 'ub/v1/crew/x/status')).toBe(false)
  })
})

describe('a topic for the record', () => {
  it('has no unprintable character and at most 256', () => {
    expect(printableTopic('a\u0000b\nc\ud800d')).toBe('a\ufffdb\ufffdc\ufffdd')
    expect(printableTopic('x'.repeat(1_000))).toHaveLength(256)
    expect(printableTopic(`${'x'.repeat(255)}\u{1f600}`)).toBe(`${'x'.repeat(255)}\ufffd`)
  })

  it('is invalid beyond the limits', () => {
    expect(topicRefusal('a/a/a/a/a/a/a/a', config)).toBe('topic-not-allowed')
    expect(topicRefusal('a/a/a/a/a/a/a/a/', config)).toBe('topic-invalid')
    expect(topicRefusal('x'.repeat(257), config)).toBe('topic-invalid')
  })
})

describe('a receipt', () => {
  const notices = 'ub/v1/crew/east/notices'

  it('is made by a service whose own rights name the unit', () => {
    expect(crewHearing(service, notices)).toBe('east')
    for (const topic of [
      'ub/v1/crew/west/notices',
      'ub/v1/crew/east/receipts',
      'ub/v1/crew/east/notices/x',
      'ub/v1/crew//notices',
      'ub/v1/crew/notices',
    ]) {
      expect(crewHearing(service, topic)).toBeUndefined()
    }
    expect(crewHearing(device, notices)).toBeUndefined()
    expect([service, device].map(isCrew)).toEqual([true, false])
  })

  it.each([
    ['{"id":"C1/2"}', 'C1/2'],
    ['{"id":"case \u7530/1","id2":1}', 'case \u7530/1'],
    ['{"id":7}', undefined],
    ['{"id":""}', undefined],
    [`{"id":"${'x'.repeat(257)}"}`, undefined],
    [`{"id":"x","more":"${'x'.repeat(65_536)}"}`, undefined],
    ['["id"]', undefined],
    ['null', undefined],
    ['"id"', undefined],
    ['{"id":"x"', undefined],
    ['', undefined],
    ['\xff', undefined],
  ])('of %j names %j', (body, id) => {
    expect(noticeId(Buffer.from(body))).toBe(id)
  })
})
