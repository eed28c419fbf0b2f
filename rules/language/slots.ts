/** Numbers the quantities and entries a rule really reads. */
import { kindOf, type Kind } from '../../core/kinds.ts'
import { isQuantity, quantityOf, type Quantity } from '../../core/quantities.ts'
import type { Names } from './condition.ts'
import type { Limits } from './limits.ts'

/** No entry has a dot in its name. */
const markName = (quantity: Quantity): string => `${quantity}.range`

/** What a rule that judges by receipt knows of each reading, and the slot of it: by how much its instant lies behind. */
export const lagName = 'lag'
export const lagSlot = 'reading.lag'

/** Whether a slot is filled by readings. */
export const isInput = (name: string): boolean => isQuantity(name) || name.includes('.')

export class Slots implements Names {
  readonly names: string[] = []
  readonly known: { readonly name: string; readonly flag: boolean }[] = []
  readonly limits: Limits
  readonly byReceipt: boolean

  constructor(kind: Kind | undefined, limits: Limits, byReceipt: boolean) {
    this.limits = limits
    this.byReceipt = byReceipt
    if (byReceipt) this.known.push({ name: lagName, flag: false })
    for (const name of kind === undefined ? [] : kindOf(kind).quantities) {
      this.known.push({ name, flag: quantityOf(name).unit === 'bool' })
    }
  }

  /** The slot of an entry; nothing can read it before it is known as one. */
  reserve(name: string): number {
    return this.#take(name)
  }

  entry(name: string, flag: boolean): void {
    this.known.push({ name, flag })
  }

  slot(name: string): { slot: number; flag: boolean } | undefined {
    const found = this.known.find((one) => one.name === name)
    if (found === undefined) return undefined
    const isLag = this.byReceipt && name === lagName
    return { slot: this.#take(isLag ? lagSlot : name), flag: found.flag }
  }

  get lag(): number | undefined {
    const slot = this.names.indexOf(lagSlot)
    return slot < 0 ? undefined : slot
  }

  get quantities(): { quantity: Quantity; slot: number }[] {
    return this.names.flatMap((name, slot) => (isQuantity(name) ? [{ quantity: name, slot }] : []))
  }

  /** The slot of the mark that a value is outside of the range of its quantity. */
  mark(quantity: Quantity): number {
    return this.#take(markName(quantity))
  }

  get marks(): { quantity: Quantity; slot: number }[] {
    const all = [...new Set(this.known.map(({ name }) => name))].filter(isQuantity)
    return all.flatMap((quantity) => {
      const slot = this.names.indexOf(markName(quantity))
      return slot < 0 ? [] : [{ quantity, slot }]
    })
  }

  #take(name: string): number {
    const slot = this.names.indexOf(name)
    return slot < 0 ? this.names.push(name) - 1 : slot
  }
}
