/**
 * Bytes of a file that people wrote to text, without losing a character: strict UTF-8, UTF-16 with a byte order mark, or
 * GB18030 (also GBK and GB2312, what a Chinese Excel writes) when the whole file is that. What is none of them is refused
 * with its line. A byte order mark is never part of the text. Pure.
 */
import { filled, type Bilingual, type Words } from './bilingual.ts'

const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const
type Encoding = (typeof encodings)[number]

/** Names of encodings as HTTP and people write them. */
const charsets: Readonly<Record<string, readonly Encoding[]>> = {
  'utf-8': ['utf-8'],
  utf8: ['utf-8'],
  'us-ascii': ['utf-8'],
  'utf-16': ['utf-16le'],
  'utf-16le': ['utf-16le'],
  'utf-16be': ['utf-16be'],
  gb18030: ['gb18030'],
  gbk: ['gb18030'],
  gb2312: ['gb18030'],
  cp936: ['gb18030'],
}

export type DecodedText =
  | { readonly text: string; readonly encoding: Encoding }
  /** `mistake` begins with the line where there is one: `line 2: ...`; `said` is the same without it. */
  | { readonly mistake: string; readonly said: Bilingual; readonly line?: number }

const words = {
  unread: {
    zh: '不支持编码 {charset}，请另存为 UTF-8',
    en: 'nobody here reads the charset {charset}; save the file as UTF-8',
  },
  otherMark: {
    zh: '文件开头的标记是 {mark}，不是 {charset}',
    en: 'the file begins with the mark of {mark}, not of {charset}',
  },
  notCharset: { zh: '字节不是 {charset}', en: 'the bytes are not {charset}' },
  notMarked: {
    zh: '文件开头的标记是 {mark}，内容却不是',
    en: 'the file begins with the mark of {mark} and is not that',
  },
  neither: {
    zh: '字节既不是 UTF-8 也不是 GB18030；请另存为 UTF-8（Excel 中选 CSV UTF-8）',
    en: 'the bytes are neither UTF-8 nor GB18030; save the file as UTF-8 (in Excel: CSV UTF-8)',
  },
  mixed: {
    zh: '字节不是 UTF-8，第 {sound} 行却是；请另存为 UTF-8（Excel 中选 CSV UTF-8）',
    en: 'the bytes are not UTF-8, line {sound} is; save the file as UTF-8 (in Excel: CSV UTF-8)',
  },
} as const satisfies Words

export function unreadableFile(said: Bilingual, line?: number): DecodedText {
  return line === undefined
    ? { mistake: said.en, said }
    : { mistake: `line ${line}: ${said.en}`, said, line }
}

/** `charset`: what the sender says the bytes are; then they must be that. */
export function decodeText(bytes: Uint8Array, charset?: string): DecodedText {
  const marked = markOf(bytes)
  if (charset !== undefined) {
    const named = charsets[charset.toLowerCase()]
    if (named === undefined) {
      return unreadableFile(filled(words.unread, { charset }))
    }
    const wanted = marked ?? named[0] ?? 'utf-8'
    const fits = named.includes(wanted) || charset.toLowerCase() === 'utf-16'
    if (!fits) return unreadableFile(filled(words.otherMark, { mark: wanted, charset }))
    const text = decoded(bytes, wanted)
    if (text !== undefined) return { text, encoding: wanted }
    const line = firstLine(bytes, (part) => decoded(part, wanted) === undefined)
    return unreadableFile(filled(words.notCharset, { charset }), isWide(wanted) ? undefined : line)
  }
  if (marked !== undefined && isWide(marked)) {
    const text = decoded(bytes, marked)
    return text === undefined
      ? unreadableFile(filled(words.notMarked, { mark: marked }))
      : { text, encoding: marked }
  }
  const text = decoded(bytes, 'utf-8')
  if (text !== undefined) return { text, encoding: 'utf-8' }
  const chinese = marked === undefined ? decoded(bytes, 'gb18030') : undefined
  // Line by line without throwing: there may be a hundred thousand.
  const utf8 = new TextDecoder()
  const other = firstLine(bytes, (part) => isLost(utf8.decode(part)))
  if (chinese === undefined) {
    const gb18030 = new TextDecoder('gb18030')
    const neither = firstLine(
      bytes,
      (part) => isLost(utf8.decode(part)) && improbable.test(gb18030.decode(part)),
    )
    return unreadableFile(words.neither, neither === 0 ? other : neither)
  }
  // Read as GB18030, lines that are UTF-8 would turn into other Chinese characters.
  const sound = firstLine(bytes, (part) => {
    const line = utf8.decode(part)
    return manyBytes.test(line) && !isLost(line)
  })
  if (sound > 0) return unreadableFile(filled(words.mixed, { sound }), other)
  return { text: chinese, encoding: 'gb18030' }
}

/** The text of a file of ours that must be right as a whole; throws with the line that is not. */
export function textOf(bytes: Uint8Array): string {
  const result = decodeText(bytes)
  if ('mistake' in result) throw new TypeError(result.mistake)
  return result.text
}

export const withoutMark = (text: string): string =>
  text.startsWith('\ufeff') ? text.slice(1) : text

const isWide = (encoding: Encoding): boolean => encoding.startsWith('utf-16')

function markOf(bytes: Uint8Array): Encoding | undefined {
  const [first, second, third] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined
}

/** Three bytes and more in UTF-8; hardly any line of GBK is that by chance. */
const manyBytes = /[\u0800-\u{10ffff}]/u
/** What GB18030 gives for bytes that are something else: private use, controls of C1. */
const improbable = /[\u0080-\u009f\ufffd]|\p{Co}|\p{Cn}/u

const isLost = (text: string): boolean => text.includes('\ufffd')

/** Undefined when they are not that. The decoder takes one byte order mark away. */
function decoded(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return encoding === 'gb18030' && improbable.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

/** Number of the first such line, from 1; 0 when there is none. In both encodings no character holds the byte of a line end. */
function firstLine(bytes: Uint8Array, is: (line: Uint8Array) => boolean): number {
  let line = 0
  for (let start = 0; start <= bytes.length;) {
    line += 1
    const found = bytes.indexOf(0x0a, start)
    const end = found < 0 ? bytes.length : found
    if (is(bytes.subarray(start, end))) return line
    start = end + 1
  }
  return 0
}
