/**
 * What a case is searched by: its words, small, with nothing between them but one space, and a space before the first. A run of
 * Chinese characters is found by any two of them that stand side by side, another word by its beginning.
 */
/** More than a case of many years has; what is said beyond is in the record and not searched. */
const longest = 32_000
/** Characters of a word that an index keeps. */
const longestGram = 60

const runs = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu
const han = /^\p{Script=Han}/u

export const runsOf = (text: string): readonly string[] =>
  text.normalize('NFKC').toLowerCase().match(runs) ?? []

export const isHan = (run: string): boolean => han.test(run)

/** As texts are kept. */
export const normal = (text: string): string =>
  runsOf(text)
    .map((run) => ` ${run}`)
    .join('')

/** The pairs of a run of Chinese characters, and the character when it is alone; the head of any other word. */
export function gramsOf(run: string): readonly string[] {
  const signs = Array.from(run)
  if (!isHan(run)) return [signs.slice(0, longestGram).join('')]
  return signs.length === 1
    ? signs
    : signs.slice(1).map((sign, index) => `${signs[index] ?? ''}${sign}`)
}

/** What an index of the text holds, each once. */
export const gramsIn = (text: string): readonly string[] => [
  ...new Set(text.trim().split(' ').filter(Boolean).flatMap(gramsOf)),
]

/** An event as far as it has words: of any version of this program. */
export interface Worded {
  readonly by: {
    readonly role: string
    readonly name: string
    readonly person?: string | undefined
  }
  readonly data: object
  /** The unit that has the case then. */
  readonly unit?: string | null | undefined
}

/** The text with what the events add to it; the same text when they add nothing. */
export function withWords(text: string, id: string, events: readonly Worded[]): string {
  let all = text
  const pieces = events.flatMap(({ by, data, unit }) => [
    ...(by.role === 'service' || by.role === 'device' ? [] : [by.name, by.person ?? '']),
    ...wordsIn(data),
    unit ?? '',
  ])
  for (const piece of text === '' ? [id, ...pieces] : pieces) {
    const added = normal(piece)
    if (!`${all} `.includes(`${added} `) && all.length + added.length <= longest) all += added
  }
  return all
}

/** Members of facts that people look for; those of a title and a place stand one deeper. */
const worded: ReadonlySet<string> = new Set([
  ...['text', 'reason', 'note', 'despite', 'unit', 'category', 'zh', 'en'],
  ...['description', 'device', 'component', 'cell', 'area'],
])
const deeper: ReadonlySet<string> = new Set(['title', 'place'])

function wordsIn(data: object): readonly string[] {
  return Object.entries(data).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'string' && worded.has(name)) return [value]
    return typeof value === 'object' && value !== null && deeper.has(name) ? wordsIn(value) : []
  })
}
