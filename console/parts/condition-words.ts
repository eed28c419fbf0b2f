/** A condition of a rule that only compares quantities with numbers, in words. Pure. */

export interface QuantityTerms {
  /** Undefined: nobody knows such a quantity. */
  readonly nameOf: (quantity: string) => string | undefined
  /** An operator as people write it. */
  readonly sign: (operator: string) => string
  /** With its unit; a switch as yes or no. */
  readonly show: (quantity: string, value: number) => string
}

const comparison = /^(?<name>\w+) (?<operator>>=|<=|>|<|==) (?<limit>[\w.]+)$/

/**
 * `wellLevel >= limits.well.high_cm` with 150 behind the name: `井内水位 ≥ 150 cm`. Undefined where it is more than comparisons, or a
 * number is not known: then it stands as it is written.
 */
export function conditionInWords(
  text: string,
  values: Readonly<Record<string, unknown>>,
  { nameOf, sign, show }: QuantityTerms,
): string | undefined {
  const parts = text.split(' && ').map((part) => {
    const { name = '', operator = '', limit = '' } = comparison.exec(part.trim())?.groups ?? {}
    // `depth3` of a rule is a median of `depth`: what is computed is called after what it is computed of.
    const quantity = [name, name.replace(/\d+$/, '')].find((one) => nameOf(one) !== undefined)
    const value = values[limit] ?? Number(limit === '' ? Number.NaN : limit)
    if (quantity === undefined || typeof value !== 'number' || Number.isNaN(value)) return undefined
    return `${nameOf(quantity)} ${sign(operator)} ${show(quantity, value)}`
  })
  return parts.includes(undefined) ? undefined : parts.join(' · ')
}
