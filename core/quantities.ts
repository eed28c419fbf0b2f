/** The quantities that devices measure. */
import { z } from 'zod'

import { inForce, type Quantity, type QuantitySpec } from './vocabulary.ts'

export type { Quantity, QuantitySpec }

export const quantities: ReadonlyMap<string, QuantitySpec> = inForce.quantities

export const isQuantity = (name: string): name is Quantity => quantities.has(name)

let names: readonly Quantity[] = []

export function quantityNames(): readonly Quantity[] {
  if (names.length < quantities.size) names = [...quantities.keys()].filter(isQuantity)
  return names
}

/** One that is stored and known no more is called by its name. */
export const quantityOf = (name: Quantity): QuantitySpec => quantities.get(name) ?? nameless(name)

const nameless = (name: string): QuantitySpec => ({
  ...{ zh: name, en: name, unit: '', level: false, faults: [] },
  min: Number.NEGATIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
})

export const quantitySchema = z.string().transform((text, context): Quantity => {
  if (isQuantity(text)) return text
  context.addIssue(`there is no quantity '${text.slice(0, 64)}'`)
  return z.NEVER
})

/**
 * Quality of one value. Letters are the data flags of HJ 212-2017 Table 8: N normal, F stopped, M maintenance, S set by
 * hand, D fault, C calibrating, T above range, B communication fault. The words are what ingest finds out itself.
 * Only `N` is judged by rules.
 */
export const qualities = [
  'N',
  'F',
  'M',
  'S',
  'D',
  'C',
  'T',
  'B',
  'late',
  'future',
  'range',
  'stuck',
] as const
export type Quality = (typeof qualities)[number]

/** What a device may say of its own value. */
export const deviceQualities = ['N', 'F', 'M', 'S', 'D', 'C', 'T', 'B'] as const
