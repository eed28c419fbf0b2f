/** Whatever a device is called and asks for, it is granted nothing outside its own tree, and nothing in that of the crews. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { brokerConfigSchema } from '../../broker/config.ts'
import { matchesFilter } from '../../broker/rights/filters.ts'
import {
  authorisePublish,
  mayHear,
  maySubscribe,
  mayWill,
  rightsOf,
} from '../../broker/rights/rights.ts'
import { isOutsideName, type DeviceId } from '../../core/identity.ts'

const config = brokerConfigSchema.parse({})

const name = fc.oneof(
  fc.constantFrom('crew', 'administrator', 'prometheus', 'd-1', 'd-2', 'v1', 'ub'),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,8}$/).filter(isOutsideName),
)
const level = fc.oneof(
  name,
  fc.constantFrom('+', '#', '', '$SYS', 'notices', 'receipts', 'command', 'status', 'telemetry'),
)
const path = fc.oneof(
  fc.array(level, { minLength: 1, maxLength: 6 }).map((levels) => levels.join('/')),
  fc.array(level, { maxLength: 3 }).map((levels) => ['ub', 'v1', ...levels].join('/')),
)
const topicOf = (filter: string, fill: string) =>
  filter
    .split('/')
    .map((one) => (one === '+' || one === '#' ? fill : one))
    .join('/')

describe('the rights of a device', () => {
  it('reach nothing but its own topics', () => {
    fc.assert(
      fc.property(name, path, name, fc.boolean(), (device, filter, fill, below) => {
        const rights = rightsOf({ kind: 'device', name: device as DeviceId, credential: '' })
        const own = (topic: string) =>
          topic.startsWith(`ub/v1/${device}/`) && !topic.startsWith('ub/v1/crew/')
        const asked = below ? `ub/v1/${device}/${filter}` : filter
        const topic = topicOf(asked, fill)
        if (maySubscribe(rights, asked, config)) {
          expect(own(topic)).toBe(true)
          expect(matchesFilter(asked, `ub/v1/${fill}/x`)).toBe(
            fill === device && asked.endsWith('#'),
          )
        }
        if (mayHear(rights, topic)) expect(own(topic)).toBe(true)
        if (mayWill(rights, topic)) expect(own(topic)).toBe(true)
        const verdict = authorisePublish(rights, topic, 1, true, config)
        if (verdict.take !== 'frame' || verdict.refused === undefined) expect(own(topic)).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('of one called like the crews let it hear no notice', () => {
    const rights = rightsOf({ kind: 'device', name: 'crew' as DeviceId, credential: '' })
    expect(maySubscribe(rights, 'ub/v1/crew/#', config)).toBe(false)
    expect(mayHear(rights, 'ub/v1/crew/east/notices')).toBe(false)
  })

  it('let a device hear what it is told', () => {
    const rights = rightsOf({ kind: 'device', name: 'd-1' as DeviceId, credential: '' })
    expect(maySubscribe(rights, 'ub/v1/d-1/#', config)).toBe(true)
    expect(mayHear(rights, 'ub/v1/d-1/command')).toBe(true)
  })
})
