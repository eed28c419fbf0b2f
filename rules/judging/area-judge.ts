/** The stage of the areas: a batch of members against the state of a partition. All that it decides follows from these two. */
import type { AlarmTransition } from '../../core/alarm.ts'
import { areaKey, type AreaMember } from '../../core/area-member.ts'
import { consumers } from '../../core/consumers.ts'
import { outgoing, type Effects, type PartitionState, type StateChange } from '../../core/log.ts'
import { instant } from '../../core/time.ts'
import { alarmsTopic } from '../../core/topics.ts'
import { isRetiredBy, settle, type AreaState, type Member } from './area.ts'

const {
  area: { prefix: areaPrefix },
  member: { prefix: memberPrefix },
} = consumers.areas.remembers

interface Area {
  state: AreaState | undefined
  readonly members: Map<string, Member>
}

export interface AreaVerdict {
  readonly effects: Effects
  readonly transitions: readonly AlarmTransition[]
}

export function judgeAreas(records: readonly AreaMember[], state: PartitionState): AreaVerdict {
  const areas = new Map<string, Area>()
  const changes = new Map<string, unknown>()
  const transitions: AlarmTransition[] = []
  for (const record of records) {
    const key = areaKey(record)
    let area = areas.get(key)
    if (area === undefined) areas.set(key, (area = recalled(key, state)))
    const memberKey = keyOf(key, record.member, record.device)
    const before = area.state
    if (record.kind === 'left') area.members.delete(memberKey)
    if (record.kind === 'stands')
      area.members.set(memberKey, memberOf(record, area.members.get(memberKey)))
    if (record.kind !== 'elapsed') changes.set(memberKey, area.members.get(memberKey))
    const now = asMeant(before, record)
    if (now === undefined) continue
    if (before !== undefined && before.meaning.version !== now.meaning.version)
      for (const [one, member] of area.members) {
        if (member.turns === undefined) continue
        const { turns: _, ...anew } = member
        area.members.set(one, anew)
        changes.set(one, anew)
      }
    const settled = settle(now, [...area.members.values()], record)
    transitions.push(...settled.transitions)
    for (const member of settled.turned) {
      const one = keyOf(key, member.rule, member.device)
      area.members.set(one, member)
      changes.set(one, member)
    }
    // A rule that is gone leaves nothing behind; any other area keeps the instant of its last alarm, as two must not have one.
    const gone = isRetiredBy(record) && area.members.size === 0
    area.state = gone ? undefined : settled.state
    changes.set(areaPrefix + key, area.state)
  }
  const kept = [...changes].map(([key, value]): StateChange => ({ key, value }))
  return {
    effects: {
      ...(transitions.length > 0 && { append: [outgoing(alarmsTopic, transitions)] }),
      ...(kept.length > 0 && { state: kept }),
    },
    transitions,
  }
}

/** The state before, by the rule as it is now: after an edit holds begin anew. */
function asMeant(before: AreaState | undefined, record: AreaMember): AreaState | undefined {
  const meaning = (record.kind === 'elapsed' ? undefined : record.meaning) ?? before?.meaning
  if (meaning === undefined) return undefined
  if (record.kind !== 'stands' && before === undefined) return undefined
  const { registered } = record.kind === 'stands' ? record : (before ?? {})
  const isSame = before?.meaning.version === meaning.version
  const turns = isSame ? before.turns : undefined
  return {
    meaning,
    ...(registered !== undefined && { registered }),
    at: before?.at ?? instant(0),
    over: (before?.over ?? []).map(({ turns: own, ...one }) =>
      isSame && own !== undefined ? { ...one, turns: own } : one,
    ),
    ...(turns !== undefined && { turns }),
  }
}

function recalled(key: string, state: PartitionState): Area {
  const members = new Map<string, Member>()
  for (const [memberKey, value] of state.entries(`${memberPrefix}${key}/`))
    members.set(memberKey, value as Member)
  return { state: state.get(areaPrefix + key) as AreaState | undefined, members }
}

const keyOf = (area: string, rule: string, device: string): string =>
  `${memberPrefix}${area}/${rule}/${device}`

/** What has turned around a device goes on, wherever it is now. */
const memberOf = (
  { member, device, standing }: Extract<AreaMember, { readonly kind: 'stands' }>,
  before: Member | undefined,
): Member => ({
  rule: member,
  device,
  standing,
  ...(before?.turns !== undefined && { turns: before.turns }),
})
