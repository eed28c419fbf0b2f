/**
 * How good the alarms are (ISA-18.2: monitoring): what each device and rule raised, what came of it, which chatter and
 * which stand for ever.
 */
import type { AlarmId, DeviceId, RuleId } from '../../core/identity.ts'
import { days, type Instant } from '../../core/time.ts'

/** What the register knows of the alarms of a time. */
export interface AlarmQualityFacts {
  /** Raised by a rule on a device in one day of the time, counted from its begin. */
  readonly raised: readonly {
    readonly rule: RuleId
    readonly device: DeviceId
    readonly day: number
    readonly count: number
  }[]
  /** Cases of sensors that were collected in it, by the rule of their first alarm; `voided` (作废) was found to be nothing. */
  readonly cases: readonly {
    readonly rule: RuleId
    readonly device: DeviceId
    readonly voided: boolean
  }[]
  /** Alarms that stand, oldest first. */
  readonly standing: readonly {
    readonly alarm: AlarmId
    readonly rule: RuleId
    readonly device: DeviceId
    readonly raisedAt: Instant
  }[]
}

export interface AlarmQualityTerms {
  readonly from: Instant
  readonly to: Instant
  /** Devices in service. */
  readonly devices: number
  /** Raised more often on one day by one rule on one device: chattering. */
  readonly chattering: number
}

interface Sum {
  alarms: number
  cases: number
  voided: number
}

const worstCount = 10
const mostListed = 100
/** An alarm that stands longer is stale. */
const staleAfter = days(7)

export function alarmQuality(facts: AlarmQualityFacts, terms: AlarmQualityTerms) {
  const { from, to, devices, chattering } = terms
  const lasted = (to - from) / days(1)
  const byRule = new Map<RuleId, Sum>()
  const byDevice = new Map<DeviceId, Sum>()
  const sumsOf = ({ rule, device }: { readonly rule: RuleId; readonly device: DeviceId }) => [
    sumIn(byRule, rule),
    sumIn(byDevice, device),
  ]
  for (const one of facts.raised) for (const sum of sumsOf(one)) sum.alarms += one.count
  for (const one of facts.cases)
    for (const sum of sumsOf(one)) {
      sum.cases += 1
      if (one.voided) sum.voided += 1
    }
  const voided = facts.cases.filter((one) => one.voided).length
  return {
    from,
    to,
    devices,
    alarms: facts.raised.reduce((sum, { count }) => sum + count, 0),
    cases: facts.cases.length,
    voided,
    casesPerDeviceDay: devices === 0 ? 0 : facts.cases.length / devices / lasted,
    worst: [...byDevice]
      .map(([device, sum]) => ({ device, ...sum }))
      .toSorted((a, b) => b.alarms - a.alarms || (a.device < b.device ? -1 : 1))
      .slice(0, worstCount),
    rules: [...byRule]
      .map(([rule, sum]) => ({ rule, ...sum }))
      .toSorted((a, b) => b.alarms - a.alarms || (a.rule < b.rule ? -1 : 1)),
    chattering: chatterers(facts.raised, chattering),
    stale: facts.standing.filter(({ raisedAt }) => to - raisedAt > staleAfter).slice(0, mostListed),
  }
}

/** Of each rule and device its worst day. */
function chatterers(raised: AlarmQualityFacts['raised'], most: number) {
  const worst = new Map<string, AlarmQualityFacts['raised'][number]>()
  for (const one of raised) {
    const key = `${one.rule}/${one.device}`
    if (one.count > most && one.count > (worst.get(key)?.count ?? 0)) worst.set(key, one)
  }
  return [...worst.values()]
    .map(({ rule, device, count }) => ({ rule, device, inOneDay: count }))
    .toSorted((a, b) => b.inOneDay - a.inOneDay || (a.device < b.device ? -1 : 1))
    .slice(0, mostListed)
}

function sumIn<Key>(sums: Map<Key, Sum>, key: Key): Sum {
  const sum = sums.get(key) ?? { alarms: 0, cases: 0, voided: 0 }
  sums.set(key, sum)
  return sum
}
