import { filled } from './bilingual.ts'
import { schemaWords } from './schema-words.ts'

/**
 * What a text from outside may not hold: control characters (NUL, ESC, line ends), lone halves of surrogate pairs, the
 * separators of lines and paragraphs, characters that turn the direction of writing round, and U+FFFD, which stands for
 * a character that somebody lost on the way here. Stored texts are never asked again: the door is where they come in.
 */
const unwanted = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]|\p{Cs}/u

/** The first such character by its number and place, or nothing. */
export function unwantedCharacter(text: string): string | undefined {
  const found = unwanted.exec(text)
  if (found === null) return undefined
  const place = Array.from(text.slice(0, found.index)).length + 1
  return filled(schemaWords.unwantedCharacter, { place, code: codeOf(found[0]) }).en
}

/** The same text for a person's terminal: such characters stand there by their numbers. */
export const visible = (text: string): string =>
  text.replaceAll(new RegExp(unwanted, 'gu'), (character) => `<${codeOf(character)}>`)

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
