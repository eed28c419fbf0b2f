/** Which view of the wall comes when, in which colours, as the address of the page says it. Pure. */
import { instant, localTime, zoneOffset } from '../../../core/time.ts'

export const views = ['map', 'alarms', 'cases', 'crews', 'units'] as const
export type View = (typeof views)[number]

/** Seconds that a view stays. */
export const stays = [5, 10, 20, 30, 60, 120] as const
export const colours = ['clock', 'day', 'night'] as const

export interface WallSettings {
  readonly every: (typeof stays)[number]
  readonly colours: (typeof colours)[number]
}

export const settingsIn = (query: URLSearchParams): WallSettings => ({
  every: stays.find((known) => String(known) === query.get('every')) ?? 20,
  colours: colours.find((known) => known === query.get('colours')) ?? 'clock',
})

export function viewAfter(view: View, step: 1 | -1): View {
  const place = (views.indexOf(view) + step + views.length) % views.length
  return views[place] ?? view
}

interface CityNight {
  readonly zone: string
  /** Times of a day, `22:00`; it may go over midnight. */
  readonly night: { readonly from: string; readonly to: string }
}

/** By the clocks of the city, wherever the screen hangs; before they are known as by night, which blinds nobody. */
export function themeAt(
  chosen: WallSettings['colours'],
  at: number,
  city?: CityNight,
): 'light' | 'dark' {
  if (chosen !== 'clock') return chosen === 'day' ? 'light' : 'dark'
  if (city === undefined) return 'dark'
  const { hour, minute } = localTime(instant(at), zoneOffset(city.zone)(instant(at)))
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  const { from, to } = city.night
  const isNight = from <= to ? time >= from && time < to : time >= from || time < to
  return isNight ? 'dark' : 'light'
}
