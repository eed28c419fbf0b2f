/** Cases of a large city as the desk writes them: the same number, the same case. */
import type { Actor } from '../../core/actor.ts'
import { caseCodes } from '../../core/case-codes.ts'
import type { AlarmId, CaseId, CellCode, DeviceId, RuleId, UnitId } from '../../core/identity.ts'
import { severities } from '../../core/severity.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { Case } from '../../cases/life/case.ts'
import { evolve } from '../../cases/life/evolve.ts'
import type { CaseEvent, Fact } from '../../cases/life/facts.ts'
import type { AlarmRow, Commit } from '../../cases/ports.ts'
import { createRandom, type Random } from '../../simulators/script/random.ts'

const minute = 60_000
const machine: Actor = { name: 'urban-brain', role: 'service' }
const categories = Object.keys(caseCodes)
const units = Array.from({ length: 12 }, (_, n) => `lj-unit-${n}` as UnitId)
const roads = ['中山路', '解放路', '人民大道', '滨江路', '学院街', '运河巷', '文一西路', '钱江四桥']
const spots = [
  '学校门口',
  '菜场北侧',
  '地铁口',
  '小区东门',
  '公交站旁',
  '下穿通道',
  '桥头',
  '工地外',
]
const pick = <T>(random: Random, of: readonly [T, ...T[]] | readonly T[], other: T): T =>
  of[random.below(of.length)] ?? other

export interface Life {
  readonly commit: Commit
  readonly after: Case
  readonly alarm: AlarmRow
}

/** Where case `n` of so many began, evenly over the span before `now`. */
export const beginningOf = (n: number, many: number, now: Instant, span: number): Instant =>
  instant(now - span + Math.floor((span * n) / many))

/** From its alarm to its closing, or to the stage in which it still stands. */
export function lifeOf(n: number, began: Instant, ends: boolean): Life {
  const random = createRandom(n + 1)
  const date = new Date(began).toISOString().slice(0, 10).replaceAll('-', '')
  const id = `C${date}-${(n * 2_654_435_761).toString(16).padStart(12, '0').slice(-12)}` as CaseId
  const district = 330_100 + random.below(8)
  const street = String(random.below(40)).padStart(3, '0')
  const cell = `${district}${street}${String(random.below(20)).padStart(3, '0')}001` as CellCode
  const device = `wl-${String(random.below(5_000)).padStart(4, '0')}` as DeviceId
  const category = pick(random, categories, '0506')
  const unit = pick(random, units, 'lj-unit-0' as UnitId)
  const crew: Actor = { name: `crew-${unit}-${random.below(20)}`, role: 'crew', unit }
  const inspector: Actor = { name: `inspector-${random.below(60)}`, role: 'inspector' }
  const title = Reflect.get(caseCodes, category) as { readonly zh: string; readonly en: string }
  const severity = pick(random, severities, 'yellow')
  const rule = `rule-of-${category}` as RuleId
  const alarm = `${rule}/${device}/${began}` as AlarmId
  const description = `${pick(random, roads, '')}${1 + random.below(400)}号${pick(random, spots, '')}`
  const deadline = (kind: 'dispatch' | 'handling' | 'verification', after: number) => ({
    ...{ kind, at: instant(began + after * minute), certain: true },
  })
  const facts: (Fact & { readonly after: number; readonly by: Actor })[] = [
    {
      event: 'collected',
      after: 0,
      by: machine,
      data: {
        ...{ source: 'sensor', work: 'incident', category, title, severity, lead: 'drainage' },
        place: { device, cell, longitude: 120.1, latitude: 30.2, description },
        ...{ limit: '2 urgent hours', deadline: deadline('dispatch', 30) },
        alarm: { alarm, rule, kind: 'raised', at: began, severity },
      },
    },
    { event: 'filed', after: 0, by: machine, data: {} },
    { event: 'accepted', after: 0, by: machine, data: {} },
    {
      ...{ event: 'dispatched', after: 1, by: machine },
      data: { unit, why: 'table', deadline: deadline('handling', 121) },
    },
    { event: 'orderAccepted', after: 10, by: crew, data: { unit } },
    {
      ...{ event: 'reported', after: 60 + random.below(100), by: crew },
      data: { unit, text: '已处理', photos: [], deadline: deadline('verification', 300) },
    },
    { event: 'verified', after: 200, by: inspector, data: { photos: [] } },
    { event: 'closed', after: 200, by: inspector, data: {} },
  ]
  const states: Case[] = []
  const events: CaseEvent[] = []
  for (const { after, ...fact } of ends ? facts : facts.slice(0, 1 + random.below(6))) {
    const event: CaseEvent = { ...fact, at: instant(began + after * minute) }
    const state = evolve(id, states.at(-1), event)
    if (state === undefined) throw new TypeError('a case that is none')
    events.push(event)
    states.push(state)
  }
  const after = states.at(-1)
  if (after === undefined) throw new TypeError('a case without a state')
  return {
    after,
    commit: { id, expectedVersion: 0, events, states, openKey: undefined },
    alarm: {
      ...{ alarm, rule, title, device, cell, severity, standing: !ends, raisedAt: began },
      ...{ at: began, ...(ends && { clearedAt: instant(began + 50 * minute) }) },
      ...{ outcome: 'opened', case: id, opened: 1 },
    },
  }
}
