/** Which view and which colours a wall shows, and what a moment of the replay holds. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { heatAt, minutesIn, momentAt, worstAt } from '../../../console/pages/centre/replay.ts'
import { settingsIn, themeAt, viewAfter, views } from '../../../console/pages/wall/rotation.ts'
import type { Replay } from '../../../console/api/types.ts'

const at = (time: string) => Date.parse(`2026-03-13T${time}:00+08:00`)
const city = { zone: 'Asia/Shanghai', night: { from: '22:00', to: '06:00' } }

describe('the wall', () => {
  test('shows each view in turn, and back', () => {
    const seen = views.map((_, turns) =>
      Array.from({ length: turns }).reduce<(typeof views)[number]>(
        (view) => viewAfter(view, 1),
        'map',
      ),
    )
    expect(seen).toEqual(views)
    for (const view of views) expect(viewAfter(viewAfter(view, 1), -1)).toBe(view)
  })

  test('keeps its settings in its address, and takes no others', () => {
    expect(settingsIn(new URLSearchParams())).toEqual({ every: 20, colours: 'clock' })
    expect(settingsIn(new URLSearchParams('every=60&colours=day'))).toEqual({
      ...{ every: 60, colours: 'day' },
    })
    expect(settingsIn(new URLSearchParams('every=0.001&colours=pink'))).toEqual({
      ...{ every: 20, colours: 'clock' },
    })
  })

  test('is light by day and dark by night, on the clocks of the city', () => {
    const told = (time: string) => themeAt('clock', at(time), city)
    expect([told('05:59'), told('06:00'), told('21:59'), told('22:00')]).toEqual([
      ...['dark', 'light', 'light', 'dark'],
    ])
    const short = { ...city, night: { from: '01:00', to: '05:00' } }
    expect(themeAt('clock', at('00:30'), short)).toBe('light')
    expect(themeAt('clock', at('03:00'), short)).toBe('dark')
    expect(themeAt('clock', at('12:00'))).toBe('dark')
    expect([themeAt('day', at('23:00'), city), themeAt('night', at('12:00'), city)]).toEqual([
      ...['light', 'dark'],
    ])
  })
})

describe('a replay', () => {
  const from = at('10:00')
  const minute = 60_000
  const alarm = (device: string, begins: number, ends?: number, severity = 'red') => ({
    ...{ alarm: `r/${device}/${begins}`, device, severity: severity as 'red' },
    ...{ longitude: 123.5, latitude: 29.5, raisedAt: from + begins * minute },
    ...(ends === undefined ? {} : { clearedAt: from + ends * minute }),
  })
  const { longitude: _, latitude: __, ...nowhere } = alarm('c', 40)
  const replay: Replay = {
    ...{ from, to: from + 60 * minute, cut: false },
    alarms: [alarm('a', 30), alarm('b', 10, 20, 'yellow'), alarm('a', -5, 15, 'blue'), nowhere],
  }
  const standing = (minutes: number) =>
    [...worstAt(replay, momentAt(replay, minutes))].map(
      ([device, { severity }]) => `${device} ${severity ?? ''}`,
    )

  test('shows what stood at the moment, and how grave it was', () => {
    expect(standing(0)).toEqual(['a blue'])
    expect(standing(12).toSorted()).toEqual(['a blue', 'b yellow'])
    expect(standing(25)).toEqual([])
    expect(standing(60).toSorted()).toEqual(['a red', 'c red'])
  })

  test('is hot where alarms have come by then, over or not, as far as their place is known', () => {
    const hot = (minutes: number) =>
      heatAt(replay, momentAt(replay, minutes)).features.map(({ properties }) => properties.rank)
    expect([hot(0), hot(12), hot(60)]).toEqual([[1], [2, 1], [4, 2, 1]])
  })

  test('goes from its beginning to its end by whole minutes, whatever span it has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_800_000 }), (length) => {
        const span = { from, to: from + length }
        expect(momentAt(span, 0)).toBe(from)
        expect(momentAt(span, minutesIn(span))).toBe(span.to)
        expect(momentAt(span, minutesIn(span) - 1)).toBeLessThan(span.to)
      }),
    )
  })
})
