/** What a person reads, in both languages of the program. */
export interface Bilingual {
  readonly zh: string
  readonly en: string
}

/** The words of an enumeration, of one page or of one matter, by key. */
export type Words = Readonly<Record<string, Bilingual>>

/** What a text leaves open: the `name` of each `{name}` in it. */
export type Open<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string} ${string}` ? never : Name) | Open<Rest>
  : never

export type Filling = string | number | Bilingual

export const openPlace = /\{(\w+)\}/g

/** The words with `{name}` as `values.name`, in each language. */
export function filled(
  { zh, en }: Bilingual,
  values: Readonly<Record<string, Filling>> = {},
): Bilingual {
  const fill = (text: string, language: keyof Bilingual) =>
    text.replaceAll(openPlace, (whole, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : whole
      return typeof value === 'object' ? value[language] : String(value)
    })
  return { zh: fill(zh, 'zh'), en: fill(en, 'en') }
}
