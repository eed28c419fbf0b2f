/**
 * What exactly was wrong with a payload, for a person. Kept in English in the record, whose letters are older than any page; read
 * back here, so that a page says it in the language of whoever looks. Written and read in one place, like core/absence-text.ts.
 */
import { filled, openPlace, type Bilingual, type Open, type Words } from './bilingual.ts'

const detailWords = {
  byBroker: { zh: '接入时被拒收', en: 'refused by the broker: {reason}' },
  unknown: { zh: '{device} 未登记', en: '{device} is not registered' },
  inactive: { zh: '{device} 已停用', en: '{device} is out of service' },
  notGateway: {
    zh: '{source} 不是 {device} 的网关',
    en: '{source} is not the gateway of {device}',
  },
  status: {
    zh: '状态只能是 online、offline 或带 online 真假值的对象',
    en: 'a status is online, offline or {"online": true or false}',
  },
  reply: {
    zh: '应答应为带指令编号 id 和结果 result（done 或 refused）的对象',
    en: 'a reply is {"id": "...", "result": "done" or "refused"}',
  },
  noReturn: {
    zh: '应答缺少 QN，或 QnRtn、ExeRtn 有误',
    en: 'an answer has no QN, or no QnRtn or ExeRtn that is a code',
  },
  longReply: { zh: '应答长于 {most} 字节', en: 'a reply has at most {most} bytes' },
  configured: {
    zh: '上报配置应为带 values（配置项：数值或开关）的对象，可带版本 version 和拒绝理由 refused',
    en: 'a configuration is {"values": {"<name>": number or switch}}, with the version and why it was refused, if it was',
  },
  noDeviceCommand: { zh: '没有下发过指令 {command}', en: 'nobody gave the command {command}' },
  notAsked: {
    zh: '{source} 不是指令 {command} 的接收方',
    en: '{source} was not given the command {command}',
  },
  noJson: { zh: '内容不是 JSON', en: 'the body is not JSON' },
  emptyArray: { zh: '数组里没有读数', en: 'the array holds no reading' },
  longArray: {
    zh: '数组有 {count} 条读数，最多允许 {most} 条',
    en: 'the array holds {count} readings, {most} are allowed',
  },
  noObject: { zh: '读数应为对象，不应是 {value}', en: 'a reading is an object, not {value}' },
  noDevice: { zh: 'device 不是设备编号：{value}', en: 'device is not a device id: {value}' },
  noSequence: {
    zh: 'seq 不是从 0 起的整数：{value}',
    en: 'seq is not a whole number from 0: {value}',
  },
  noInstant: { zh: 't 不是时刻：{value}', en: 't is no instant: {value}' },
  noTime: {
    zh: 't 既不是带时区的 RFC 3339 时间，也不是纪元时间：{value}',
    en: 't is neither RFC 3339 with a zone nor an epoch: {value}',
  },
  noTimeOrText: {
    zh: 't 既不是数字也不是文字：{value}',
    en: 't is neither a number nor a text: {value}',
  },
  ancient: { zh: '观测于 {said}，收到于 {received}', en: 'observed {said}, received {received}' },
  noValues: { zh: '缺少 m', en: 'm is missing' },
  valuesNoObject: { zh: 'm 不是对象', en: 'm is not an object' },
  qualityNoObject: { zh: 'q 不是对象', en: 'q is not an object' },
  emptyValues: { zh: 'm 是空的', en: 'm is empty' },
  unknownNames: { zh: '未知的监测因子 {names}', en: 'nobody knows {names}' },
  noNumber: { zh: '{name} 不是数字：{value}', en: '{name} is not a number: {value}' },
  noLetter: {
    zh: '{name} 的数据标记 {value} 不在 {letters} 之中',
    en: 'q of {name} is {value}, not one of {letters}',
  },
  nothing: { zh: '什么也没有测到：{what}', en: 'nothing was measured: {what}' },
  otherChecksum: {
    zh: '校验码与台账登记的方式不符，按 {mode} 方式相符',
    en: 'the checksum does not fit as the register says; it does as {mode}',
  },
  noHydrologicalFrame: { zh: '内容不是 SL 651 报文', en: 'the body is no frame of SL 651' },
  badBody: { zh: '报文正文有误（{fault}）', en: 'its body is {fault}' },
  noFunction: { zh: '不处理功能码 {code}', en: 'nothing is made of the function {code}' },
  noObservation: { zh: '观测时间缺失或有误', en: 'the time of observation is missing or none' },
  noElement: { zh: '没有可用的要素', en: 'it holds no element' },
  otherStation: {
    zh: '正文中的测站 {station} 不是报头的遥测站',
    en: 'the station {station} of its body is not that of its head',
  },
  noFrame: { zh: '内容不是 HJ 212 数据帧', en: 'the body is no frame of HJ 212' },
  noField: { zh: '数据段的 {field} 有误（{fault}）', en: '{field} of the segment is {fault}' },
  noPacket: {
    zh: '分包没有 DataTime，或超过 {most} 包',
    en: 'a packet has no DataTime, or is one of more than {most}',
  },
  incomplete: {
    zh: '分包不全：共 {count} 包，只收到 {have} 包',
    en: 'of {count} packets {have} came',
  },
  noCommand: { zh: '不处理命令 CN={command}', en: 'nothing is made of the command {command}' },
  noDataTime: { zh: 'DataTime 缺失或有误', en: 'DataTime is missing or no time' },
  noFactor: {
    zh: '没有监测因子，或内容已加密',
    en: 'it holds no factor, or is encrypted',
  },
  noFactorValue: {
    zh: '监测因子的值或数据标记有误：{names}',
    en: 'value or mark cannot be read of {names}',
  },
  noBinding: {
    zh: '没有接入映射适用于主题 {topic}',
    en: 'no binding is for the topic {topic}',
  },
  boundNobody: {
    zh: '主题 {topic} 的接入映射都不适用于这条消息',
    en: 'no binding for the topic {topic} is for such a message',
  },
  noCbor: { zh: '内容不是 CBOR', en: 'the body is not CBOR' },
  boundNotRead: {
    zh: '内容不是 {format}（{fault}）',
    en: 'the body is not {format}, which has {fault}',
  },
  boundUnborn: {
    zh: '{owner} 没有 BIRTH 说明别名 {alias}',
    en: 'no birth of {owner} says what the alias {alias} is',
  },
  boundNotHis: {
    zh: '按接入映射 {binding}，{source} 不得在此主题发布',
    en: 'by the binding {binding} {source} does not publish on this topic',
  },
  boundNoItems: {
    zh: '按接入映射 {binding}，{place} 处没有内容',
    en: 'by the binding {binding} there is nothing at {place}',
  },
  boundNoDevice: {
    zh: '按接入映射 {binding}，没有设备编号',
    en: 'by the binding {binding} there is no id of a device',
  },
  boundDisagree: {
    zh: '按接入映射 {binding}，{one} 与 {other} 不是同一设备',
    en: 'by the binding {binding} {one} and {other} are not the same device',
  },
  noExternal: {
    zh: '台账中没有平台设备号为 {value} 的设备',
    en: 'no device of the register has the external id {value}',
  },
  boundNotInTable: {
    zh: '按接入映射 {binding}，对照表中没有 {value}',
    en: 'by the binding {binding} nobody is {value}',
  },
  boundNoBytes: {
    zh: '按接入映射 {binding}，{place} 处不是 {encoding}',
    en: 'by the binding {binding} there is no {encoding} at {place}',
  },
  boundNoChannel: {
    zh: '按接入映射 {binding}，没有通道 {channel}',
    en: 'by the binding {binding} no channel is {channel}',
  },
  boundShort: {
    zh: '按接入映射 {binding}，字节不足以读出 {channel}',
    en: 'by the binding {binding} the bytes end before {channel} does',
  },
  boundNothing: {
    zh: '按接入映射 {binding}，没有任何值',
    en: 'by the binding {binding} no value is in it',
  },
  several: { zh: '{count} 条读数，第一条：{what}', en: '{count} readings, the first: {what}' },
} as const satisfies Words

type Detail = keyof typeof detailWords

/** As it is kept. */
export const detailOf = <Name extends Detail>(
  name: Name,
  ...[values]: Open<(typeof detailWords)[Name]['en']> extends never
    ? []
    : [Readonly<Record<Open<(typeof detailWords)[Name]['en']>, string | number>>]
): string => filled(detailWords[name], values ?? {}).en

/** Several of one payload in one text. */
export const joinedDetails = (details: readonly string[], more: boolean): string =>
  `${details.join(', ')}${more ? ' ...' : ''}`

const valueWords: Readonly<Record<string, string>> = {
  'an array': '数组',
  'a object': '对象',
  'a boolean': '真假值',
  'a undefined': '空',
  null: '空值',
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

const patterns = Object.values(detailWords).map((words) => {
  const parts = words.en.split(openPlace)
  const source = parts
    .map((part, at) =>
      at % 2 === 0 ? escaped(part) : `(?<${part}>${part === 'name' ? String.raw`\w+` : '.+'})`,
    )
    .join('')
  return { words, pattern: new RegExp(`^${source}$`, 's') }
})

/** Between two of `joinedDetails`; a quoted value may hold a comma as well. */
const between = /, (?=[A-Za-z]\w* is not a number: |q of [A-Za-z]\w* is )/

/** In both languages; what an older version kept in other words is said as it stands. */
export function readDetail(text: string): Bilingual {
  const all = text.split(between)
  if (all.length > 1) {
    const words = all.map((one) => readDetail(one))
    return { zh: words.map(({ zh }) => zh).join('；'), en: text }
  }
  if (text.endsWith(' ...')) return { zh: `${readDetail(text.slice(0, -4)).zh} 等`, en: text }
  for (const { words, pattern } of patterns) {
    const found = pattern.exec(text)
    if (found !== null) return { zh: filled(words, inChinese(found.groups ?? {})).zh, en: text }
  }
  return { zh: text, en: text }
}

const inChinese = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      name === 'what' ? readDetail(value).zh : (valueWords[value] ?? value),
    ]),
  )
