/**
 * Reading by InfluxQL, inside what 1.8, 2.x and 3 Core share: SELECT of fields and tags, GROUP BY a tag, ORDER BY time,
 * LIMIT, and regular expressions only on tags.
 */
import { z } from 'zod'

import { instant, type Instant } from '../../core/time.ts'
import type { InfluxConfig } from './config.ts'
import type { Selection } from '../../core/series.ts'
import { unavailable, type InfluxHttp } from './http.ts'
import { isExact, lastMillisecond, type Policy } from './schema.ts'

export const identifier = (name: string): string => `"${escaped(name, '"')}"`
const literal = (text: string): string => `'${escaped(text, "'")}'`

const escaped = (text: string, quote: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n')

export const within = (from: Instant, to: Instant): string =>
  `time >= ${bounded(from)}ms AND time < ${bounded(to)}ms`

const bounded = (at: Instant): number => Math.min(Math.max(Math.trunc(at), 0), lastMillisecond)

/** InfluxQL has no `is not null`; of a value that is missing every comparison is false. */
export const present = (field: string): string =>
  `(${identifier(field)} <= 0 OR ${identifier(field)} > 0)`

/**
 * undefined when nothing can fit: a cell code is digits and nothing else, and a device that cannot be written is not
 * there. InfluxQL itself ends at a NUL, even inside quotes.
 */
export function conditionOf({ device, cell }: Selection): readonly string[] | undefined {
  const parts: string[] = []
  if (device !== undefined) {
    if (!isExact(device)) return undefined
    parts.push(`"device" = ${literal(device)}`)
  }
  if (cell !== undefined && cell !== '') {
    if (!/^\d{1,15}$/.test(cell)) return undefined
    const exact = exactTags[cell.length]
    parts.push(exact === undefined ? `"cell" =~ /^${cell}/` : `"${exact}" = ${literal(cell)}`)
  }
  return parts
}

const exactTags: Readonly<Record<number, string>> = { 6: 'district', 9: 'street', 15: 'cell' }

/** undefined when none of them can be there. */
export function anyDevice(devices: readonly string[]): string | undefined {
  const parts = devices.filter(isExact).map((device) => `"device" = ${literal(device)}`)
  return parts.length === 0 ? undefined : `(${parts.join(' OR ')})`
}

/**
 * One row by the name of its column; tags that were grouped by are among them. `time` is a number of milliseconds, or to the
 * nanosecond, which no number holds, a text like `2026-03-15T00:00:00.123456789Z`.
 */
export type Row = Readonly<Record<string, unknown>>

export type Query = (policy: Policy, q: string, precision?: 'ns') => AsyncIterable<Row>

const chunkSize = '5000'

/** Rows as the server sends them, so that an answer of any size takes little memory; leaving early ends the query. */
export function querying(http: InfluxHttp, config: InfluxConfig): Query {
  return async function* (policy, q, precision) {
    const body = new URLSearchParams({
      db: config.database,
      rp: policy,
      ...(precision === undefined ? { epoch: 'ms' } : {}),
      chunked: 'true',
      chunk_size: chunkSize,
      q,
    }).toString()
    const contentType = 'application/x-www-form-urlencoded'
    const answer = http.stream({ method: 'POST', path: '/query', body, contentType })
    for await (const line of linesOf(answer)) yield* rowsOf(line)
  }
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncIterable<string> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield line
  }
  if (rest.trim() !== '') yield rest
}

const chunkSchema = z.object({
  error: z.string().optional(),
  results: z
    .array(
      z.object({
        error: z.string().optional(),
        series: z
          .array(
            z.object({
              tags: z.record(z.string(), z.string()).optional(),
              columns: z.array(z.string()),
              values: z.array(z.array(z.unknown())).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})

function* rowsOf(line: string): Iterable<Row> {
  const { error, results } = chunkOf(line)
  const failed = error ?? results.find((result) => result.error !== undefined)?.error
  if (failed !== undefined) throw unavailable(`cannot answer a query: ${failed.slice(0, 300)}`)
  for (const { series } of results) {
    for (const { tags, columns, values } of series) {
      for (const row of values) {
        const found: Record<string, unknown> = { ...tags }
        for (const [index, column] of columns.entries()) found[column] = row[index]
        yield found
      }
    }
  }
}

function chunkOf(line: string) {
  try {
    return chunkSchema.parse(JSON.parse(line))
  } catch (error) {
    throw unavailable(`does not answer like one: ${line.slice(0, 100)}`, error)
  }
}

export function instantOf({ time }: Row): Instant {
  return instant(typeof time === 'string' ? Date.parse(time) : Number(time))
}

/** The digits below the millisecond, of a row to the nanosecond. */
export function slotIn({ time }: Row): number {
  const digits = /\.(\d+)/.exec(String(time))?.[1] ?? ''
  return Number(digits.padEnd(9, '0').slice(3, 9))
}
