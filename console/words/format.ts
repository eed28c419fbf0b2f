/** Instants, durations and numbers for people: in the city's time zone and the chosen language. */
import { city } from '../state/city.ts'
import { language } from './words.ts'

const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en-GB')
const zone = () => city.value?.zone ?? 'Asia/Shanghai'

const style = {
  clock: { hour: '2-digit', minute: '2-digit' },
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  minute: { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
  full: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const formats = new Map<string, Intl.DateTimeFormat>()

/** An instant in epoch milliseconds; `-` when there is none. */
export function showInstant(at: number | undefined, as: keyof typeof style = 'full'): string {
  if (at === undefined) return '-'
  const key = `${locale()} ${zone()} ${as}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale(), { ...style[as], hour12: false, timeZone: zone() })
    formats.set(key, format)
  }
  return format.format(at)
}

const steps = [
  { size: 86_400_000, zh: '天', en: 'd' },
  { size: 3_600_000, zh: '小时', en: 'h' },
  { size: 60_000, zh: '分', en: 'min' },
  { size: 1_000, zh: '秒', en: 's' },
] as const

/** The two largest parts of a length of time, `2 h 5 min`; the sign is the caller's to say. */
export function showDuration(milliseconds: number): string {
  let rest = Math.abs(milliseconds)
  const parts: string[] = []
  for (const { size, zh, en } of steps) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(language.value === 'zh' ? `${count}${zh}` : `${count} ${en}`)
    if (parts.length === 2) break
  }
  if (parts.length === 0) return language.value === 'zh' ? '0秒' : '0 s'
  return parts.join(language.value === 'zh' ? '' : ' ')
}

/** `-` for nothing: no data is not zero. */
export function showNumber(value: number | undefined | null, digits = 1): string {
  if (value === undefined || value === null || Number.isNaN(value)) return '-'
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value)
}

/** A share of 0 to 1 in percent. */
export const showShare = (share: number | undefined | null): string =>
  share === undefined || share === null ? '-' : `${showNumber(share * 100, 1)} %`
