/** The sentence that sums up what a rule made of a device, in both languages. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'
import type { Reading } from '../../core/reading.ts'
import { severityWords, type Severity } from '../../core/severity.ts'
import type { Instant } from '../../core/time.ts'
import type { RuleState } from '../judging/state.ts'
import { applies, type ConditionRule, type Rule } from '../language/rule.ts'

export interface Heard {
  /** The newest that arrived. */
  readonly newest: Reading | undefined
  /** The newest live ones by what they observed, newest first. */
  readonly live: readonly Reading[]
}

export interface Named {
  readonly name: string
  /** null: unknown. */
  readonly value: number | string | boolean | null
}

export interface LevelExplained {
  readonly severity: Severity
  readonly when: string
  /** null: unknown. */
  readonly holds: boolean | null
  readonly clear?: string
  readonly clears?: boolean | null
  /** What both read. */
  readonly values: readonly Named[]
  readonly holdSeconds: number
  /** Since when the condition holds, by the clock of the device. */
  readonly since?: Instant
  /** Since when its clear condition holds. */
  readonly clearSince?: Instant
  readonly clearHoldSeconds: number
  /** It is the level of the alarm that stands. */
  readonly stands: boolean
}

const both = (en: string, zh: string): Bilingual => ({ zh, en })

export const joined = (first: Bilingual, then: Bilingual): Bilingual =>
  both(first.en + then.en, first.zh + then.zh)

export function notWatchedVerdict(rule: Rule, device: Device): Bilingual {
  const { kind, site, zone } = rule.document.on
  const listed = (wanted: string | readonly string[] | undefined, or: string) =>
    [wanted ?? []].flat().join(or)
  if (!device.active)
    return both('does not watch it: the device is out of service', '不监测该设备：设备已停用')
  if (applies({ ...rule, document: { ...rule.document, on: { kind, zone } } }, device))
    return both(
      `does not watch it: it is for the site ${listed(site, ' or ')}, the device is at ${device.site}`,
      `不监测该设备：规则针对点位类型 ${listed(site, '、')}，设备为 ${device.site}`,
    )
  return both(
    `does not watch it: it is for the noise zone ${listed(zone, ' or ')}, the device is in ${device.zone ?? 'none'}`,
    `不监测该设备：规则针对声环境功能区 ${listed(zone, '、')}，设备${device.zone === undefined ? '未划区' : `在 ${device.zone}`}`,
  )
}

export function neverJudged({ quantities }: ConditionRule, { newest, live }: Heard): Bilingual {
  if (newest === undefined)
    return both('raised nothing: nothing was heard of the device', '没有告警：没有收到该设备的数据')
  if (live.length === 0)
    return both(
      `raised nothing: the device's readings are ${newest.timing}, and only live ones are judged`,
      `没有告警：该设备的数据是${timingOf(newest)}的，规则只判断实时数据`,
    )
  const wanted = quantities.map(({ quantity }) => quantity).join(', ')
  return both(
    `raised nothing: no reading holds ${wanted} of quality N`,
    `没有告警：没有标记正常（N）的 ${wanted}`,
  )
}

/** Whether the newest reading is not what was judged; empty when it is. */
export function passedOver({ newest }: Heard, { judged }: RuleState): Bilingual {
  if (newest === undefined || newest.observedAt === judged) return both('', '')
  if (newest.timing !== 'live')
    return both(
      `the newest reading is ${newest.timing} and is judged by no rule; of the one before it: `,
      `最新数据是${timingOf(newest)}的，不参与判断；据上一条：`,
    )
  if (newest.observedAt < judged)
    return both(
      'the newest reading is older than one that was judged, and moves no alarm; of that one: ',
      '最新数据早于已判断的数据，不影响告警；据已判断的一条：',
    )
  return both(
    'the newest reading has none of its quantities with quality N; of the one before it: ',
    '最新数据中没有标记正常（N）的所需因子；据上一条：',
  )
}

const timings: Readonly<Record<Reading['timing'], string>> = {
  live: '实时',
  late: '迟到',
  clamped: '时钟超前',
  resent: '补传',
}
const timingOf = ({ timing }: Reading): string => timings[timing]

export function verdictOf(
  levels: readonly LevelExplained[],
  state: RuleState,
  at: Instant,
): Bilingual {
  const { alarm } = state
  const standing = levels.find(({ stands }) => stands)
  if (standing !== undefined && alarm !== null) return standsVerdict(standing, alarm.began)
  const held = levels.findLast(({ since }) => since !== undefined)
  if (held?.since !== undefined) return heldVerdict(held, held.since, state, at)
  const [first] = levels
  if (first === undefined) return both('raised nothing', '没有告警')
  const [is, zh] =
    first.holds === null
      ? ['is unknown', '无法判断']
      : first.holds
        ? ['holds, but did not when it was new', '现在成立，但该数据到达时不成立']
        : ['is false', '不成立']
  return both(
    `raised nothing: ${first.when} ${is} (${numbersOf(first, 'unknown', ', ')})`,
    `没有告警：${first.when} ${zh}（${numbersOf(first, '缺失', '，')}）`,
  )
}

function standsVerdict(level: LevelExplained, began: number): Bilingual {
  const { severity, clear, when, clearSince, clearHoldSeconds } = level
  const stands = both(
    `an alarm stands, ${severity}, begun ${text(began)}: `,
    `${severityWords[severity].zh}告警持续中，始于 ${text(began)}：`,
  )
  const clears = clear ?? `!(${when})`
  return joined(
    stands,
    clearSince === undefined
      ? both(`${clears} does not hold`, `${clears} 不成立`)
      : both(
          `it clears when it was clear for ${clearHoldSeconds} s, since ${text(clearSince)}`,
          `自 ${text(clearSince)} 起满足解除条件，满 ${clearHoldSeconds} 秒后解除`,
        ),
  )
}

function heldVerdict(
  { when, holdSeconds }: LevelExplained,
  since: Instant,
  { rests, judged }: RuleState,
  at: Instant,
): Bilingual {
  const lasted = Math.max(0, Math.floor((at - since) / 1_000))
  const held = both(
    `raised nothing yet: ${when} holds since ${text(since)}, ${lasted} of ${holdSeconds} s`,
    `尚未告警：${when} 自 ${text(since)} 起成立，已 ${lasted} 秒，需 ${holdSeconds} 秒`,
  )
  if (rests <= judged) return held
  return joined(
    held,
    both(
      `, and it rests until ${text(rests)} after the alarm before`,
      `；上次告警后静默至 ${text(rests)}`,
    ),
  )
}

/** Of a rule that waits for a device to speak; `lasted` in seconds. */
export function silenceVerdict(
  levels: readonly LevelExplained[],
  standing: LevelExplained | undefined,
  heard: number | undefined,
  lasted = 0,
): Bilingual {
  const last =
    heard === undefined
      ? both('never heard', '从未收到数据')
      : both(`heard last ${text(heard)}`, `最后一次收到数据于 ${text(heard)}`)
  if (standing === undefined) {
    const needed = levels[0]?.holdSeconds ?? 0
    return both(
      `raised nothing: ${last.en}, silent for ${lasted} of ${needed} s`,
      `没有告警：${last.zh}，断传 ${lasted} 秒，满 ${needed} 秒告警`,
    )
  }
  return both(
    `an alarm stands, ${standing.severity}: ${last.en}, silent for ${lasted} s`,
    `${severityWords[standing.severity].zh}告警持续中：${last.zh}，已断传 ${lasted} 秒`,
  )
}

const numbersOf = ({ values }: LevelExplained, unknown: string, comma: string): string =>
  values.map(({ name, value }) => `${name} = ${value ?? unknown}`).join(comma)

const text = (at: number): string => new Date(at).toISOString()
