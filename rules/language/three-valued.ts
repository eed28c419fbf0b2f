/** Three-valued (Kleene) logic and arithmetic of conditions: `undefined` is unknown. */

export type Evaluate<Scope> = (scope: Scope) => unknown

export const unknown = (): undefined => undefined

/** A member of a plain object; unknown when it has none of that name. */
export function member(object: unknown, key: unknown): unknown {
  if (typeof object !== 'object' || object === null) return undefined
  if (typeof key !== 'string' || !Object.hasOwn(object, key)) return undefined
  return (object as Readonly<Record<string, unknown>>)[key]
}

/** `&&` (decided by false) and `||` (decided by true). */
export function joined<Scope>(
  left: Evaluate<Scope>,
  right: Evaluate<Scope>,
  decisive: boolean,
): Evaluate<Scope> {
  return (scope) => {
    const a = left(scope)
    if (a === decisive) return decisive
    const b = right(scope)
    if (b === decisive) return decisive
    return a === !decisive && b === !decisive ? !decisive : undefined
  }
}

const operations = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  /** A division by nothing has no value. */
  '/': (a: number, b: number) => (Number.isFinite(a / b) ? a / b : undefined),
} as const

export function arithmetic<Scope>(
  op: keyof typeof operations,
  left: Evaluate<Scope>,
  right: Evaluate<Scope>,
): Evaluate<Scope> {
  const apply = operations[op]
  return (scope) => {
    const a = left(scope)
    if (typeof a !== 'number') return undefined
    const b = right(scope)
    return typeof b === 'number' ? apply(a, b) : undefined
  }
}
