/** Conditions as trees that can be written and, without the language of the rules, be asked. */
import type { WallClock } from './oracle-clock.ts'

export type Cond =
  | { readonly op: 'over' | 'under'; readonly name: string; readonly value: number }
  | { readonly op: 'flag'; readonly name: string }
  | { readonly op: 'night' | 'workday' | 'holiday' | 'swapDay' }
  | { readonly op: 'before'; readonly hour: number }
  /** By the hours of the device. */
  | { readonly op: 'open' }
  | { readonly op: 'not'; readonly of: Cond }
  | { readonly op: 'and' | 'or'; readonly parts: readonly [Cond, Cond] }

export function written(cond: Cond): string {
  switch (cond.op) {
    case 'over':
      return `${cond.name} > ${cond.value} + limits.drawn.shift`
    case 'under':
      return `${cond.name} < ${cond.value} + limits.drawn.shift`
    case 'flag':
      return cond.name
    case 'night':
      return 'period == "night"'
    case 'workday':
    case 'holiday':
    case 'swapDay':
      return cond.op
    case 'before':
      return `hour < ${cond.hour}`
    case 'open':
      return 'schedules.business'
    case 'not':
      return `!(${written(cond.of)})`
    case 'and':
    case 'or':
      break
  }
  return `(${cond.parts.map(written).join(cond.op === 'and' ? ' && ' : ' || ')})`
}

export type Known = ReadonlyMap<string, number>

/** Undefined where it is unknown. */
export function truth(cond: Cond, known: Known, at: number, clock: WallClock): boolean | undefined {
  switch (cond.op) {
    case 'over':
    case 'under': {
      const value = known.get(cond.name)
      if (value === undefined) return undefined
      const limit = cond.value + clock.shift
      return cond.op === 'over' ? value > limit : value < limit
    }
    case 'flag': {
      const value = known.get(cond.name)
      return value === undefined ? undefined : value !== 0
    }
    case 'night':
      return clock.period(at) === 'night'
    case 'workday':
    case 'holiday':
    case 'swapDay':
      return clock[cond.op](at)
    case 'before':
      return clock.hour(at) < cond.hour
    case 'open':
      return clock.open(at)
    case 'not': {
      const inner = truth(cond.of, known, at, clock)
      return inner === undefined ? undefined : !inner
    }
    case 'and':
    case 'or':
      break
  }
  const decisive = cond.op === 'or'
  const all = cond.parts.map((part) => truth(part, known, at, clock))
  if (all.includes(decisive)) return decisive
  return all.includes(undefined) ? undefined : !decisive
}

export function namesIn(cond: Cond): readonly string[] {
  if ('name' in cond) return [cond.name]
  if (cond.op === 'not') return namesIn(cond.of)
  return cond.op === 'and' || cond.op === 'or' ? cond.parts.flatMap(namesIn) : []
}

export function asksHours(cond: Cond): boolean {
  if (cond.op === 'open') return true
  if (cond.op === 'not') return asksHours(cond.of)
  return 'parts' in cond && cond.parts.some(asksHours)
}
