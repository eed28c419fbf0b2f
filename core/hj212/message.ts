/** The data segment of HJ 212 (HJ 212-2017, 6.3.2, Table 3): who says what, and the data area with it. */

/** By the names of the standard. */
export interface Message {
  /** 请求编号: `YYYYMMDDhhmmsszzz`, one exchange; old stations send none, or another form. */
  readonly qn?: string
  /** 系统编码 (Table 5): 23 noise, 31 air pollution source, 39 dust of building sites, 91 system. */
  readonly st: string
  /** 命令编码 (Table 9): 2011 real-time data, 9014 data answer. */
  readonly cn: string
  /** 访问密码. */
  readonly pw?: string
  /** 设备唯一标识. */
  readonly mn: string
  /** 拆分包及应答标志: see `flagOf`. */
  readonly flag?: number
  /** 总包数 and 包号, from 1: of a message in several frames. */
  readonly parts?: { readonly pnum: number; readonly pno: number }
  /** 数据区: what stands between `&&` and `&&`. */
  readonly area: string
}

type Field = 'ST' | 'CN' | 'MN' | 'Flag' | 'PNUM' | 'PNO' | 'CP'

/** `missing`: the standard asks for it and nothing can be done without it. `invalid`: it stands there and cannot be. */
export interface SegmentFault {
  readonly fault: 'missing' | 'invalid'
  readonly field: Field
}

export interface FlagMeaning {
  /** 2025 is known from descriptions of it alone. */
  readonly version: '2005' | '2017' | '2025' | 'unknown'
  readonly answerWanted: boolean
  readonly split: boolean
}

const versions = ['2005', '2017', '2025'] as const

/** Bits `V5..V0 D A`: version, in several packets, answer wanted. */
export const flagOf = (flag: number): FlagMeaning => ({
  version: versions[flag >> 2] ?? 'unknown',
  answerWanted: (flag & 1) === 1,
  split: (flag & 2) === 2,
})

/** Before the data area, which goes to the last `&&`; what stands before it are fields with a semicolon behind each. */
const areaForm = /CP\s*=\s*&&/
const nameForm = /^[A-Za-z]+$/

/** Of the text of a segment. Blanks, a semicolon too many and fields without meaning are let pass. */
export function readMessage(segment: string): Message | SegmentFault {
  const found = areaForm.exec(segment)
  if (found === null) return { fault: 'missing', field: 'CP' }
  const rest = segment.slice(found.index + found[0].length)
  const area = rest.endsWith('&&') ? rest.slice(0, -2) : rest
  const fields = new Map<string, string>()
  for (const part of segment.slice(0, found.index).split(';')) {
    const equals = part.indexOf('=')
    const name = part.slice(0, equals).trim()
    if (equals > 0 && nameForm.test(name)) fields.set(name, part.slice(equals + 1).trim())
  }
  const text = (name: string) => fields.get(name) || undefined
  const st = text('ST')
  const cn = text('CN')
  const mn = text('MN')
  if (st === undefined) return { fault: 'missing', field: 'ST' }
  if (cn === undefined) return { fault: 'missing', field: 'CN' }
  if (mn === undefined) return { fault: 'missing', field: 'MN' }
  const flag = whole(text('Flag'), 0, 255)
  const pnum = whole(text('PNUM'), 1, 9_999)
  const pno = whole(text('PNO'), 1, pnum ?? 9_999)
  if (flag === null) return { fault: 'invalid', field: 'Flag' }
  if (pnum === null) return { fault: 'invalid', field: 'PNUM' }
  if (pno === null) return { fault: 'invalid', field: 'PNO' }
  if ((pnum === undefined) !== (pno === undefined))
    return { fault: 'missing', field: pnum === undefined ? 'PNUM' : 'PNO' }
  const qn = text('QN')
  const pw = text('PW')
  return {
    ...(qn !== undefined && { qn }),
    ...{ st, cn },
    ...(pw !== undefined && { pw }),
    mn,
    ...(flag !== undefined && { flag }),
    ...(pnum !== undefined && pno !== undefined && { parts: { pnum, pno } }),
    area,
  }
}

/** Undefined where it does not stand there, null where it cannot be. */
function whole(text: string | undefined, least: number, most: number): number | undefined | null {
  if (text === undefined) return undefined
  const value = Number(text)
  return /^\d+$/.test(text) && value >= least && value <= most ? value : null
}

/** As the standard writes it, in its order. */
export function writeMessage({ qn, st, cn, pw, mn, flag, parts, area }: Message): string {
  const fields: readonly (readonly [string, string | number | undefined])[] = [
    ['QN', qn],
    ['ST', st],
    ['CN', cn],
    ['PW', pw],
    ['MN', mn],
    ['Flag', flag],
    ['PNUM', parts?.pnum],
    ['PNO', parts?.pno],
  ]
  const said = fields.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
  return `${said.join(';')};CP=&&${area}&&`
}
