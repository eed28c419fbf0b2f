/** What a clock and a calendar on the wall say, found by asking for every quarter of an hour. Shares nothing with the rules. */
export interface WallCity {
  readonly zone: string
  readonly night: { readonly from: string; readonly to: string }
  readonly holidays: readonly string[]
  readonly workdays: readonly string[]
}

/** What a device differs in from its city. */
export interface WallDevice {
  /** Spans of a day of the week (0 = Monday) in minutes; `to` before `from` is on the next day. */
  readonly hours: readonly { readonly day: number; readonly from: number; readonly to: number }[]
  readonly shift: number
}

export type WallUnit = 'day' | 'week' | 'month' | 'period'

const minute = 60_000
const quarter = 15 * minute

export class WallClock {
  readonly #city: WallCity
  readonly #format: Intl.DateTimeFormat
  readonly #offsets = new Map<number, number>()
  readonly #runs = new Map<string, readonly [number, number]>()

  readonly #device: WallDevice

  constructor(city: WallCity, device: WallDevice) {
    this.#city = city
    this.#device = device
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: city.zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    })
  }

  /** Local time as if it were UTC. */
  wall(at: number): Date {
    const slot = Math.floor(at / quarter)
    let offset = this.#offsets.get(slot)
    if (offset === undefined) {
      // 29/03/2026, 01:00:00
      const [day, month, year, hour, minutes, second] = this.#format
        .format(slot * quarter)
        .split(/\D+/)
        .map(Number)
      offset = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minutes, second) - slot * quarter
      this.#offsets.set(slot, offset)
    }
    return new Date(at + offset)
  }

  #date = (at: number): string => this.wall(at).toISOString().slice(0, 10)
  hour = (at: number): number => this.wall(at).getUTCHours()
  #minutes = (at: number): number => this.hour(at) * 60 + this.wall(at).getUTCMinutes()

  period(at: number): 'day' | 'night' {
    const [from, to] = [this.#city.night.from, this.#city.night.to].map(
      (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)),
    )
    const now = this.#minutes(at)
    return now >= (from ?? 0) || now < (to ?? 0) ? 'night' : 'day'
  }

  /** What is added to each number that something is compared with. */
  get shift(): number {
    return this.#device.shift
  }

  open(at: number): boolean {
    const day = (this.wall(at).getUTCDay() + 6) % 7
    const now = this.#minutes(at)
    return this.#device.hours.some((span) =>
      span.from < span.to
        ? span.day === day && now >= span.from && now < span.to
        : (span.day === day && now >= span.from) || ((span.day + 1) % 7 === day && now < span.to),
    )
  }

  /** The next quarter of an hour at which it opens or closes, within a week. */
  nextTurn(at: number): number {
    const open = this.open(at)
    let next = (Math.floor(at / quarter) + 1) * quarter
    while (this.open(next) === open && next - at < 8 * 86_400_000) next += quarter
    return this.open(next) === open ? Number.POSITIVE_INFINITY : next
  }

  #weekend = (at: number): boolean => [0, 6].includes(this.wall(at).getUTCDay())
  holiday = (at: number): boolean => this.#city.holidays.includes(this.#date(at))
  swapDay = (at: number): boolean =>
    !this.holiday(at) && this.#weekend(at) && this.#city.workdays.includes(this.#date(at))
  workday = (at: number): boolean => !this.holiday(at) && (!this.#weekend(at) || this.swapDay(at))

  /** The run of instants around `at` with the same part of the day; an hour that comes twice is two. */
  part(at: number, length: number): readonly [number, number] {
    return this.#run(at, `part ${length}`, (one) => {
      const offset = length > 60 * minute ? 0 : this.wall(one).getTime() - one
      return `${this.#date(one)} ${Math.floor((this.#minutes(one) * minute) / length)} ${offset}`
    })
  }

  unit(at: number, unit: WallUnit): readonly [number, number] {
    return this.#run(at, unit, (one) => {
      if (unit === 'day') return this.#date(one)
      if (unit === 'month') return this.#date(one).slice(0, 7)
      if (unit === 'period') return this.period(one)
      const wall = this.wall(one)
      const monday = wall.getTime() - ((wall.getUTCDay() + 6) % 7) * 86_400_000
      return new Date(monday).toISOString().slice(0, 10)
    })
  }

  #run(at: number, name: string, key: (at: number) => string): readonly [number, number] {
    const step = name.startsWith('part') ? minute : quarter
    const slot = Math.floor(at / step) * step
    const cached = `${name} ${slot}`
    const known = this.#runs.get(cached)
    if (known !== undefined) return known
    const own = key(slot)
    let begin = slot
    while (key(begin - step) === own) begin -= step
    let end = slot + step
    while (key(end) === own) end += step
    this.#runs.set(cached, [begin, end])
    return [begin, end]
  }
}
