/**
 * Hours of a week as people write them: `Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 10:00-02:00`. Without days they are of every day;
 * a span that ends before it begins goes over midnight and belongs to the day it began on. A day that is not named is closed.
 */
import { z } from 'zod'

import { filled } from './bilingual.ts'
import { minutesOf } from './city.ts'
import { schemaWords } from './schema-words.ts'

export interface WeekHours {
  readonly text: string
  /** Minutes since Monday 00:00, in order and apart; the last one may reach into the next week. */
  readonly spans: readonly WeekSpan[]
}

interface WeekSpan {
  readonly from: number
  readonly to: number
}

const days = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
const minutesOfDay = 1_440
export const minutesOfWeek = 7 * minutesOfDay
const longest = 200

const dayRange = /^(Mo|Tu|We|Th|Fr|Sa|Su)(?:-(Mo|Tu|We|Th|Fr|Sa|Su))?$/
const timeRange = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/

/** A text is the mistake in it. */
export function parseWeekHours(text: string): WeekHours | string {
  const { hoursLength, hoursForm, hoursFormNot, hoursEmpty } = schemaWords
  if (text.length > longest) return filled(hoursLength, { most: longest }).en
  const spans: WeekSpan[] = []
  for (const part of text.split(';')) {
    const words = part.split(/[\s,]+/).filter((word) => word !== '')
    const times = words.findIndex((word) => !dayRange.test(word))
    if (times < 0) return hoursForm.en
    const named = times === 0 ? days.map((_, day) => day) : words.slice(0, times).flatMap(daysOf)
    for (const word of words.slice(times)) {
      const [, from, to] = timeRange.exec(word) ?? []
      if (from === undefined || to === undefined)
        return filled(hoursFormNot, { word: word.slice(0, 40) }).en
      if (from === to) return filled(hoursEmpty, { word }).en
      const span = minutesOf({ from, to })
      for (const day of named)
        spans.push({ from: span.from + day * minutesOfDay, to: span.to + day * minutesOfDay })
    }
  }
  return { text: text.trim().replaceAll(/\s+/g, ' '), spans: apart(spans) }
}

/** Read by a schema, kept as text. */
export const weekHoursText = z.string().superRefine((text, context) => {
  const found = parseWeekHours(text)
  if (typeof found === 'string') context.addIssue(found)
})

export const weekHoursSchema = z.string().transform((text, context): WeekHours => {
  const found = parseWeekHours(text)
  if (typeof found !== 'string') return found
  context.addIssue(found)
  return z.NEVER
})

/** Days of the week by number, Monday is 0, of `Mo-Fr` or `Sa,Su`; undefined when a word is none. */
export function daysNamed(text: string): readonly number[] | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  if (words.length === 0 || !words.every((word) => dayRange.test(word))) return undefined
  return words.flatMap(daysOf)
}

function daysOf(word: string): number[] {
  const [, first = '', last = first] = dayRange.exec(word) ?? []
  const from = days.indexOf(first)
  const count = (days.indexOf(last) - from + 7) % 7
  return Array.from({ length: count + 1 }, (_, index) => (from + index) % 7)
}

/** Spans that touch or overlap are one, over the end of the week too. */
function apart(spans: readonly WeekSpan[]): readonly WeekSpan[] {
  const merged: { from: number; to: number }[] = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const before = merged.at(-1)
    if (before !== undefined && from <= before.to) before.to = Math.max(before.to, to)
    else merged.push({ from, to })
  }
  for (let last = merged.at(-1); last !== undefined; last = merged.at(-1)) {
    const [first] = merged
    if (first === undefined || first === last || last.to - minutesOfWeek < first.from) break
    last.to = Math.max(last.to, first.to + minutesOfWeek)
    merged.shift()
  }
  const always = merged.some(({ from, to }) => to - from >= minutesOfWeek)
  return always ? [{ from: 0, to: minutesOfWeek }] : merged
}

/** When the span that a minute of the week is in began, in minutes before it; undefined outside of all. */
export function openSince({ spans }: WeekHours, minute: number): number | undefined {
  for (const { from, to } of spans) {
    if (minute >= from && minute < to) return minute - from
    if (minute + minutesOfWeek < to) return minute + minutesOfWeek - from
  }
  return undefined
}

/** Minutes from a minute of the week to the next at which it opens or closes; undefined when it never does. */
export function untilTurn(hours: WeekHours, minute: number): number | undefined {
  if (isAlways(hours)) return undefined
  const after = (edge: number) => {
    const minutes = (edge - minute) % minutesOfWeek
    return minutes > 0 ? minutes : minutes + minutesOfWeek
  }
  return Math.min(...hours.spans.flatMap(({ from, to }) => [after(from), after(to)]))
}

export const isAlways = ({ spans: [first] }: WeekHours): boolean =>
  first !== undefined && first.to - first.from >= minutesOfWeek
