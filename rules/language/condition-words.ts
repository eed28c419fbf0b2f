/** What the library of conditions says of a text that it cannot read, in both languages. The English is its own. */
import type { Bilingual, Words } from '../../core/bilingual.ts'
import { chineseOf } from '../../core/chinese-of.ts'

export const conditionWords = {
  unknownVariable: { zh: "没有名为 '{name}' 的量", en: 'Unknown variable: {name}' },
  overload: { zh: '类型不符：{what}', en: 'no such overload: {what}' },
  logical: {
    zh: '逻辑运算两边必须是真假值，实际是 {type}',
    en: "Logical operator requires bool operands, got '{type}'",
  },
  ternary: {
    zh: '? 前面的条件必须是真假值，实际是 {type}',
    en: "Ternary condition must be bool, got '{type}'",
  },
  branches: {
    zh: '? 后面两个结果的类型必须相同，实际是 {one} 和 {other}',
    en: "Ternary branches must have the same type, got '{one}' and '{other}'",
  },
  listElements: {
    zh: '列表各项的类型必须相同：应为 {expected}，实际是 {type}',
    en: "List elements must have the same type, expected type '{expected}' but found '{type}'",
  },
  listIndex: {
    zh: '列表的序号必须是整数，实际是 {type}',
    en: "List index must be int, got '{type}'",
  },
  indexWith: {
    zh: '{type} 不能用 {index} 取值',
    en: "Cannot index type '{type}' with type '{index}'",
  },
  index: { zh: '{type} 不能取值', en: "Cannot index type '{type}'" },
  noKey: { zh: '没有键 {key}', en: 'No such key: {key}' },
  character: { zh: '意外的字符：{text}', en: 'Unexpected character: {text}' },
  token: { zh: '意外的内容：{token}', en: 'Unexpected token: {token}' },
  expected: { zh: '应为 {expected}，实际是 {token}', en: 'Expected {expected}, got {token}' },
  number: { zh: '不是数字：{text}', en: 'Invalid number: {text}' },
  integer: { zh: '不是整数：{text}', en: 'Invalid integer: {text}' },
  hexInteger: { zh: '不是十六进制整数：{text}', en: 'Invalid hex integer: {text}' },
  exponent: { zh: '指数写法不对', en: 'Invalid exponent' },
  newline: { zh: '单引号文本中不能换行', en: 'Newlines not allowed in single-quoted strings' },
  endless: { zh: '文本没有结束的引号', en: 'Unterminated string' },
  endlessTriple: { zh: '三引号文本没有结束', en: 'Unterminated triple-quoted string' },
  reserved: { zh: "'{name}' 是保留字", en: 'Reserved identifier: {name}' },
  escape: { zh: '转义符不对：{text}', en: 'Invalid escape sequence: {text}' },
  parts: {
    zh: '名称、数字和运算符过多（最多 {most}）',
    en: 'more names, numbers and operators than may be ({most})',
  },
  depth: { zh: '嵌套过深（最多 {most} 层）', en: 'nested deeper than may be ({most})' },
} as const satisfies Words

const known = chineseOf(Object.values<Bilingual>(conditionWords), (value) =>
  value === 'EOF' ? '结尾' : value,
)

/** What it says besides stays in English, as the rest of a sentence. */
export const libraryWords = (en: string): Bilingual => ({
  zh: known(en) ?? `写法不对（${en}）`,
  en,
})
