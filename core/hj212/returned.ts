/** What a station answers to a command: at once whether it will do it (9011, 请求应答), then what came of it (9012, 执行结果). */
import type { Bilingual } from '../bilingual.ts'
import { readDataArea } from './data-area.ts'
import type { Message } from './message.ts'

const fields = { 9011: 'QnRtn', 9012: 'ExeRtn' } as const
type Field = (typeof fields)[keyof typeof fields]

const isReturn = (cn: string): cn is `${keyof typeof fields}` => Object.hasOwn(fields, cn)

export const isReturned = ({ cn }: Pick<Message, 'cn'>): boolean => isReturn(cn)

/** Tables 7 and 6 of HJ 212-2017. 1 is yes. */
const words: Readonly<Record<Field, Readonly<Record<string, Bilingual>>>> = {
  QnRtn: {
    2: { zh: '请求被拒绝', en: 'request refused' },
    3: { zh: '访问密码错误', en: 'wrong password' },
    4: { zh: '设备唯一标识（MN）错误', en: 'wrong MN' },
    5: { zh: '系统编码（ST）错误', en: 'wrong system code (ST)' },
    6: { zh: 'Flag 错误', en: 'wrong Flag' },
    7: { zh: '请求编号（QN）错误', en: 'wrong request number (QN)' },
    8: { zh: '命令编码（CN）错误', en: 'wrong command (CN)' },
    9: { zh: 'CRC 校验错误', en: 'wrong checksum' },
    100: { zh: '未知错误', en: 'unknown error' },
  },
  ExeRtn: {
    2: { zh: '执行失败，原因不明', en: 'failed, reason unknown' },
    3: { zh: '命令请求条件错误', en: 'wrong conditions' },
    4: { zh: '通讯超时', en: 'communication timed out' },
    5: { zh: '系统繁忙，不能执行', en: 'busy' },
    6: { zh: '系统故障', en: 'system fault' },
    100: { zh: '没有数据', en: 'no data' },
  },
}

const otherWord: Bilingual = { zh: '标准以外的代码', en: 'a code that the standard does not have' }

interface Returned {
  /** QN of the request: in the head, or of the edition of 2005 in the data area. */
  readonly exchange: string
  readonly result: 'accepted' | 'done' | 'refused'
  /** `QnRtn=2`: why not. */
  readonly code?: string
}

/** Undefined where it does not say to what, or what. */
export function returnedBy({
  cn,
  qn,
  area,
}: Pick<Message, 'cn' | 'qn' | 'area'>): Returned | undefined {
  if (!isReturn(cn)) return undefined
  const field = fields[cn]
  const read = readDataArea(area).fields
  const exchange = qn ?? read.get('QN')
  const said = read.get(field)
  if (exchange === undefined || said === undefined || !/^\d{1,3}$/.test(said)) return undefined
  const value = String(Number(said))
  if (value === '1') return { exchange, result: field === 'QnRtn' ? 'accepted' : 'done' }
  return { exchange, result: 'refused', code: `${field}=${value}` }
}

/** What such a code means, with the code itself. */
export function codeWords(code: string): Bilingual {
  const [field = '', value = ''] = code.split('=')
  const known = field === 'QnRtn' || field === 'ExeRtn' ? words[field][value] : undefined
  const { zh, en } = known ?? otherWord
  return { zh: `${zh}（${code}）`, en: `${en} (${code})` }
}
