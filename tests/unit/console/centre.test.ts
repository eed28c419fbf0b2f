/** What the command centre makes of the answers of the API: decisions only, no browser. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { membersIn } from '../../../console/pages/centre/members.ts'
import { curveWindow, quantitiesByWeight } from '../../../console/pages/centre/alarm-window.ts'
import {
  alarmPoints,
  casePoints,
  deviceState,
  noPoints,
  quietPoints,
  samePoints,
  type Points,
} from '../../../console/pages/centre/features.ts'
import {
  alarmingDevices,
  byGravity,
  cellCentres,
  cityBounds,
  filteredAlarms,
  filteredCases,
  positionOfCase,
  quietDevices,
  streetsOf,
  worstByDevice,
  type CityGrid,
  type DevicePoint,
  type GridCell,
  type OpenCase,
  type StandingAlarm,
} from '../../../console/pages/centre/picture.ts'
import { filterIn } from '../../../console/pages/centre/filter-address.ts'
import {
  cameBetween,
  watch,
  type Watched,
  type WatchedAlarm,
} from '../../../console/pages/centre/red-watch.ts'
import { worthShowing } from '../../../console/pages/centre/worth-showing.ts'
import { pathWith } from '../../../console/state/address.ts'
import { quantile } from '../../../console/pages/centre/quantile.ts'
import { severities, type Severity } from '../../../core/severity.ts'

const cell = (code: string, street: string, district: string, west: number): GridCell => ({
  properties: { code, name: `cell ${code}`, street, district },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, 30],
        [west + 2, 30],
        [west + 2, 32],
        [west, 32],
        [west, 30],
      ],
    ],
  },
})

const grid: CityGrid = {
  type: 'FeatureCollection',
  features: [
    cell('990101002001001', 'River', 'North', 122),
    cell('990101001001001', 'Bridge', 'North', 120),
    cell('990102001001001', 'River', 'South', 124),
  ],
}

const device = (id: string, more: Partial<DevicePoint> = {}): DevicePoint => ({
  id,
  kind: 'water',
  longitude: 121,
  latitude: 31,
  cell: '990101001001001',
  active: true,
  ...more,
})

const alarm = (name: string, more: Partial<StandingAlarm> = {}): StandingAlarm => ({
  alarm: name,
  device: 'a',
  severity: 'yellow',
  raisedAt: 1_000,
  ...more,
})

const opened = (id: string, more: Partial<OpenCase> = {}): OpenCase => ({
  id,
  severity: 'yellow',
  place: { device: 'a' },
  deadlines: [],
  collectedAt: 0,
  ...more,
})

const byId = (...devices: readonly DevicePoint[]) => new Map(devices.map((one) => [one.id, one]))

describe('the grid', () => {
  test('names its streets in the order of their codes, with the district where a name is twice there', () => {
    expect(streetsOf(grid)).toEqual([
      { code: '990101001', name: 'Bridge' },
      { code: '990101002', name: 'North River' },
      { code: '990102001', name: 'South River' },
    ])
    expect(streetsOf(undefined)).toEqual([])
  })

  test('gives the city its bounds, and the devices give them where there is none', () => {
    const far = device('far', { longitude: 0, latitude: 0 })
    expect(cityBounds(grid, [far])).toEqual([
      [120, 30],
      [126, 32],
    ])
    expect(cityBounds(undefined, [far, device('a')])).toEqual([
      [0, 0],
      [121, 31],
    ])
    expect(cityBounds(undefined, [])).toBeUndefined()
  })
})

describe('a device on the map', () => {
  test('shows the worst of its standing alarms, of two as bad the newer, whatever their order', () => {
    const alarms = [
      alarm('old red', { severity: 'red', raisedAt: 1 }),
      alarm('new red', { severity: 'red', raisedAt: 2 }),
      alarm('blue', { severity: 'blue', raisedAt: 3 }),
      alarm('other', { device: 'b' }),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(alarms, { minLength: 4 }), (order) => {
        expect(worstByDevice(order).get('a')?.alarm).toBe('new red')
        expect(worstByDevice(order).get('b')?.alarm).toBe('other')
      }),
    )
  })

  test('alarms before it is out of use, and is out of use before it is silent', () => {
    const devices = [
      device('alarming', { active: false }),
      device('unused', { active: false }),
      device('silent'),
      device('normal'),
      device('unknown severity'),
    ]
    const { severity: _, ...vague } = alarm('x', { device: 'unknown severity' })
    const worst = worstByDevice([alarm('y', { device: 'alarming', severity: 'orange' }), vague])
    const silent = new Set(['alarming', 'unused', 'silent'])
    const states = {
      alarming: 'orange',
      unused: 'inactive',
      silent: 'silent',
      normal: 'normal',
      'unknown severity': 'blue',
    }
    expect(
      Object.fromEntries(devices.map((one) => [one.id, deviceState(one, worst, silent)])),
    ).toEqual(states)
    // On the map its sign takes the place of its dot.
    const signs = (points: Points) =>
      points.features.map(({ properties: { id, sign } }) => [id, sign] as const)
    const dots = signs(quietPoints(devices, silent))
    expect(dots.map(([id]) => id)).toEqual(devices.map(({ id }) => id))
    const alarming = signs(alarmPoints(alarmingDevices(worst, {}, byId(...devices))))
    expect(Object.fromEntries([...dots, ...alarming])).toEqual(states)
  })

  test('lies on top of what is less grave', () => {
    const ranks = severities.map((severity) => {
      const worst = worstByDevice([alarm('x', { severity })])
      const alarming = alarmingDevices(worst, {}, byId(device('a')))
      return alarmPoints(alarming).features[0]?.properties.rank
    })
    expect(ranks).toEqual([1, 2, 3, 4])
  })
})

describe('a case on the map', () => {
  const centres = cellCentres(grid)

  test('is where its coordinates say, else at its device, else in the middle of its cell', () => {
    const devices = byId(device('a', { longitude: 1, latitude: 2 }))
    const whole = { device: 'a', cell: '990102001001001', longitude: 5, latitude: 0 }
    expect(positionOfCase({ place: whole }, devices, centres)).toEqual([5, 0])
    expect(positionOfCase({ place: { device: 'a' } }, devices, centres)).toEqual([1, 2])
    expect(
      positionOfCase({ place: { device: 'gone', cell: whole.cell } }, devices, centres),
    ).toEqual([125, 31])
  })

  test('that has no place known is left to the list', () => {
    const points = casePoints([opened('1', { place: {} }), opened('2')], byId(device('a')), centres)
    expect(points.features.map(({ properties }) => properties.id)).toEqual(['2'])
  })

  test('is marked when any of its deadlines has passed', () => {
    const deadlines = [
      { at: 1, overdue: false },
      { at: 2, overdue: true },
    ]
    const { features } = casePoints([opened('1', { deadlines })], byId(device('a')), centres)
    expect(features[0]?.properties.sign).toBe('yellow-overdue')
  })

  test('is drawn anew when its sign, its place or its name changes, and only then', () => {
    const draw = (found: OpenCase) => casePoints([found], byId(device('a')), centres)
    const drawn = (found: OpenCase) => !samePoints(draw(opened('1')), draw(found))
    expect(drawn(opened('1', { collectedAt: 99 }))).toBe(false)
    expect(drawn(opened('1', { severity: 'red' }))).toBe(true)
    expect(drawn(opened('2'))).toBe(true)
    expect(drawn(opened('1', { place: { longitude: 3, latitude: 3 } }))).toBe(true)
    expect(samePoints(draw(opened('1')), noPoints)).toBe(false)
    expect(samePoints(noPoints, draw(opened('1')))).toBe(false)
  })
})

describe('the lists', () => {
  test('have the gravest on top, of two as grave what runs out first, and what has no deadline last', () => {
    const due = (id: string, severity: Severity, ...at: readonly number[]) =>
      opened(id, { severity, deadlines: at.map((one) => ({ at: one, overdue: false })) })
    const found = [
      ...[due('none', 'yellow'), due('late', 'yellow', 500), due('soon', 'yellow', 900, 100)],
      ...[due('red', 'red', 9_000), due('blue', 'blue', 1)],
    ]
    expect(found.sort(byGravity).map(({ id }) => id)).toEqual([
      ...['red', 'soon', 'late', 'none', 'blue'],
    ])
  })

  test('keep of alarms, cases and devices what has all that the filter asks for', () => {
    const devices = byId(
      device('a'),
      device('b', { kind: 'noise' }),
      device('c', { cell: '990102001001001' }),
    )
    const alarms = [alarm('1'), alarm('2', { device: 'b' }), alarm('3', { device: 'c' })]
    const cases = [opened('1'), opened('2', { place: {} }), opened('3', { severity: 'red' })]
    const filter = { severity: 'yellow', kind: 'water', street: '990101001' } as const
    expect(filteredAlarms(alarms, filter, devices).map(({ alarm }) => alarm)).toEqual(['1'])
    expect(filteredCases(cases, filter, devices).map(({ id }) => id)).toEqual(['1'])
    const alarming = alarmingDevices(worstByDevice(alarms), filter, devices)
    expect(alarming.map(({ device }) => device.id)).toEqual(['a'])
    const { severity: _, ...quiet } = filter
    expect(quietDevices([...devices.values()], quiet).map(({ id }) => id)).toEqual(['a'])
    expect(quietDevices([...devices.values()], filter)).toEqual([])
  })

  test('are whole without a filter, also of devices that nobody has registered', () => {
    const alarms = [alarm('1', { device: 'nobody' }), alarm('2')]
    expect(filteredAlarms(alarms, {}, byId(device('a')))).toHaveLength(2)
    expect(quietDevices([device('quiet')], {})).toHaveLength(1)
    expect(alarmingDevices(worstByDevice(alarms), {}, byId(device('a')))).toHaveLength(1)
  })
})

describe('the curve of an alarm', () => {
  const minute = 60_000

  test('holds the moment, begins before it and has a report of the device in each bucket', () => {
    const times = fc.record({
      since: fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
      lasted: fc.option(fc.integer({ min: 0, max: 30 * 86_400_000 }), { nil: undefined }),
      period: fc.integer({ min: 1, max: 7 * 86_400 }),
      later: fc.integer({ min: 0, max: 60 * 86_400_000 }),
    })
    fc.assert(
      fc.property(times, ({ since, lasted, period, later }) => {
        const now = since + (lasted ?? 0) + later
        const clearedAt = lasted === undefined ? undefined : since + lasted
        const { from, to, bucket } = curveWindow({ since, clearedAt, period, now })
        expect(from).toBeLessThan(since)
        expect(to).toBeGreaterThanOrEqual(clearedAt ?? now)
        expect(to).toBeLessThanOrEqual(Math.max(now, since + minute))
        expect(bucket).toBeGreaterThanOrEqual(period * 1_000)
        expect(bucket % minute).toBe(0)
        expect((to - from) / bucket).toBeLessThanOrEqual(600)
      }),
    )
  })

  test('is of what the rule limits, else of what its condition names, else of the first quantity', () => {
    const known = ['stage', 'rain', 'depth', 'battery']
    const first = (condition: string, limited: readonly string[]) =>
      quantitiesByWeight(known, { condition, names: [], limited })[0]
    expect(first('depth3 >= limits.road.file_cm', ['rain'])).toBe('rain')
    expect(first('depth3 >= limits.road.file_cm', [])).toBe('depth')
    expect(first('silent', [])).toBe('stage')
    expect(quantitiesByWeight(known, { condition: '', names: ['battery'], limited: [] })).toEqual([
      'battery',
      'stage',
      'rain',
      'depth',
    ])
  })
})

test('a quantile is the value that so large a share of the values does not exceed', () => {
  expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3)
  expect(quantile([5, 1, 4, 2, 3], 0.95)).toBe(5)
  expect(quantile([], 0.5)).toBeUndefined()
})

test.each([
  ['wl-1', ['wl-1'], 0],
  ['wl-1, wl-2 and 3 more', ['wl-1', 'wl-2'], 3],
  ['', [], 0],
])('the members of an alarm over an area: %s', (text, named, more) => {
  expect(membersIn(text)).toEqual({ named, more })
})

describe('a red alarm', () => {
  const red = (name: string, more: Partial<WatchedAlarm> = {}): WatchedAlarm => ({
    alarm: name,
    severity: 'red',
    ...more,
  })
  const acknowledged = { acknowledged: { at: 1, by: 'operator', severity: 'red' } } as const
  const first: Watched<WatchedAlarm> = { known: undefined, fresh: [] }
  const names = ({ fresh }: Watched<WatchedAlarm>) => fresh.map(({ alarm }) => alarm)

  test('is news when it comes while somebody watches, once, until it is over or acknowledged', () => {
    const opened = watch(first, [red('old')])
    expect(names(opened)).toEqual([])
    const came = watch(opened, [red('old'), red('new'), red('mild', { severity: 'orange' })])
    expect(names(came)).toEqual(['new'])
    expect(cameBetween(opened, came)).toBe(1)
    const still = watch(came, [red('old'), red('new')])
    expect(cameBetween(came, still)).toBe(0)
    expect(names(still)).toEqual(['new'])
    expect(names(watch(still, [red('new', acknowledged)]))).toEqual([])
    expect(names(watch(still, []))).toEqual([])
  })

  test('that was orange before is news when it turns red, and again after it was over', () => {
    const orange = watch(first, [red('a', { severity: 'orange' })])
    const turned = watch(orange, [red('a')])
    expect(names(turned)).toEqual(['a'])
    const over = watch(turned, [])
    expect(cameBetween(over, watch(over, [red('a')]))).toBe(1)
  })

  test('is never rung for twice while it stands', () => {
    const looks = fc.array(fc.subarray(['a', 'b', 'c']), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(looks, (all) => {
        let seen = first
        let before: readonly string[] | undefined
        for (const standing of all) {
          const after = watch(
            seen,
            standing.map((name) => red(name)),
          )
          const news = before === undefined ? [] : standing.filter((one) => !before?.includes(one))
          expect(cameBetween(seen, after)).toBe(news.length)
          ;[seen, before] = [after, standing]
        }
      }),
    )
  })
})

test('events of before and of now stand newest first, each once, without what says nothing', () => {
  const event = (sequence: number, name = 'filed') => ({ sequence, event: name })
  const shown = worthShowing(
    [event(1), event(2, 'notified'), event(3)],
    [event(3), event(5), event(4, 'evidenceAttached')],
  )
  expect(shown.map(({ sequence }) => sequence)).toEqual([5, 3, 1])
  expect(
    worthShowing(
      Array.from({ length: 80 }, (_, place) => event(place)),
      [],
    ),
  ).toHaveLength(50)
})

test('a filter outlives a reload in the address; what is no filter is none', () => {
  const filter = { severity: 'red', kind: 'water', street: '990101001' } as const
  const [, query = ''] = pathWith('/', { ...filter }).split('?')
  expect(filterIn(new URLSearchParams(query))).toEqual(filter)
  expect(filterIn(new URLSearchParams('severity=purple&kind='))).toEqual({})
})
