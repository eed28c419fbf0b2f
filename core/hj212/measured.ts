/** What a message of HJ 212 with data says in our quantities. */
import { beijingInstant } from '../beijing-time.ts'
import { deviceQualities, type Quality, type Quantity } from '../quantities.ts'
import type { Instant } from '../time.ts'
import { readDataArea } from './data-area.ts'
import { factors, micrograms, type Concentration } from './factors.ts'
import type { Message } from './message.ts'

/** Commands with data (Table 9), and the suffix under which they have it. */
const dataCommands = {
  /** 实时数据: at the moment of sampling. */
  2011: 'Rtd',
  /** 设备运行状态. */
  2021: 'RS',
  /** 分钟, 小时, 日历史数据: means of a period; `DataTime` is its begin. */
  2051: 'Avg',
  2061: 'Avg',
  2031: 'Avg',
} as const satisfies Readonly<Record<string, string>>

/** `Rtd` as the firmware of some stations has it. */
const misspelt = 'td'

export interface StationMeasured {
  readonly type: 'measured'
  readonly observedAt: Instant
  readonly values: Readonly<Partial<Record<Quantity, number>>>
  /** What the station marks otherwise than normal. */
  readonly quality: Readonly<Partial<Record<Quantity, Quality>>>
  /** Sent again after it could not be (补传): `RF=1` of the edition of 2025. */
  readonly again: boolean
  /** Factors that are none of our quantities. */
  readonly unknown: readonly string[]
  /** Factors whose value or mark cannot be read. */
  readonly unusable: readonly string[]
}

/** `no-data`: another command. `no-time`: `DataTime` is missing or cannot be. `no-factors`: nothing of a factor in it, as where it is encrypted. */
export interface NotMeasured {
  readonly type: 'not-measured'
  readonly why: 'no-data' | 'no-time' | 'no-factors'
}

const isDataCommand = (cn: string): cn is `${keyof typeof dataCommands}` => cn in dataCommands

export function measuredOf(
  { cn, area }: Pick<Message, 'cn' | 'area'>,
  concentration: Concentration,
): StationMeasured | NotMeasured {
  if (!isDataCommand(cn)) return { type: 'not-measured', why: 'no-data' }
  const read = readDataArea(area)
  const observedAt = beijingInstant(read.fields.get('DataTime') ?? '')
  if (observedAt === undefined) return { type: 'not-measured', why: 'no-time' }
  const suffix = dataCommands[cn]
  const values: Partial<Record<Quantity, number>> = {}
  const quality: Partial<Record<Quantity, Quality>> = {}
  const unknown: string[] = []
  const unusable: string[] = []
  for (const [name, said] of read.factors) {
    const text = said.get(suffix) ?? (suffix === 'Rtd' ? said.get(misspelt) : undefined)
    if (text === undefined) continue
    const factor = factors.get(name)
    if (factor === undefined) {
      unknown.push(name)
      continue
    }
    const { quantity, form } = factor
    const value = numberOf(text)
    const mark = qualityOf(said.get('Flag') ?? said.get('') ?? 'N')
    if (value === undefined || mark === undefined) {
      unusable.push(name)
      continue
    }
    if (form === 'running') values[quantity] = value === 1 ? 1 : 0
    else values[quantity] = form === 'particles' ? scaled(value, micrograms[concentration]) : value
    if (mark !== 'N') quality[quantity] = mark
  }
  if (read.factors.size === 0) return { type: 'not-measured', why: 'no-factors' }
  const again = read.fields.get('RF') === '1'
  return { type: 'measured', observedAt, values, quality, again, unknown, unusable }
}

const numberForm = /^[-+]?\d+(?:\.\d*)?$/

const numberOf = (text: string): number | undefined =>
  numberForm.test(text) ? Number(text) : undefined

/** Without the dust of binary fractions: 0.412 mg are 412 ug. */
const scaled = (value: number, by: number): number => Number((value * by).toPrecision(12))

const qualityOf = (text: string): Quality | undefined =>
  deviceQualities.find((letter) => letter === text.toUpperCase())
