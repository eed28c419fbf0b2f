/** The part of `$filter` that is answered: an id, a span of phenomenonTime, what map viewers ask; conditions are joined by `and`. */
import { parseRfc3339 } from '../../../../core/rfc3339.ts'
import { parseOfPlace, printOfPlace, type OfPlace } from './places.ts'
import { excerpt, malformed, notOffered } from './refusals.ts'
import { quoted, unquoted } from './resource-path.ts'

export const timeOperators = ['ge', 'gt', 'le', 'lt', 'eq'] as const

export type Condition =
  | OfPlace
  | { readonly property: 'id'; readonly operator: 'eq'; readonly value: string }
  | {
      readonly property: 'phenomenonTime'
      readonly operator: (typeof timeOperators)[number]
      /** Epoch milliseconds. */
      readonly value: number
    }

const offered =
  "write id eq '<id>', or of Observations phenomenonTime ge|gt|le|lt|eq 2026-11-30T00:00:00Z, joined by and"

const condition = /^\s*(@iot\.id|[A-Za-z][\w./]*)\s+([a-z]+)\s+('(?:[^']|'')*'|[^\s()']+)\s*$/
const mostConditions = 10

export function parseFilter(text: string): readonly Condition[] {
  const parts = conjuncts(text)
  if (parts.length > mostConditions)
    throw malformed('$filter', `it has at most ${mostConditions} conditions`)
  return parts.map(parseCondition)
}

/** Cut at ` and ` outside of quotes. */
function conjuncts(text: string): readonly string[] {
  const pieces = text.split(/('(?:[^']|'')*')/)
  const parts = ['']
  for (const [index, piece] of pieces.entries()) {
    const cut = index % 2 === 1 ? [piece] : piece.split(/\sand\s/)
    for (const [place, each] of cut.entries())
      if (place === 0) parts.push(`${parts.pop() ?? ''}${each}`)
      else parts.push(each)
  }
  return parts
}

function parseCondition(written: string): Condition {
  const text = written.trim().replace(/^\((.*)\)$/s, '$1')
  const place = parseOfPlace(text.trim())
  if (place !== undefined) return place
  const [, property = '', operator = '', value = ''] = condition.exec(text) ?? []
  if (property === '') throw notOffered(`$filter ${excerpt(text.trim())}`, offered)
  if (property === 'id' || property === '@iot.id') {
    if (operator !== 'eq') throw notOffered(`$filter ${property} ${operator}`, offered)
    return { property: 'id', operator, value: unquoted(value) }
  }
  const known = timeOperators.find((each) => each === operator)
  if (property !== 'phenomenonTime' || known === undefined)
    throw notOffered(`$filter ${excerpt(property)} ${operator}`, offered)
  const at = parseRfc3339(value)
  if (at === undefined || at < 0)
    throw malformed(
      `$filter ${excerpt(value)}`,
      'an instant is RFC 3339 with a zone, its + as %2B in an address',
    )
  return { property, operator: known, value: at }
}

export const printFilter = (conditions: readonly Condition[]): string =>
  conditions.map((each) => `(${printed(each)})`).join(' and ')

function printed(each: Condition): string {
  if (each.property === 'id') return `id eq ${quoted(each.value)}`
  return each.property === 'phenomenonTime'
    ? `phenomenonTime ${each.operator} ${new Date(each.value).toISOString()}`
    : printOfPlace(each)
}

/** Whole milliseconds that all conditions allow, `to` exclusive. */
export function spanOf(
  conditions: readonly Condition[],
  widest: { readonly from: number; readonly to: number },
): { readonly from: number; readonly to: number } {
  let { from, to } = widest
  for (const each of conditions) {
    if (each.property !== 'phenomenonTime') continue
    const { operator, value } = each
    const [first, after] = [Math.ceil(value), Math.floor(value) + 1]
    if (operator === 'ge' || operator === 'eq') from = Math.max(from, first)
    if (operator === 'gt') from = Math.max(from, after)
    if (operator === 'lt') to = Math.min(to, first)
    if (operator === 'le' || operator === 'eq') to = Math.min(to, after)
  }
  return { from, to }
}
