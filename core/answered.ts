/** What an API answers, as JSON carries it: a property that is not there is left out and never undefined; nobody changes it. */
export type Answered<T> = T extends readonly (infer Element)[]
  ? readonly Answered<Element>[]
  : T extends object
    ? { readonly [Name in keyof T]: Answered<Exclude<T[Name], undefined>> }
    : T
