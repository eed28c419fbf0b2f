/** As it is written: what may be left out may stand there as undefined. */
type Written<Fields> = {
  readonly [Name in keyof Fields]: Pick<Fields, Name> extends Required<Pick<Fields, Name>>
    ? Fields[Name]
    : Fields[Name] | undefined
}

/**
 * A body or a query without what is undefined. Written as one literal, so that a field that the contract does not know is a fault
 * of types; the compiler looks at no field of a literal that is spread into another.
 */
export const withoutUndefined = <Fields extends object>(written: Written<Fields>): Fields =>
  Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)) as Fields
