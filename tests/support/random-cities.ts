/** Cities and instants near what is special in them: nights, holidays, swap days, and clocks that are set. */
import type { WallCity } from './oracle-clock.ts'

export const cities: readonly { readonly city: WallCity; readonly starts: readonly string[] }[] = [
  {
    city: {
      zone: 'Asia/Shanghai',
      night: { from: '22:00', to: '06:00' },
      holidays: ['2026-05-01'],
      workdays: ['2026-05-09'],
    },
    starts: [
      '2026-03-02T10:00:00+08:00',
      '2026-03-01T21:10:00+08:00',
      '2026-02-28T20:40:00+08:00',
      '2026-04-30T21:30:00+08:00',
      '2026-05-08T22:40:00+08:00',
    ],
  },
  {
    city: {
      zone: 'Europe/Berlin',
      night: { from: '22:30', to: '06:00' },
      holidays: ['2026-10-25'],
      workdays: [],
    },
    starts: [
      '2026-03-29T00:10:00+01:00',
      '2026-03-28T20:00:00+01:00',
      '2026-10-25T00:20:00+02:00',
      '2026-10-24T19:00:00+02:00',
    ],
  },
]
