/** What a desk asks of a large register by its lists: each filter, each order, words of every kind. */
import type { AlarmFilter } from '../../cases/filter-ports.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { searchTerms } from '../../cases/life/case-search.ts'
import { caseCodes } from '../../core/case-codes.ts'
import { isFinal, stages } from '../../core/case-terms.ts'
import type { UnitId } from '../../core/identity.ts'
import { days, instant, type Instant } from '../../core/time.ts'

const openStages = stages.filter((stage) => !isFinal(stage))

const terms = (words: string) =>
  searchTerms(words, {
    categories: caseCodes,
    units: [{ id: 'lj-unit-3' as never, name: { zh: '排水中心', en: 'Drainage centre' } }],
    devices: Array.from({ length: 5_000 }, (_, n) => ({
      id: `wl-${String(n).padStart(4, '0')}` as never,
      name: `测点 ${n}`,
    })),
  })

/** Its limit in milliseconds. */
export type Question = readonly [name: string, limit: number, ask: (n: number) => Promise<unknown>]

export const lists = (store: Pick<CaseStore, 'list'>): readonly Question[] => {
  const list = (
    name: string,
    filter: Parameters<CaseStore['list']>[0],
    order?: 'deadline',
  ): Question => [
    name,
    100,
    async () => {
      // A second page too: most people turn over once.
      const { next } = await store.list(filter, 50, undefined, order)
      return next === undefined ? undefined : store.list(filter, 50, next, order)
    },
  ]
  return [
    list('newest', {}),
    list('open, by deadline', { stages: openStages }, 'deadline'),
    list('closed', { stages: ['closed'] }),
    list('ended (closed, void)', { stages: ['closed', 'void'] }),
    list('verifying', { stages: ['verifying'] }),
    list('unit', { unit: 'lj-unit-3' as never }),
    list('unit, open, by deadline', { unit: 'lj-unit-3' as never, stages: openStages }, 'deadline'),
    list('category', { category: '0506' }),
    list('category without cases', { category: '0888' }),
    list('severity', { severity: 'red' }),
    list('category, severity, by deadline', { category: '0506', severity: 'red' }, 'deadline'),
    list('district', { cell: '330103' }),
    list('street', { cell: '330103007' }),
    list('cell', { cell: '330103007004001' }),
    list('district without cases', { cell: '330199' }),
    list('street of a unit', { cell: '330103007', unit: 'lj-unit-3' as never }),
    list('device', { device: 'wl-0042' }),
    list('device without cases', { device: 'wl-none' }),
    list('overdue', { overdue: true }),
    list('overdue of a unit', { overdue: true, unit: 'lj-unit-3' as never }),
    ...[
      ...['学校', '中山', '积水', '钱江四桥', '中山路123号', '学院街 地铁口', '没有此地'],
      ...['Gas cover', 'wl-0042', 'inspector-7', 'crew-lj-unit-3-7', '排水中心', '330103007'],
      ...['C20260310', 'C202503', '路 a1b2'],
    ].flatMap((words) => [
      list(`search ${words}`, { search: terms(words) }),
      list(`search ${words}, open`, { search: terms(words), stages: openStages }, 'deadline'),
    ]),
    list('closed, by deadline', { stages: ['closed'] }, 'deadline'),
    list('open, newest', { stages: openStages }),
    list('unit, by deadline', { unit: 'lj-unit-3' as never }, 'deadline'),
    list('unit without cases, by deadline', { unit: 'lj-none' as never }, 'deadline'),
    list('category, severity, newest', { category: '0506', severity: 'red' }),
    list('street, severity, by deadline', { cell: '330103007', severity: 'red' }, 'deadline'),
    list('suspended', { suspended: true }),
    list('waiting', { waiting: 'supervision' }),
    list('waiting, by deadline', { waiting: 'dissatisfied' }, 'deadline'),
    list('given to another district', { scope: { areas: ['330103'] }, given: true }),
    list('supporting', { supporting: 'lj-unit-3' as never }),
    list(
      'of a district, open, by deadline',
      {
        ...{ scope: { areas: ['330103'] }, stages: openStages },
      },
      'deadline',
    ),
    list(
      'of a unit, open, by deadline',
      {
        ...{ scope: { unit: 'lj-unit-3' as never }, stages: openStages },
      },
      'deadline',
    ),
    list('of a unit, newest', { scope: { unit: 'lj-unit-3' as never } }),
    list('search 学校 of a unit', { search: terms('学校'), unit: 'lj-unit-3' as never }),
    list('search 积水 of another category', { search: terms('积水'), category: '0111' }),
  ]
}

/** Alarms of a register in which few stand and nearly all opened a case: by what there is much of, little and nothing. */
export const alarmLists = (store: Pick<CaseStore, 'alarms'>, now: Instant): readonly Question[] => {
  const list = (name: string, filter: AlarmFilter): Question => [
    `alarms ${name}`,
    100,
    async () => {
      const { next } = await store.alarms(filter, 50)
      return next === undefined ? undefined : store.alarms(filter, 50, next)
    },
  ]
  const unit = 'lj-unit-3' as UnitId
  return [
    list('', {}),
    list('standing', { standing: true }),
    list('that are over', { standing: false }),
    list('that opened none', { outcomes: ['joined', 'alarm-only', 'suppressed', 'folded'] }),
    list('that opened one', { outcomes: ['opened'] }),
    list('of a rule', { rule: 'road-water' }),
    list('of a rule without any', { rule: 'none' }),
    list('of a device', { device: 'wl-0042' }),
    list('of a device without any', { device: 'wl-none' }),
    list('of a district', { cell: '330103' }),
    list('of a district without any', { cell: '330199' }),
    list('of a district without any, for its account', { scope: { areas: ['330199'] } }),
    list('of a cell', { cell: '330103007004001' }),
    list('standing, of a district', { standing: true, cell: '330103' }),
    list('of a unit', { scope: { unit } }),
    list('of a unit without any', { scope: { unit: 'none' as UnitId } }),
    list('of a day', { raised: { from: instant(now - days(1)), to: now } }),
    list('folded into a case', { foldedInto: 'C20260313-000000000000' }),
    list('that a suppression holds', { suppression: 'none' }),
  ]
}
