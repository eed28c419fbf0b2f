/** Which commands may be given to whom by whom, and what facts make of them, in whatever order they come. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { roles, type Actor, type ActorRole } from '../../../core/actor.ts'
import { deviceCommands, type DeviceCommandName } from '../../../core/device-command-table.ts'
import {
  stageOf,
  type CommandArguments,
  type CommandFact,
  type DeviceCommand,
  type DeviceCommandId,
} from '../../../core/device-command.ts'
import type { Device } from '../../../core/device.ts'
import type { DeviceId } from '../../../core/identity.ts'
import { kindNames } from '../../../core/kinds.ts'
import { instant } from '../../../core/time.ts'
import { commandsFor, give, hear } from '../../../devices/decide/device-command.ts'
import { device } from '../../contract/registry.suite.ts'

const at = instant(Date.UTC(2026, 10, 30, 2))
const id = 'DC1' as DeviceCommandId
const by = (role: ActorRole): Actor => ({ name: `a ${role}`, role })
const water = device('wl-1', { kind: 'water', site: 'road' })

interface Tried {
  readonly on?: Device
  readonly role?: ActorRole
  readonly reason?: string
}

const tried = (
  command: string,
  given: CommandArguments,
  { on = water, role, reason }: Tried = {},
) => give({ id, command, arguments: given, reason }, on, by(role ?? 'supervisor'), at)

const ordered = (command: string, given: CommandArguments, more: Tried = {}): DeviceCommand => {
  const answer = tried(command, given, more)
  if ('refusal' in answer) throw new TypeError(JSON.stringify(answer.refusal))
  return answer.command
}

describe('giving a command', () => {
  test('keeps who gave it, to whom it goes, and how long it is good', () => {
    expect(ordered('interval', { seconds: 30 })).toEqual({
      ...{ id, device: 'wl-1', to: 'wl-1', command: 'interval', arguments: { seconds: 30 } },
      ...{ by: 'a supervisor', given: at, until: at + 180_000 },
    })
    const child = device('mh-1', { kind: 'manhole', site: 'road', gateway: 'gw-1' as DeviceId })
    const siren = { reason: 'somebody steals it', on: { ...child, period: 3_600 } }
    expect(ordered('siren-on', { seconds: 60 }, siren)).toMatchObject({
      ...{ device: 'mh-1', to: 'gw-1', reason: 'somebody steals it' },
      until: at + 30_000,
    })
    // A cover that wakes each hour is told its interval when it does.
    expect(ordered('interval', { seconds: 60 }, siren).until).toBe(at + 3 * 3_600_000)
  })

  test.each([
    ['interval', {}, 'seconds: is missing', '上报间隔：缺少'],
    ['interval', { seconds: 4 }, 'seconds: is a whole number of seconds from 5 to 86400'],
    ['interval', { seconds: 30.5 }, 'seconds: is a whole number of seconds from 5 to 86400'],
    ['interval', { seconds: '30' }, 'seconds: is a whole number of seconds from 5 to 86400'],
    ['interval', { seconds: 30, often: 1 }, 'often: there is no such argument'],
    ['threshold', { quantity: 'depth', value: 501 }, 'value: is a number from 0 to 500 cm'],
    ['threshold', { quantity: 'depth', value: Number.NaN }, 'value: is a number from 0 to 500 cm'],
    ['threshold', { quantity: 'pm10', value: 5 }, /^quantity: is one of depth, stage/],
    ['valve-open', {}, 'reason: is missing; Open the valve needs one'],
    [
      'spray-on',
      { seconds: 60 },
      /^a device of the kind Water level takes no command spray-on; it/,
    ],
    ['toString', {}, /takes no command toString/],
  ] as const)('%s %j: %s', (command, given, en, zh?: string) => {
    const answer = tried(command, given)
    const refusal = 'refusal' in answer ? answer.refusal : undefined
    expect(refusal).toMatchObject({ code: 'device-command-invalid' })
    const mistakes = refusal?.code === 'device-command-invalid' ? refusal.mistakes : []
    expect(mistakes).toHaveLength(1)
    if (typeof en === 'string') expect(mistakes[0]?.en).toBe(en)
    else expect(mistakes[0]?.en).toMatch(en)
    expect(mistakes[0]?.zh).toMatch(zh ?? /\p{Script=Han}/u)
  })

  test('every mistake is told at once', () => {
    const answer = tried('siren-on', { seconds: 0, loud: 1 })
    expect(answer).toMatchObject({ refusal: { mistakes: [{}, {}, {}] } })
  })

  test.each([
    ['out of service', { active: false }, '已停用'],
    ['a station of SL 651', { stationAddress: '0012345678' }, 'SL 651'],
  ] as const)('one that is %s is told nothing', (_, more, zh) => {
    const on = { ...water, ...more }
    const answer = tried('interval', { seconds: 30 }, { on })
    expect(answer).toMatchObject({ refusal: { code: 'device-command-refused' } })
    expect(JSON.stringify(answer)).toContain(zh)
    expect(commandsFor(on, 'administrator')).toEqual([])
  })

  describe('a station of HJ 212', () => {
    const on = device('du-1', {
      ...{ kind: 'dust', site: 'construction', mn: 'A1', period: 30 },
      gateway: 'gw-1' as DeviceId,
    })

    test('is told what its standard has words for, under a number of its own, and by nobody else', () => {
      expect(commandsFor(on, 'operator')).toEqual(['interval', 'minute-interval', 'clock'])
      expect(ordered('interval', { seconds: 3_600 }, { on })).toMatchObject({
        ...{ device: 'du-1', to: 'du-1', exchange: '20261130100000000', until: at + 90_000 },
      })
      expect(ordered('minute-interval', { minutes: 10 }, { on }).to).toBe('du-1')
      expect(ordered('clock', {}, { on }).exchange).toBe('20261130100000000')
    })

    test.each([
      ['interval', { seconds: 29 }, '30', '30 到 3600 秒'],
      ['interval', { seconds: 3_601 }, '3600', '30 到 3600 秒'],
      ['minute-interval', { minutes: 7 }, '5, 6, 10', '1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 分钟'],
      ['minute-interval', {}, 'is missing', '缺少'],
      ['clock', { at: 1 }, 'no such argument', '没有这个参数'],
      [
        'spray-on',
        { seconds: 60 },
        'a station of HJ 212 takes no command spray-on; it takes interval, minute-interval, clock',
        'HJ 212 站点没有指令 spray-on；可用：interval, minute-interval, clock',
      ],
      ['threshold', { quantity: 'tsp', value: 1 }, 'takes no command threshold', '没有指令'],
    ])('%s %j is a mistake', (command, given, en, zh) => {
      const answer = tried(command, given, { on })
      expect(answer).toMatchObject({ refusal: { code: 'device-command-invalid' } })
      expect(JSON.stringify(answer)).toContain(en)
      expect(JSON.stringify(answer)).toContain(zh)
    })

    test('its clock is set over no other line', () =>
      expect(tried('clock', {})).toMatchObject({ refusal: { code: 'device-command-invalid' } }))
  })

  test('what is offered to a role is what it may give, for every kind', () => {
    for (const kind of kindNames())
      for (const role of roles) {
        const on = device('d', { kind })
        const offered = commandsFor(on, role)
        for (const command of Object.keys(deviceCommands) as DeviceCommandName[]) {
          const answer = tried(command, {}, { on, role, reason: 'why not' })
          const code = 'refusal' in answer ? answer.refusal.code : undefined
          if (offered.includes(command)) expect(code).not.toBe('forbidden')
          else expect(code === 'forbidden' || code === 'device-command-invalid').toBe(true)
        }
        const centre = ['operator', 'dispatcher', 'supervisor', 'administrator']
        expect(offered.length > 0).toBe(centre.includes(role))
      }
    expect(commandsFor(water, 'operator')).not.toContain('valve-open')
    expect(commandsFor(water, 'dispatcher')).toContain('valve-open')
    expect(tried('valve-open', {}, { role: 'operator', reason: 'flood' })).toMatchObject({
      refusal: { code: 'forbidden' },
    })
  })
})

describe('facts of a command', () => {
  const given = ordered('interval', { seconds: 30 })
  const fold = (facts: readonly CommandFact[]): DeviceCommand =>
    facts.reduce((command, fact) => hear(command, fact).command, given)
  const sent = { fact: 'sent', at: instant(at + 5) } as const
  const over = { fact: 'expired', at: instant(given.until + 1) } as const
  type Result = Extract<CommandFact, { readonly fact: 'answered' }>['result']
  const answer = (after: number, result: Result = 'done', source = 'wl-1') =>
    ({ fact: 'answered', at: instant(at + after), result, source: source as DeviceId }) as const

  test('its life', () => {
    expect(stageOf(given)).toBe('given')
    expect(stageOf(fold([sent]))).toBe('sent')
    expect(stageOf(fold([sent, answer(100)]))).toBe('done')
    expect(stageOf(fold([sent, answer(100, 'refused')]))).toBe('refused')
    expect(stageOf(fold([sent, answer(90, 'accepted')]))).toBe('accepted')
    expect(stageOf(fold([sent, answer(90, 'accepted'), over]))).toBe('expired')
    const done = fold([answer(90, 'accepted'), answer(100), answer(110, 'accepted')])
    expect([stageOf(done), done.accepted, done.answer?.at]).toEqual(['done', at + 90, at + 100])
    expect(stageOf(fold([sent, over]))).toBe('expired')
    expect(stageOf(fold([over]))).toBe('expired')
  })

  test('an answer before it is known to be sent counts; what was sent stays known', () =>
    expect(fold([answer(3), sent])).toMatchObject({ sent: at + 5, answer: { at: at + 3 } }))

  test('a late answer is kept and is late; one received in time is not, whatever was thought before', () => {
    const late = fold([sent, over, answer(180_001)])
    expect([stageOf(late), late.answer?.late]).toEqual(['done', true])
    const inTime = fold([sent, over, answer(180_000)])
    expect([stageOf(inTime), inTime.answer?.late]).toEqual(['done', undefined])
  })

  test('the first answer counts, and only of whom it was given to', () => {
    expect(hear(fold([answer(1)]), answer(2, 'refused')).outcome).toBe('known')
    expect(hear(given, answer(1, 'done', 'wl-2'))).toEqual({ outcome: 'not-asked', command: given })
  })

  test('any facts in any order, again and again: what is known stays, and only news is a change', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(sent, over),
            fc
              .tuple(
                fc.nat(400_000),
                fc.constantFrom('accepted', 'done', 'refused'),
                fc.constantFrom('wl-1', 'x'),
              )
              .map(([after, result, source]) => answer(after, result, source)),
          ),
          { maxLength: 12 },
        ),
        (facts) => {
          let command = given
          for (const fact of facts) {
            const heard = hear(command, fact)
            expect(heard.outcome === 'changed').toBe(heard.command !== command)
            for (const name of ['sent', 'accepted', 'expired', 'answer'] as const)
              if (command[name] !== undefined) expect(heard.command[name]).toEqual(command[name])
            expect(hear(heard.command, fact).outcome).not.toBe('changed')
            command = heard.command
          }
          const first = facts.find(
            (one) => one.fact === 'answered' && one.source === 'wl-1' && one.result !== 'accepted',
          )
          expect(command.answer?.at).toBe(first?.at)
        },
      ),
    ))
})
