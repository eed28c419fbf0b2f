import { describe, expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => 'en' })
const {
  editOf,
  isEditable,
  writtenOf,
  nameOfNumber,
  nameOfOrigin,
  overrideOf,
  placesOf,
  showNumberValue,
} = await import('../../../console/pages/devices/device-number.ts')

describe('what a device is judged by', () => {
  const limit = { what: 'road.file_cm', title: { zh: '道路积水', en: 'Water on the road' } }

  it('has a name for limits, times of levels and schedules, and none is invented', () => {
    const names = ['yellow clearHold', 'red atLeast', 'schedule business', 'yellow other'].map(
      (what) => nameOfNumber({ what, from: 'rule' }),
    )
    expect([nameOfNumber({ ...limit, from: 'city' }), ...names]).toEqual([
      'Water on the road',
      'Yellow clear hold',
      'Red silence at least',
      'schedule business',
      'yellow other',
    ])
    const origins = ['street 110101001', 'profile beijing', 'city', 'elsewhere x']
    expect(origins.map(nameOfOrigin)).toEqual(origins)
  })

  it('has a value with its unit, a duration, or none', () => {
    const shown = [
      { value: 12.5, unit: 'cm' },
      { value: 14_400, unit: 's' },
      { value: 2, unit: 'periods' },
      { value: 'Mo-Fr 10:00-21:00' },
      {},
    ].map((one) => showNumberValue({ what: '', from: 'rule', ...one }))
    expect(shown).toEqual(['12.5 cm', '4 h', '2 periods', 'Mo-Fr 10:00-21:00', 'none given'])
  })

  it('may differ for the device, its owner, street and district, as far as it has them', () => {
    const device = { id: 'wl-1', owner: 'drainage', cell: '110101001002003' }
    expect(placesOf(device)).toEqual([
      { scope: 'device', code: 'wl-1' },
      { scope: 'owner', code: 'drainage' },
      { scope: 'street', code: '110101001' },
      { scope: 'district', code: '110101' },
    ])
    expect(placesOf({ id: 'wl-1' })).toEqual([{ scope: 'device', code: 'wl-1' }])
  })

  it('is written into a form as the API reads it, and the change names it as an override does', () => {
    const edit = (what: string, written: string | null, rest = {}) =>
      editOf('water.road', { what, from: 'city', ...rest }, written)
    expect(edit('road.file_cm', '12.5', { title: limit.title })).toEqual({
      limits: { 'road.file_cm': 12.5 },
    })
    expect(edit('road.file_cm', null, { title: limit.title })).toEqual({
      limits: { 'road.file_cm': null },
    })
    expect(edit('yellow hold', ' 3m ')).toEqual({ times: { 'water.road.yellow.hold': '3m' } })
    expect(edit('blue after', null)).toEqual({ times: { 'water.road.blue.after': null } })
    expect(edit('schedule business', 'Fr-Su 17:00-02:00')).toEqual({
      schedules: { business: 'Fr-Su 17:00-02:00' },
    })
    expect(edit('yellow other', '3m')).toBeUndefined()
    expect([
      writtenOf({ value: 180, unit: 's' }),
      writtenOf({ value: 2, unit: 'periods' }),
      writtenOf({ value: 12.5, unit: 'cm' }),
      writtenOf({ value: 'Mo-Fr 10:00-21:00' }),
      writtenOf({}),
    ]).toEqual(['180s', '2 periods', '12.5', 'Mo-Fr 10:00-21:00', ''])
  })

  it('is edited where the rules give it, and an override is taken back where it stands', () => {
    const rule = 'water-road-depth'
    const isOf = (what: string, from: string) => isEditable(rule, { what, from })
    expect(isEditable(rule, { ...limit, from: 'city' })).toBe(true)
    expect(isEditable(rule, { ...limit, from: 'register' })).toBe(false)
    expect(isOf('yellow hold', 'rule')).toBe(true)
    expect(isOf('schedule business', 'city')).toBe(true)
    expect(isOf('schedule business', 'register')).toBe(false)
    expect(isOf('yellow other', 'rule')).toBe(false)
    expect(isOf('pink hold', 'rule')).toBe(false)
    expect(overrideOf({ from: 'owner drainage' })).toEqual({ scope: 'owner', code: 'drainage' })
    expect(
      ['city', 'rule', 'register', 'profile beijing'].map((from) => overrideOf({ from })),
    ).toEqual([undefined, undefined, undefined, undefined])
  })
})
