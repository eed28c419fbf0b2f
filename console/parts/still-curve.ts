/** Where a curve that is printed has its lines: along the time on the city's clocks, and over the values. Pure. */
import type { Severity } from '../../core/severity.ts'

export const sheet = { width: 720, height: 240, left: 58, right: 10, top: 14, bottom: 24 } as const

export interface Span {
  readonly low: number
  readonly high: number
}

const minute = 60_000
const hour = 60 * minute
const timeSteps = [
  ...[5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((count) => count * hour),
]
/** More labels than these would be written over each other. */
const mostTimes = 6

/** Round instants on clocks that are `offset` milliseconds east of UTC. */
export function timeTicks(from: number, to: number, offset: number): readonly number[] {
  const least = (to - from) / mostTimes
  const step = timeSteps.find((size) => size >= least) ?? Math.ceil(least / hour) * hour
  const ticks: number[] = []
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step)
    ticks.push(at)
  return ticks
}

/** Three to six round values that lie within. */
export function valueTicks({ low, high }: Span): readonly number[] {
  const size = 10 ** Math.floor(Math.log10((high - low) / 3))
  const step = [1, 2, 5, 10]
    .map((factor) => factor * size)
    .findLast((one) => (high - low) / one >= 3)
  if (step === undefined) return [low, high]
  const ticks: number[] = []
  for (let nth = Math.ceil(low / step); nth * step <= high; nth += 1)
    ticks.push(Number((nth * step).toPrecision(12)))
  return ticks
}

interface Point {
  readonly at: number
  readonly value: number | null
  readonly high?: number
}

/** All values and limits are in sight, with room for the words above them. */
export function spanOf(points: readonly Point[], limits: readonly number[]): Span {
  const all = points.flatMap(({ value, high }) => (value === null ? [] : [value, high ?? value]))
  const [low, high] = [Math.min(...all, ...limits), Math.max(...all, ...limits)]
  const room = (high - low || Math.abs(high) || 1) * 0.1
  return { low: low - room, high: high + 1.5 * room }
}

export interface Frame extends Span {
  readonly from: number
  readonly to: number
}

export const xOf = (at: number, { from, to }: Frame): number =>
  sheet.left + ((at - from) / (to - from)) * (sheet.width - sheet.left - sheet.right)

export const yOf = (value: number, { low, high }: Frame): number =>
  sheet.height -
  sheet.bottom -
  ((value - low) / (high - low)) * (sheet.height - sheet.top - sheet.bottom)

/** The path of the values; broken where there is none, and a value alone is a dot. */
export function pathOf(points: readonly Point[], frame: Frame, of: 'value' | 'high'): string {
  let path = ''
  let drawing = false
  for (const [place, { at, value, high }] of points.entries()) {
    if (value === null) {
      drawing = false
      continue
    }
    const y = yOf(of === 'high' ? (high ?? value) : value, frame).toFixed(1)
    path += `${drawing ? 'L' : 'M'}${xOf(at, frame).toFixed(1)} ${y}`
    if (!drawing && (points[place + 1]?.value ?? null) === null) path += 'h0.01'
    drawing = true
  }
  return path
}

export interface StillLimit {
  readonly value: number
  readonly severity: Severity
  readonly label: string
}

/** The words of a limit, no two over each other: those that lie near each other stand at different ends. */
export function limitEnds(
  limits: readonly StillLimit[],
  frame: Frame,
): readonly ('left' | 'right')[] {
  const near = 13
  const taken: { readonly y: number; readonly end: 'left' | 'right' }[] = []
  return limits.map(({ value }) => {
    const y = yOf(value, frame)
    const isTaken = taken.some((one) => one.end === 'left' && Math.abs(one.y - y) < near)
    const end = isTaken ? 'right' : 'left'
    taken.push({ y, end })
    return end
  })
}
