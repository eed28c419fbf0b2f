import { filled, openPlace, type Bilingual } from './bilingual.ts'

/** Longer texts are not looked at: what has many open places is found in a time that grows faster than the text. */
const longest = 1_000

/**
 * From a text in English, of the words and with anything in their open places, to the same in Chinese; undefined of any other
 * text. For libraries that speak in their own words, and schemas whose mistakes are no more than texts. `nameOf`: what stands
 * in an open place, in Chinese.
 */
export function chineseOf(
  words: Iterable<Bilingual>,
  nameOf: (value: string) => string = (value) => value,
): (text: string) => string | undefined {
  const known = [...words].map(({ zh, en }) => {
    const names = [...en.matchAll(openPlace)].map(([, name = '']) => name)
    const form = en
      .split(openPlace)
      .map((part, index) => (index % 2 === 0 ? escaped(part) : '(.*?)'))
      .join('')
    return { zh, names, form: new RegExp(`^${form}$`, 's') }
  })
  return (text) => {
    if (text.length > longest) return undefined
    for (const { zh, names, form } of known) {
      const found = form.exec(text)
      if (found === null) continue
      const values = names.map((name, index) => [name, nameOf(found[index + 1] ?? '')] as const)
      return filled({ zh, en: '' }, Object.fromEntries(values)).zh
    }
    return undefined
  }
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
