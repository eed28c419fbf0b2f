/** What alarms have devices do: when they do, when they do not, what ends it; and a model of alarms, people, crashes and time. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { AlarmTransition } from '../../../core/alarm.ts'
import type { DeviceCommand, DeviceCommandId } from '../../../core/device-command.ts'
import {
  alarmId,
  type AlarmId,
  type CellCode,
  type DeviceId,
  type RuleId,
} from '../../../core/identity.ts'
import type { LinkTemplate } from '../../../core/link-template.ts'
import type { Registry } from '../../../core/registry.ts'
import { instant, minutes, plus, seconds, type Instant } from '../../../core/time.ts'
import {
  isLinking,
  startOf,
  stopOf,
  type Known,
  type Linking,
} from '../../../devices/decide/link.ts'
import { linking, type LinkAlarms } from '../../../devices/links.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { Commits } from '../../../runtime/commits.ts'
import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { device } from '../../contract/registry.suite.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'

const at = instant(Date.parse('2026-11-30T10:00:00+08:00'))
const rule = 'dust' as RuleId
const du = device('du-1', { kind: 'dust', site: 'construction' })
const spray: LinkTemplate = {
  ...{ command: 'spray-on', arguments: { seconds: 600 }, to: 'own', stop: true },
}

const ofAlarm = (alarm: AlarmId, when: Instant) =>
  ({
    type: 'alarm',
    ...{ alarm, rule, at: when, decidedAt: when },
    ...{ title: { zh: '扬尘', en: 'Dust' }, subject: { device: du.id } },
  }) as const

const cleared = (alarm: AlarmId, when: Instant): AlarmTransition => ({
  ...ofAlarm(alarm, when),
  kind: 'cleared',
  because: 'recovered',
})

const raised = (
  alarm: AlarmId,
  when: Instant,
  link: LinkTemplate = spray,
  more: Partial<AlarmTransition> = {},
): Linking =>
  ({
    ...{ ...ofAlarm(alarm, when), kind: 'raised', severity: 'yellow' },
    evidence: { version: '', condition: '', values: {}, readings: [], since: when },
    case: { work: 'incident', category: '0304', filing: 'none', limit: '1 day', lead: 'x' },
    link,
    ...more,
  }) as Linking

const first = alarmId(rule, du.id, at)
const id = 'DC1' as DeviceCommandId
const known = (more: Partial<Known> = {}): Known => ({
  ...{ id, device: du, alarms: new Set<RuleId>(), told: [], offset: minutes(8 * 60), ...more },
})
const started = (link = spray, more: Partial<Known> = {}, now = at): DeviceCommand => {
  const decided = startOf(raised(first, at, link), known(more), now)
  if (!('command' in decided)) throw new TypeError(decided.skipped)
  return decided.command
}

describe('an alarm', () => {
  test('has the device do it, as a command of the rule with the reason', () => {
    expect(started()).toEqual({
      ...{ id, device: du.id, to: du.id, command: 'spray-on', arguments: { seconds: 600 } },
      ...{ reason: '扬尘 Dust', by: 'rule dust', given: at, until: plus(at, seconds(30)) },
      link: { alarm: first, rule, stop: 'spray-off' },
    })
    expect(started({ ...spray, stop: false }).link).toEqual({ alarm: first, rule })
  })

  test.each([
    ['late', {}, {}, 60_001],
    ['hours', { hours: '22:00-06:00' }, {}, 0],
    ['interlock', { unless: ['frost' as RuleId] }, { alarms: new Set(['frost' as RuleId]) }, 0],
    ['lately', { every: minutes(30) }, { told: [{ ...started(), given: plus(at, -60_000) }] }, 0],
    ['refused', {}, { device: { ...du, active: false } }, 0],
    ['refused', {}, { device: { ...du, mn: 'M-1' } }, 0],
  ] as const)('does not (%s)', (skipped, link, more, after) =>
    expect(startOf(raised(first, at, { ...spray, ...link }), known(more), plus(at, after))).toEqual(
      {
        skipped,
      },
    ),
  )

  test.each([
    ['09:00-10:01', true],
    ['Mo 10:00-10:01', true],
    ['Tu-Su 00:00-24:00', false],
    ['22:00-10:00', false],
  ])('at ten on a Monday is within %s: %s', (hours, open) =>
    expect('command' in startOf(raised(first, at, { ...spray, hours }), known(), at)).toBe(open),
  )

  test('asks where it is grave enough, new, and of now', () => {
    const link = { ...spray, from: 'orange' } as const
    expect(isLinking(raised(first, at))).toBe(true)
    expect(isLinking(raised(first, at, link))).toBe(false)
    expect(isLinking(raised(first, at, link, { kind: 'escalated', severity: 'red' }))).toBe(true)
    expect(isLinking(raised(first, at, spray, { kind: 'eased' }))).toBe(false)
    expect(isLinking(raised(first, at, spray, { past: true }))).toBe(false)
  })
})

describe('its end', () => {
  const standing = new Set<AlarmId>()
  const stop = (told: readonly DeviceCommand[] = [], more: object = {}, after = 60_000) =>
    stopOf(started(), { id, device: du, told, standing, ...more }, plus(at, after))
  const byPerson = (command: DeviceCommand['command'], after: number): DeviceCommand => {
    const { link: _, ...rest } = started()
    return { ...rest, id: 'DC9' as DeviceCommandId, command, given: plus(at, after) }
  }

  test('is the command that ends it', () =>
    expect(stop()).toMatchObject({
      ...{ command: 'spray-off', arguments: {}, by: 'rule dust', given: at + 60_000 },
      link: { alarm: first, rule },
    }))

  test('is none where its time is over, the device refused, or a person told it the same or its end since', () => {
    expect(stop([], {}, 600_000)).toBeUndefined()
    const refused = { ...started(), answer: { at, result: 'refused' } } as const
    expect(stopOf(refused, { id, device: du, told: [], standing }, at)).toBeUndefined()
    expect(stop([byPerson('spray-on', 1_000)])).toBeUndefined()
    expect(stop([byPerson('spray-off', 1_000)])).toBeUndefined()
    expect(stop([byPerson('spray-on', -1_000), byPerson('interval', 1_000)])).toBeDefined()
  })

  test('is none while another alarm that stands wants it', () => {
    const other = alarmId('pm' as RuleId, du.id, at)
    const link = { alarm: other, rule: 'pm' as RuleId, stop: 'spray-off' } as const
    const second = { ...started(), id: 'DC2' as DeviceCommandId, link }
    expect(stop([second], { standing: new Set([other]) })).toBeUndefined()
    expect(stop([second])).toBeDefined()
  })
})

type Event =
  | { readonly what: 'raise' | 'clear' | 'again' | 'person on' | 'person off' }
  | { readonly what: 'hold' | 'release'; readonly city: boolean }
  | { readonly what: 'pass'; readonly seconds: number }

const events = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .constantFrom<Event['what']>('raise', 'clear', 'again')
        .map((what) => ({ what }) as Event),
    },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom<Event['what']>('person on', 'person off')
        .map((what) => ({ what }) as Event),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        what: fc.constantFrom('hold', 'release'),
        city: fc.boolean(),
      }) as fc.Arbitrary<Event>,
    },
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant('pass'),
        seconds: fc.integer({ min: 1, max: 700 }),
      }) as fc.Arbitrary<Event>,
    },
  ),
  { minLength: 10, maxLength: 40 },
)

test('alarms, people, repeats and time in any order: one start for a raise, none while it is held, and an end of what runs', async () => {
  let [starts, stops, held] = [0, 0, 0]
  await fc.assert(
    fc.asyncProperty(events, async (days) => {
      await using registry: Registry = await openSqliteRegistry(':memory:')
      await registry.put([du])
      const clock = new VirtualClock(at)
      const standing = new Set<AlarmId>()
      const alarms: LinkAlarms = {
        acts: (one) => Promise.resolve(standing.has(one)),
        stands: (one) => Promise.resolve(standing.has(one)),
        rulesOf: () => Promise.resolve([]),
      }
      const take = linking({
        ...{ clock, observer: new RecordingObserver(), registry, alarms, offset: () => 0 },
        ...{ directory: new DeviceDirectory(registry), changed: new Commits(clock) },
      })
      const told: AlarmTransition[] = []
      const holds = { city: false, device: false }
      let current: AlarmId | undefined
      let persons = 0
      /** A start of the alarm that nobody ended or took over since. */
      const forgotten = async (alarm: AlarmId) => {
        const all = await registry.commands.of(du.id, 1_000)
        return all.filter(
          (one) =>
            one.link?.alarm === alarm &&
            one.command === 'spray-on' &&
            one.given + seconds(600) > clock.now() &&
            !all.some(
              ({ command, link, given }) =>
                given > one.given && (command === 'spray-off' || link === undefined),
            ),
        )
      }
      const count = async (one: AlarmId, command: string) =>
        (await registry.links.of(one)).filter((each) => each.command === command).length
      for (const event of days) {
        clock.advance(1_000)
        const now = clock.now()
        if (event.what === 'pass') clock.advance(event.seconds * 1_000)
        else if (event.what === 'hold' || event.what === 'release') {
          const isHeld = event.what === 'hold'
          holds[event.city ? 'city' : 'device'] = isHeld
          const edit = { held: isHeld, by: 'operator', at: now, reason: 'why' }
          await registry.links.hold(event.city ? edit : { ...edit, device: du.id })
        } else if (event.what === 'raise') {
          if (current !== undefined) continue
          current = alarmId(rule, du.id, now)
          standing.add(current)
          told.push(raised(current, now))
          await take(raised(current, now))
          const wanted = holds.city || holds.device ? 0 : 1
          expect(await count(current, 'spray-on')).toBe(wanted)
          starts += wanted
          held += 1 - wanted
        } else if (event.what === 'clear') {
          if (current === undefined) continue
          standing.delete(current)
          told.push(cleared(current, now))
          await take(cleared(current, now))
          stops += await count(current, 'spray-off')
          expect(await forgotten(current)).toEqual([])
          current = undefined
        } else if (event.what === 'again') {
          const before = await registry.commands.newest()
          for (const one of told) await take(one)
          // What was held may begin when it comes again and is let go; nothing else does.
          if ((await registry.commands.newest()) !== before)
            expect(current !== undefined && (await count(current, 'spray-on')) === 1).toBe(true)
        } else {
          persons += 1
          const { link: _, ...rest } = started()
          await registry.commands.give({
            ...rest,
            ...{ id: `DC-person-${persons}` as DeviceCommandId, by: 'operator', given: now },
            command: event.what === 'person on' ? 'spray-on' : 'spray-off',
          })
        }
        for (const one of new Set(told.map(({ alarm }) => alarm)))
          for (const command of ['spray-on', 'spray-off'])
            expect(await count(one, command)).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 25 },
  )
  expect([starts, stops, held].every((each) => each > 0)).toBe(true)
})

test('of a cell every device of the kind does it, and named ones wherever they stand; one that was told already is not told again', async () => {
  await using registry = await openSqliteRegistry(':memory:')
  const cell = '990102001001001'
  const place = { kind: 'dust', site: 'construction', cell: cell as CellCode } as const
  await registry.put([
    { ...du, cell: cell as CellCode },
    device('du-2', place),
    device('du-3', { ...place, cell: '990102001001002' as CellCode }),
    device('du-4', { ...place, active: false }),
    device('wl-1', { kind: 'water', site: 'road', cell: cell as CellCode }),
  ])
  const clock = new VirtualClock(at)
  const observer = new RecordingObserver()
  const always: LinkAlarms = {
    acts: () => Promise.resolve(true),
    stands: () => Promise.resolve(true),
    rulesOf: (one) => Promise.resolve(one === 'du-3' ? ['frost' as RuleId] : []),
  }
  const take = linking({
    ...{ clock, observer, registry, alarms: always, offset: () => 0 },
    ...{ directory: new DeviceDirectory(registry), changed: new Commits(clock) },
  })
  const inCell = { ...spray, to: { kind: 'dust', within: 'cell' } } as unknown as LinkTemplate
  await take(raised(first, at, inCell))
  await take(raised(first, at, inCell))
  const devices = (await registry.links.of(first)).map((one) => one.device)
  expect(devices.toSorted()).toEqual(['du-1', 'du-2'])
  const named = {
    ...{ ...spray, unless: ['frost' as RuleId] },
    to: { devices: ['du-3', 'du-9', 'wl-1'] as DeviceId[] },
  }
  await take(raised('other' as AlarmId, at, named))
  expect(await registry.links.of('other' as AlarmId)).toEqual([])
  expect(observer.events.flatMap(({ fields }) => fields['outcome'] ?? [])).toEqual([
    ...['given', 'given', 'interlock', 'refused'],
  ])
})
