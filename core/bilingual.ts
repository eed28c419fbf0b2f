/** What a person reads, in both languages of the program. */
export interface Bilingual {
  readonly zh: string
  readonly en: string
}

/** The words of an enumeration, of one page or of one matter, by key. */
export type Words = Readonly<Record<string, Bilingual>>
