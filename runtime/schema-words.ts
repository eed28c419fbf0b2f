/** What the libraries that read YAML and check shapes say, in both languages. The English is theirs, word for word. */
import type { Bilingual, Words } from '../core/bilingual.ts'
import { chineseOf } from '../core/chinese-of.ts'
import { schemaWords } from '../core/schema-words.ts'

/** Of zod. The more exact stands before what is also found in it. */
export const shapeWords = {
  type: {
    zh: '应为{expected}，实际是{received}',
    en: 'Invalid input: expected {expected}, received {received}',
  },
  value: { zh: '应为{expected}', en: 'Invalid input: expected {expected}' },
  option: { zh: '应为以下之一：{options}', en: 'Invalid option: expected one of {options}' },
  mostParts: {
    zh: '{what}过长：最多 {most} {unit}',
    en: 'Too big: expected {what} to have <={most} {unit}',
  },
  most: { zh: '数值过大：最大 {most}', en: 'Too big: expected {what} to be <={most}' },
  below: { zh: '数值过大：必须小于 {most}', en: 'Too big: expected {what} to be <{most}' },
  leastParts: {
    zh: '{what}过短：至少 {least} {unit}',
    en: 'Too small: expected {what} to have >={least} {unit}',
  },
  least: { zh: '数值过小：最小 {least}', en: 'Too small: expected {what} to be >={least}' },
  above: { zh: '数值过小：必须大于 {least}', en: 'Too small: expected {what} to be >{least}' },
  pattern: {
    zh: '写法不对：必须符合 {pattern}',
    en: 'Invalid string: must match pattern {pattern}',
  },
  unknownKey: { zh: '不是规则语言中的词：{key}', en: 'Unrecognized key: {key}' },
  unknownKeys: { zh: '不是规则语言中的词：{keys}', en: 'Unrecognized keys: {keys}' },
  key: { zh: '{what}中有不合规的名称', en: 'Invalid key in {what}' },
  any: { zh: '写法不对', en: 'Invalid input' },
  format: { zh: '不是有效的 {format}', en: 'Invalid {format}' },
} as const satisfies Words

/** What stands in the open places of these. */
const names: Readonly<Record<string, string>> = {
  string: '文本',
  number: '数字',
  int: '整数',
  boolean: '真假值',
  array: '列表',
  object: '对象',
  record: '对象',
  undefined: '空缺',
  null: '空值',
  characters: '个字符',
  items: '项',
  entries: '项',
  'a device id': '设备编号',
  'a unit id': '单位编号',
  'a rule id': '规则编号',
  'a catchment id': '汇水区编号',
  'a power feed': '供电回路编号',
  'an external id': '平台设备号',
}

const known = [...Object.values<Bilingual>(shapeWords), ...Object.values<Bilingual>(schemaWords)]

export const shapeInChinese = chineseOf(known, (value) =>
  Object.hasOwn(names, value) ? (names[value] ?? value) : value,
)

/** Of the codes of yaml, which says more in English. */
const yamlWords: Readonly<Record<string, string>> = {
  BAD_INDENT: '缩进有误',
  TAB_AS_INDENT: '不能用制表符缩进',
  MISSING_CHAR: '缺少符号',
  UNEXPECTED_TOKEN: '此处不应有这些内容',
  MULTILINE_IMPLICIT_KEY: '键必须写在一行内',
  BLOCK_AS_IMPLICIT_KEY: '一行内不能嵌套',
  BLOCK_IN_FLOW: '括号内不能换成缩进写法',
  KEY_OVER_1024_CHARS: '键过长',
  BAD_ALIAS: '别名有误',
  BAD_DQ_ESCAPE: '转义符有误',
  BAD_SCALAR_START: '文本不能以此符号开头，请加引号',
  MULTIPLE_DOCS: '一个文件只能有一个文档',
  NON_STRING_KEY: '键必须是文本',
}

export const yamlInChinese = (code: string, message: string): string =>
  `${yamlWords[code] ?? '不是有效的 YAML'}（${message}）`

export const writtenWords = {
  depth: { zh: '嵌套超过 {most} 层', en: 'is nested deeper than {most} levels' },
  aliases: { zh: '别名超过 {most} 个', en: 'more than {most} aliases' },
  twice: { zh: "'{name}' 出现了两次", en: "'{name}' stands here twice" },
  unknownWord: { zh: '不是规则语言中的词', en: 'is not a word of this language' },
} as const satisfies Words

/** Of a shape that says something that no table has. */
export const otherwiseWrong = (message: string): string => `写法不对（${message}）`

/** Of something that cannot be read, whatever it said. */
export const unreadable = (message: string): Bilingual => ({
  zh: `不能读取（${message}）`,
  en: message,
})
