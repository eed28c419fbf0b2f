import { describe, expect, test } from 'vitest'

import type { AreaMember } from '../../../core/area-member.ts'
import type { AlarmId, RuleId } from '../../../core/identity.ts'
import type { Severity } from '../../../core/severity.ts'
import { topics } from '../../../core/topics.ts'
import { checkCatalogue, contentHash } from '../../../rules/in-force/catalogue.ts'
import { checkAreaRule } from '../../../rules/language/check-area.ts'
import type { AreaRule } from '../../../rules/language/area-rule.ts'
import { readYaml } from '../../../runtime/yaml-source.ts'
import { AreaStore } from '../../support/area-store.ts'
import { after, areaRule, deviceOf, words } from '../../support/rules-city.ts'

const cell = '330102001001001'

interface Says {
  readonly device: string
  readonly at?: number
  readonly severity?: Severity
  readonly values?: Readonly<Record<string, number>>
  readonly registered?: number
  readonly metresEast?: number
}

const member = (rule: AreaRule, says: Says) => {
  const { device, at = 0, severity = 'yellow', values = {}, registered, metresEast = 0 } = says
  const { id } = deviceOf({ id: device })
  return {
    type: 'area-member',
    rule: rule.id,
    area: rule.meaning.radius === undefined ? `cell:${cell}` : '',
    member: 'deep' as RuleId,
    device: id,
    at: after(at),
    decidedAt: after(at),
    kind: 'stands',
    standing: {
      alarm: `deep/${id}/${after(at)}` as AlarmId,
      severity,
      since: after(at),
      values,
      longitude: 120 + metresEast / 96_300,
      latitude: 30,
    },
    meaning: rule.meaning,
    ...(registered !== undefined && { registered }),
  } as const satisfies AreaMember
}

const left = (
  rule: AreaRule,
  device: string,
  at: number,
  because: 'recovered' | 'rule-retired' = 'recovered',
): AreaMember => {
  const { standing: _standing, meaning: _meaning, ...about } = member(rule, { device, at })
  return { ...about, kind: 'left', because }
}

const decided = (...records: AreaMember[]) => {
  const store = new AreaStore()
  for (const record of records) {
    const topic = topics['area-members']
    store.run([topic.decode(topic.encode(record))])
  }
  return store
}

describe('over an area', () => {
  const few = areaRule('few', 'cell', '[{ severity: yellow, devices: 3 }]')

  test('three devices raise one alarm that names them, and two clear it', () => {
    const { alarms } = decided(
      member(few, { device: 'd1', at: 0 }),
      member(few, { device: 'd2', at: 10, severity: 'orange' }),
      member(few, { device: 'd3', at: 20 }),
      member(few, { device: 'd4', at: 30 }),
      left(few, 'd1', 40),
      left(few, 'd2', 50),
    )
    expect(words(alarms)).toEqual(['20 raised yellow', '50 cleared'])
    expect(alarms[0]).toMatchObject({
      alarm: `few/cell:${cell}/${after(20)}`,
      subject: { device: 'd2', area: `cell:${cell}` },
      evidence: {
        condition: 'devices >= 3',
        values: { area: `cell:${cell}`, devices: 3, worst: 'orange', members: 'd1, d2, d3' },
      },
      case: { filing: 'confirm', category: '0506' },
    })
    expect(topics.alarms.key(alarms[0] as never)).toBe(`cell:${cell}`)
  })

  test('two alarms of one device are one device', () => {
    const second = { ...member(few, { device: 'd1', at: 5 }), member: 'other' as RuleId }
    const { alarms } = decided(
      member(few, { device: 'd1' }),
      second,
      member(few, { device: 'd2', at: 10 }),
    )
    expect(alarms).toEqual([])
  })

  test('what happens at one instant is told by instants of its own', () => {
    const rule = areaRule(
      'grades',
      'cell',
      '[{ severity: yellow, devices: 1 }, { severity: red, worst: red }]',
    )
    const { alarms } = decided(
      member(rule, { device: 'd1' }),
      member(rule, { device: 'd2', severity: 'red' }),
      left(rule, 'd2', 0),
      member(rule, { device: 'd3', severity: 'red' }),
    )
    expect(words(alarms)).toEqual([
      '0 raised yellow',
      '0.001 escalated red',
      '0.002 eased yellow',
      '0.003 escalated red',
    ])
  })

  test('a part of those registered, and a sum of what the alarms were raised with', () => {
    const rule = areaRule(
      'much',
      'cell',
      '[{ severity: yellow, share: 60% }, { severity: red, sum: { flow: 10 }, from: orange }]',
    )
    const { alarms } = decided(
      member(rule, { device: 'd1', values: { flow: 9 }, registered: 5 }),
      member(rule, { device: 'd2', at: 1, severity: 'orange', values: { flow: 9 }, registered: 5 }),
      member(rule, { device: 'd3', at: 2, registered: 5 }),
      member(rule, { device: 'd4', at: 3, severity: 'red', values: { flow: 1 }, registered: 5 }),
    )
    expect(words(alarms)).toEqual(['2 raised yellow', '3 escalated red'])
    expect(alarms.map((one) => one.kind !== 'cleared' && one.evidence.values)).toMatchObject([
      { devices: 3, registered: 5 },
      { devices: 2, 'sum(flow)': 10 },
    ])
  })

  test('seven of a hundred are seven percent', () => {
    const rule = areaRule('part', 'cell', '[{ severity: yellow, share: 7% }]')
    const ids = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7']
    const records = ids.map((device, at) => member(rule, { device, at, registered: 100 }))
    const { alarms } = decided(...records)
    expect(words(alarms)).toEqual(['6 raised yellow'])
    expect(alarms[0]).toMatchObject({ evidence: { condition: 'devices >= 7 %' } })
  })

  test('a device registered meanwhile is told with the same alarm again', () => {
    const rule = areaRule('half', 'cell', '[{ severity: yellow, share: 50% }]')
    const { alarms } = decided(member(rule, { device: 'd1', registered: 2 }), {
      ...member(rule, { device: 'd1', registered: 3 }),
      at: after(60),
    })
    expect(words(alarms)).toEqual(['0 raised yellow', '60 cleared'])
  })

  test('a rule that is gone clears its alarm by name and leaves nothing behind', () => {
    const store = decided(
      ...['d1', 'd2', 'd3'].map((device) => member(few, { device })),
      ...['d1', 'd2', 'd3'].map((device) => left(few, device, 60, 'rule-retired')),
    )
    expect(store.alarms.at(-1)).toMatchObject({ kind: 'cleared', because: 'rule-retired' })
    expect(store.state.size).toBe(0)
  })
})

describe('within a radius', () => {
  const near = areaRule('near', '{ radius: 300m }', '[{ severity: yellow, devices: 3 }]')

  test('the alarm lies around the first device, and what overlaps it raises no second one', () => {
    const { alarms, standing } = decided(
      member(near, { device: 'd1', at: 0 }),
      member(near, { device: 'd2', at: 10, metresEast: 250 }),
      member(near, { device: 'd3', at: 20, metresEast: 280 }),
      member(near, { device: 'd4', at: 30, metresEast: 500 }),
      member(near, { device: 'd5', at: 40, metresEast: 520 }),
      member(near, { device: 'd6', at: 50, metresEast: 2_000 }),
      member(near, { device: 'd7', at: 60, metresEast: 2_100 }),
      member(near, { device: 'd8', at: 70, metresEast: 2_200 }),
    )
    expect(words(alarms)).toEqual(['20 raised yellow', '70 raised yellow'])
    expect([...standing.values()].map(({ subject }) => subject)).toEqual([
      { device: 'd1', area: 'near:d1' },
      { device: 'd6', area: 'near:d6' },
    ])
  })

  test('what was overlapped is told when the first alarm clears', () => {
    const { alarms } = decided(
      member(near, { device: 'd1', at: 0 }),
      member(near, { device: 'd2', at: 10, metresEast: 250 }),
      member(near, { device: 'd3', at: 20, metresEast: 280 }),
      member(near, { device: 'd4', at: 30, metresEast: 500 }),
      left(near, 'd1', 40),
    )
    expect(alarms.map(({ kind, subject }) => `${kind} ${subject.area}`)).toEqual([
      'raised near:d1',
      'cleared near:d1',
      'raised near:d2',
    ])
  })
})

describe('a document', () => {
  const text = (more: Readonly<Record<string, string>>): string =>
    Object.entries({
      id: 'few',
      title: '{ zh: 片区, en: Area }',
      over: 'cell',
      alarms: '[deep]',
      levels: '[{ severity: yellow, devices: 3 }]',
      case: '{ category: "0506", limit: 2 urgent hours, lead: drainage }',
      ...more,
    })
      .map(([word, value]) => `${word}: ${value}`)
      .join('\n')

  test.each([
    ['over', 'town', 'is one of district, street'],
    ['over', '{ radius: 300 }', 'is one of district, street'],
    ['levels', '[{ severity: yellow }]', 'needs one of devices, share, worst, sum'],
    ['levels', '[{ severity: yellow, devices: 0 }]', 'devices'],
    ['levels', '[{ severity: yellow, share: "120%" }]', 'is not a part such as 60%'],
    [
      'levels',
      '[{ severity: red, devices: 2 }, { severity: yellow, devices: 3 }]',
      'must be above the level before it',
    ],
    ['on', '{ kind: water }', 'on'],
  ])('is refused with %s: %s', (word, value, message) => {
    const { mistakes } = checkAreaRule(readYaml('few.yaml', text({ [word]: value })), contentHash)
    expect(mistakes.map((one) => one.message).join('; ')).toContain(message)
    for (const { zh } of mistakes) expect(zh).toMatch(/\p{Script=Han}/u)
  })

  test('a share does not go with a radius', () => {
    const levels = '[{ severity: yellow, share: 50% }]'
    const document = text({ over: '{ radius: 300m }', levels })
    const { mistakes } = checkAreaRule(readYaml('few.yaml', document), contentHash)
    // With the reason, and what to write instead, in both languages.
    expect(mistakes).toMatchObject([
      {
        ...{ line: 5, message: expect.stringMatching(/radius.*several circles.*devices/) },
        zh: expect.stringMatching(/半径.*多个圆.*devices/),
      },
    ])
  })

  const elapsed = (rule: AreaRule, device: string, told: number, waited: number): AreaMember => {
    const { standing: _standing, meaning: _meaning, ...about } = member(rule, { device })
    const at = after(told + waited)
    return {
      ...{ ...about, at, decidedAt: at, kind: 'elapsed' },
      ...{ told: after(told), waited: waited * 1_000 },
    }
  }
  const toldAt = (record: AreaMember): AreaMember => ({ ...record, told: record.at })

  test('only the word after what turned a level ends its hold, once it is as long as the rule now says', () => {
    const levels = (hold: string) => `[{ severity: yellow, devices: 2, hold: ${hold} }]`
    const short = areaRule('few', 'cell', levels('30s'))
    const long = areaRule('few', 'cell', levels('60s'))
    const { alarms } = decided(
      toldAt(member(short, { device: 'd1' })),
      toldAt(member(short, { device: 'd2', at: 10 })),
      elapsed(short, 'd1', 0, 30),
      toldAt(member(long, { device: 'd1', at: 35 })),
      elapsed(short, 'd2', 10, 30),
      elapsed(long, 'd1', 35, 30),
      elapsed(long, 'd1', 35, 60),
      elapsed(long, 'd1', 35, 60),
    )
    expect(words(alarms)).toEqual(['95 raised yellow'])
    expect(alarms[0]).toMatchObject({ evidence: { since: after(35) } })
  })

  test('counts alarms of rules on devices that are there, and sums what they say', () => {
    const texts = new Map([
      [
        'few.yaml',
        text({ levels: '[{ severity: yellow, sum: { flow: 3 } }]', alarms: '[deep, gone, few]' }),
      ],
      [
        'deep.yaml',
        [
          'id: deep',
          'title: { zh: 积水, en: Deep }',
          'on: { kind: water }',
          'levels: [{ severity: yellow, when: depth >= 15 }]',
          'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
        ].join('\n'),
      ],
    ])
    expect(checkCatalogue({ texts, mistakes: [] }).mistakes.map(({ message }) => message)).toEqual([
      "alarms.1: there is no rule 'gone' on devices",
      "alarms.2: there is no rule 'few' on devices",
      "levels.0.sum.flow: no alarm is raised with a 'flow'",
    ])
  })

  test('a title changes no version, a level does', () => {
    const versionOf = (more: Readonly<Record<string, string>>) =>
      checkAreaRule(readYaml('few.yaml', text(more)), contentHash).rule?.meaning.version
    expect(versionOf({ title: '{ zh: 片, en: Other }' })).toBe(versionOf({}))
    expect(versionOf({ levels: '[{ severity: yellow, devices: 4 }]' })).not.toBe(versionOf({}))
  })
})
