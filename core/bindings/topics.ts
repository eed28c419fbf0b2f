/** The topics of a binding: a filter of MQTT in which a level may have a name in braces, `application/{app}/device/{eui}/event/up`. */

/** The level of what is pushed over HTTP, which no publish of MQTT gets to. */
export const pushRoot = '$push'
/** What frames of stations have for a topic begins so (core/station.ts). */
const stations: ReadonlySet<string> = new Set(['hj212', 'sl651'])

type Level = { readonly text: string } | { readonly name: string } | '+' | '#'

export interface TopicPattern {
  readonly text: string
  readonly levels: readonly Level[]
}

const named = /^\{([a-z][A-Za-z0-9]*)\}$/

/** Undefined for what is no filter, and for topics that are ours or the broker's own. */
export function patternOf(text: string): TopicPattern | undefined {
  const words = text.split('/')
  const levels = words.map((word, index): Level | undefined => {
    const name = named.exec(word)?.[1]
    if (name !== undefined) return { name }
    if (word === '+') return word
    if (word === '#') return index === words.length - 1 && index > 0 ? word : undefined
    return /[+#{}\u0000]/.test(word) ? undefined : { text: word }
  })
  const [first, second] = words
  const taken = first?.startsWith('$') === true || (first === 'ub' && second === 'v1')
  const open = levels[0] === '+' || (typeof levels[0] === 'object' && 'name' in levels[0])
  if (text === '' || taken || open || !levels.every((level) => level !== undefined))
    return undefined
  return { text, levels }
}

export const namesOf = ({ levels }: TopicPattern): readonly string[] =>
  levels.flatMap((level) => (typeof level === 'object' && 'name' in level ? level.name : []))

/** The named levels of a topic, given as its levels, that the pattern is for; undefined for any other topic. */
export function levelsOf(
  { levels }: TopicPattern,
  words: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const found: Record<string, string> = {}
  for (const [index, level] of levels.entries()) {
    if (level === '#') return found
    const word = words[index]
    if (word === undefined) return undefined
    if (level === '+') continue
    if ('name' in level) found[level.name] = word
    else if (level.text !== word) return undefined
  }
  return words.length === levels.length ? found : undefined
}

/** Whether there is a topic that both are for. */
export function overlaps(one: TopicPattern, other: TopicPattern): boolean {
  const most = Math.max(one.levels.length, other.levels.length)
  for (let index = 0; index < most; index += 1) {
    const [a, b] = [one.levels[index], other.levels[index]]
    if (a === '#' || b === '#') return true
    if (a === undefined || b === undefined) return false
    if (textOf(a) !== undefined && textOf(b) !== undefined && textOf(a) !== textOf(b)) return false
  }
  return true
}

const textOf = (level: Level): string | undefined =>
  typeof level === 'object' && 'text' in level ? level.text : undefined

/** Whether a binding may be for a captured topic: neither ours, nor that of a station, nor the broker's own. */
export function mayBeBound(topic: string): boolean {
  const [first = '', second] = topic.split('/')
  if (first === pushRoot) return second !== undefined
  return !stations.has(first) && patternOf(topic) !== undefined
}
