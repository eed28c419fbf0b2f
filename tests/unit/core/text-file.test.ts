import { describe, expect, test } from 'vitest'

import { unwantedCharacter, visible } from '../../../core/plain-text.ts'
import { decodeText, textOf } from '../../../core/text-file.ts'

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part))),
  )
/** 大道井盖 */
const gbk = [0xb4, 0xf3, 0xb5, 0xc0, 0xbe, 0xae, 0xb8, 0xc7]

describe('bytes to text', () => {
  test.each([
    ['UTF-8', utf8('井盖,1\r\n'), 'utf-8'],
    ['UTF-8 with a byte order mark', utf8('\ufeff井盖,1\r\n'), 'utf-8'],
    ['UTF-16', utf16('井盖,1\r\n'), 'utf-16le'],
    ['UTF-16, the other way round', utf16('井盖,1\r\n').swap16(), 'utf-16be'],
    ['GB18030', bytes([0xbe, 0xae, 0xb8, 0xc7], ',1\r\n'), 'gb18030'],
  ])('%s', (_, given, encoding) => {
    expect(decodeText(given)).toEqual({ text: '井盖,1\r\n', encoding })
  })

  test('one mark is taken away, and not a second one', () => {
    expect(textOf(utf8('\ufeff\ufeffa'))).toBe('\ufeffa')
    expect(textOf(new Uint8Array())).toBe('')
  })

  test('characters of four bytes of GB18030', () => {
    expect(decodeText(bytes([0x95, 0x32, 0x82, 0x36]))).toMatchObject({ text: '𠀀' })
  })

  test.each([
    ['neither', bytes('id\nn-1,', [0xff, 0xff], '\n'), /^line 2: .* neither UTF-8 nor GB18030/, 2],
    ['cut short', bytes('id\nok\nn-1,', [0xb4]), /^line 3: /, 3],
    ['Latin-1', bytes('id,name\nn-1,Caf', [0xe9], ',x\n'), /^line 2: /, 2],
    ['half GBK, half UTF-8', bytes('id\nn-1,', gbk, '\nn-2,大道井盖\n'), /^line 2: .*line 3 is/, 2],
    ['half UTF-8, half GBK', bytes('大道井盖\n', gbk), /^line 2: .*line 1 is/, 2],
    ['a mark and other bytes', bytes([0xef, 0xbb, 0xbf], gbk), /^line 1: /, 1],
    ['half of UTF-16', utf16('abc').subarray(0, 5), /mark of utf-16le/, undefined],
  ])('%s is refused with its line', (_, given, words, line) => {
    const result = decodeText(given)
    expect(result).toMatchObject({ mistake: expect.stringMatching(words) as string })
    expect('mistake' in result && result.line).toBe(line)
    expect(() => textOf(given)).toThrow(words)
  })

  test.each(['gbk', 'GB2312', 'gb18030'])('said to be %s', (charset) => {
    expect(decodeText(bytes(gbk), charset)).toMatchObject({ text: '大道井盖' })
    expect(decodeText(bytes([0xff, 0xff]), charset)).toMatchObject({ line: 1 })
  })

  test('what is said must be so', () => {
    expect(decodeText(bytes('a\n', gbk), 'utf-8')).toMatchObject({ line: 2 })
    expect(decodeText(utf16('a'), 'utf-8')).toHaveProperty('mistake')
    expect(decodeText(utf16('a'), 'utf-16')).toMatchObject({ text: 'a' })
    expect(decodeText(utf8('a'), 'iso-8859-1')).toHaveProperty('mistake')
  })
})

describe('characters no text may hold', () => {
  test.each([
    ['NUL', 'a\u0000b', 'U+0000'],
    ['a line end', 'a\nb', 'U+000A'],
    ['ESC', 'a\u001b[31m', 'U+001B'],
    ['DEL', 'a\u007f', 'U+007F'],
    ['C1', 'a\u009b', 'U+009B'],
    ['a lone surrogate', 'a\ud800b', 'U+D800'],
    ['a line separator', 'a\u2028', 'U+2028'],
    ['a turn of direction', 'a\u202eb', 'U+202E'],
    ['an isolate', 'a\u2067b', 'U+2067'],
    ['a lost character', 'a\ufffd', 'U+FFFD'],
  ])('%s', (_, text, code) => {
    expect(unwantedCharacter(text)).toContain(`character 2 is ${code}`)
    expect(visible(text)).toContain(`<${code}>`)
    expect(unwantedCharacter(visible(text))).toBeUndefined()
  })

  test('Chinese, emoji and a place beyond the first plane are fine', () => {
    expect(unwantedCharacter('大道井盖 🕳️ 𠀀 "café" ١')).toBeUndefined()
    expect(unwantedCharacter('𠀀𠀀\n')).toContain('character 3')
  })
})
