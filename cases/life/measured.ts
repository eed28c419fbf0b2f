import type { Evidence } from '../../core/alarm.ts'
import { isQuantity, quantityNames, quantityOf, type Quantity } from '../../core/quantities.ts'

/** What a sensor measured and the limit that it passed, taken from the condition of the rule as it was judged. */
export interface Measured {
  /** As the rule calls it. */
  readonly name: string
  readonly quantity?: Quantity
  readonly value: number
  readonly unit?: string
  /** `>=`, `>`, `<=` or `<`. */
  readonly comparison: string
  readonly limit: number
}

const comparison =
  /([A-Za-z_][\w.]*)\s*(>=|<=|>|<)\s*([A-Za-z_][\w.]*|-?\d+(?:\.\d+)?)(?!\s*[-+*/\w.(])/g

const holds: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '<': (a, b) => a < b,
}

/** The first comparison of a value with a limit that was true; undefined when the condition has none of that kind. */
export function measuredIn({ condition, values }: Evidence): Measured | undefined {
  for (const [, name = '', sign = '', other = ''] of condition.matchAll(comparison)) {
    const value = values[name]
    const limit = /^-?\d/.test(other) ? Number(other) : values[other]
    if (typeof value !== 'number' || typeof limit !== 'number' || name.startsWith('limits.'))
      continue
    if (holds[sign]?.(value, limit) !== true) continue
    const quantity = quantityIn(name)
    return {
      name,
      ...(quantity !== undefined && { quantity, unit: quantityOf(quantity).unit }),
      value,
      comparison: sign,
      limit,
    }
  }
  return undefined
}

/** The quantity itself, or that of a window over it by its name: `depth3`, `laeqMean`. */
function quantityIn(name: string): Quantity | undefined {
  if (isQuantity(name)) return name
  const head = quantityNames()
    .filter((known) => name.startsWith(known) && /^[A-Z0-9_]/.test(name.slice(known.length)))
    .sort((a, b) => b.length - a.length)[0]
  return head
}
