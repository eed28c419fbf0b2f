/** What each alarm in the record of a case said last, beside the limit that it passed. Pure. */
import type { CaseEvent } from '../../api/types.ts'
import type { Comparison } from '../../parts/device-names.ts'
import { alarmOf, isData, numberOf, textOf, type Data } from '../cases/record.ts'

export interface Measured {
  readonly quantity: string
  readonly value: number
  /** Of a condition that compares it with a number. */
  readonly limit?: Omit<Comparison, 'quantity'>
}

/** `depth3 >= limits.road.file_cm` */
const comparison = /([a-z]\w*)\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?|[a-z][\w.]*)/g

export function measuredIn(
  timeline: readonly Pick<CaseEvent, 'event' | 'data'>[],
  isQuantity: (name: string) => boolean,
): readonly Measured[] {
  const newest = new Map<string, Data>()
  for (const event of timeline) {
    const alarm = alarmOf(event)
    const evidence = alarm?.['evidence']
    if (!isData(evidence) || !isData(evidence['values'])) continue
    const name = textOf(alarm?.['alarm']) ?? ''
    newest.delete(name)
    newest.set(name, evidence)
  }
  const measured = new Map<string, Measured>()
  for (const evidence of newest.values())
    for (const one of measuredOf(evidence, isQuantity)) measured.set(one.quantity, one)
  return [...measured.values()]
}

function measuredOf(evidence: Data, isQuantity: (name: string) => boolean): readonly Measured[] {
  const values = evidence['values']
  if (!isData(values)) return []
  const condition = textOf(evidence['condition']) ?? ''
  return Object.entries(values).flatMap(([name, raw]): Measured[] => {
    // A rule names what it computes after what it computes it of: `depth3` is a median of `depth`.
    const quantity = [name, name.replace(/\d+$/, '')].find(isQuantity)
    const value = typeof raw === 'boolean' ? Number(raw) : numberOf(raw)
    if (quantity === undefined || value === undefined) return []
    const limit = limitOf(name, condition, values)
    return [{ quantity, value, ...(limit !== undefined && { limit }) }]
  })
}

/** Of a condition that is denied nothing is said: it tells when the alarm was over. */
function limitOf(name: string, condition: string, values: Data): Measured['limit'] {
  if (condition.startsWith('!')) return undefined
  for (const [, left, operator = '', right = ''] of condition.matchAll(comparison)) {
    const value = Number.isNaN(Number(right)) ? numberOf(values[right]) : Number(right)
    if (left === name && value !== undefined) return { operator, value }
  }
  return undefined
}
