declare const brand: unique symbol

/** A primitive that was checked once and cannot be mixed up with another one. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
