import { waitings } from '../../core/supervision-terms.ts'
import { sql } from 'kysely'

import type { Actor } from '../../core/actor.ts'
import type { AlarmId, CaseId, CellCode, DeviceId, RuleId, UnitId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { openKey, type Case } from '../../cases/life/case.ts'
import { evolve } from '../../cases/life/evolve.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { Suppression } from '../../cases/life/suppression.ts'
import type { Causes } from '../../cases/cause-ports.ts'
import type { AlarmRow, HeldAlarm, CaseStore, Commit } from '../../cases/ports.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'

export const by: Actor = { name: 'urban-brain', role: 'service' }
export const at = instant(1_773_500_000_000)
export const drainage = 'drainage' as UnitId

export const collected = (device: string, when = at): CaseEvent => ({
  event: 'collected',
  at: when,
  by,
  data: {
    source: 'sensor',
    work: 'incident',
    category: '0506',
    title: { zh: '道路积水', en: 'Standing water' },
    severity: 'yellow',
    place: { device: device as DeviceId, cell: '330106001002003' as CellCode },
    lead: 'drainage',
    limit: '2 urgent hours',
    deadline: { kind: 'dispatch', at: instant(when + 600_000), certain: true },
  },
})
export const filed: CaseEvent = { event: 'filed', at, by, data: {} }
export const dispatched: CaseEvent = {
  event: 'dispatched',
  at,
  by,
  data: {
    unit: drainage,
    why: 'table',
    deadline: { kind: 'handling', at: instant(at + 7_200_000), certain: true },
  },
}
export const closed: CaseEvent = { event: 'closed', at, by, data: {} }

export function commit(
  id: string,
  before: Case | undefined,
  events: readonly CaseEvent[],
): Commit & { readonly after: Case } {
  const states: Case[] = []
  for (const event of events) {
    const state = evolve(id as CaseId, states.at(-1) ?? before, event)
    if (state !== undefined) states.push(state)
  }
  const after = states.at(-1)
  if (after === undefined) throw new Error('no state')
  return {
    id: id as CaseId,
    expectedVersion: before?.version ?? 0,
    events,
    states,
    openKey: openKey(after.place, after.category, after.work),
    after,
  }
}

export const alarmRow = (alarm: string, raisedAt = at): AlarmRow => ({
  alarm: alarm as AlarmId,
  rule: 'road-water' as RuleId,
  title: { zh: '积水', en: 'Water' },
  device: 'wl-1' as DeviceId,
  severity: 'yellow',
  standing: true,
  raisedAt,
  at: raisedAt,
  outcome: 'alarm-only',
  opened: 0,
})

export const byDeadline = async (store: CaseStore): Promise<readonly string[]> =>
  (await store.list({}, 99, undefined, 'deadline')).items.map(({ id }) => id)

/** A case of its own for each number, with nothing that another could join. */
export const sketch = (n: number) =>
  commit(`C${n}`, undefined, [collected(`wl-${n}`)]) satisfies Commit

export const next = (before: Case): Commit & { readonly after: Case } =>
  commit(before.id, before, [{ event: 'commented', at, by, data: { text: 'on' } }])

/** Leaves tables as the version left them that held no alarm back. */
export const asBeforeSuppressions = [
  'suppressions',
  'suppressed_alarms',
  'alarm_acknowledgements',
].map((table) => `drop table ${table}`)

/** Leaves tables as the version left them that knew no causes of alarms. */
export const asBeforeCauses = ['caused_alarms', 'incidents'].map((table) => `drop table ${table}`)

/** Leaves tables as the version left them that evaluated nothing. */
export const asBeforeDues = 'drop index if exists case_events_by_due'

/** Leaves tables as the version left them that knew no platform of the city. */
export const asBeforePlatform = ['drop table platform_cases']

export const caller = {
  reporter: { number: '12345-2026-0042', name: '王芳', phone: '138 0000 0000' },
  salt: '00ff',
}

/** Leaves tables as the version left them that knew nobody who reported a case. */
export const asBeforeReporters = ['drop table case_reporters']

export const noneWaiting = Object.fromEntries(waitings.map((name) => [name, 0]))

export const pictured = (...names: readonly string[]): CaseEvent => ({
  ...{ event: 'verified', at, by },
  data: { photos: names.map((sha256) => ({ sha256 })) },
})

/** Leaves tables as the version left them that did not know where a picture was used. */
const asBeforePhotoUses = ['drop table photo_uses']

/** Leaves tables as the version left them that froze no evaluation. */
const asBeforeFrozen = ['drop table evaluation_events', 'drop table evaluation_pages']

/** On PostgreSQL its function stays when the tables go. */
export const asBeforeFrozenThere = [...asBeforeFrozen, 'drop function evaluations_kept']

/** Freezes two pages under a name of their own. */
export async function someFreeze(
  store: Pick<CaseStore, 'keepFrozenPage' | 'appendFrozen'>,
  freeze: string,
  id: string,
) {
  const pages = [JSON.stringify([{ id: 'C1', note: '积水\0' }]), '{"sums":{"handled":1}}'] as const
  const first = await store.keepFrozenPage({ freeze, page: 1, content: pages[0] }, '')
  const digest = await store.keepFrozenPage({ freeze, page: 2, content: pages[1] }, first)
  const [from = '', to = ''] = id.split('_')
  const data = {
    ...{ from, to, begin: at, end: instant(at + 1), edition: 1, freeze, formulas: 1 },
    ...{ pages: 2, cases: 1, digest },
  }
  const fact = { event: 'frozen', at, by, data } as const
  await store.appendFrozen(id, 0, fact)
  return { id, fact, pages }
}
/** Leaves tables as the version left them that searched no texts and had fewer orders of lists. */
export const asBeforeSearch = [
  'drop table case_texts',
  ...['category', 'severity', 'district', 'street', 'cell'].map(
    (column) => `drop index if exists cases_by_${column}`,
  ),
  ...['drop index if exists cases_overdue', 'drop index if exists cases_open'],
]

/** Leaves tables as the version left them that kept no place of an alarm beside its row. */
const asBeforePlaces = [
  ...['alarms_by_cell', 'alarms_by_case'].map((index) => `drop index ${index}`),
  ...['cell', 'with_case'].map((column) => `alter table alarms drop column ${column}`),
]

/** Leaves tables as the version left them that wrote down no looks at personal data. */
const asBeforeLooks = ['drop table personal_looks']

/** Leaves tables as the version left them that did not say what waits for a decision. */
const asBeforeWaiting = ['drop index cases_by_waiting', 'alter table cases drop column waiting']

/** Leaves tables as the version left them that drew no boundaries. */
const asBeforeBoundaries = ['drop table case_boundaries']

/** Leaves tables as the version left them whose cases nobody followed. */
const asBeforeFollows = ['drop table case_follows']

/** Leaves tables as the version left them whose tables of the city stood in files alone. */
const asBeforeCatalogue = ['drop table component_versions', 'drop table catalogue_versions']

/** Leaves tables as the version left them that evaluated the events themselves. */
const asBeforeEvaluations = ['drop table case_evaluations']

/** Leaves tables as the version left them that had no rotas. */
const asBeforeRotas = ['drop table duty_rotas']

/** Leaves tables as the version left them that knew no supporting units. */
const asBeforeSupports = ['drop index cases_supported', 'alter table cases drop column supports']

/** Leaves tables as the version left them that gave no case to another district. */
const asBeforeDistricts = ['drop index cases_given', 'alter table cases drop column district']

/** Leaves tables as the version left them that knew no patrols. */
const asBeforePatrols = ['drop table patrol_positions', 'drop table patrol_tasks']

/** Leaves tables as the version left them that knew no order of the events of all evaluations. */
const asBeforeOrder = [
  'drop index evaluation_events_by_sequence',
  'alter table evaluation_events drop column sequence',
]

/** Cases did not say how many orders they had. */
const asBeforeNumbers = [1, 2, 3].map(
  (orders) => `update cases set state = replace(state, '"orders":${orders},', '')`,
)

/** What the migrations since that of the pictures made, the last first, but for triggers of cases. */
const asBeforePictures = [
  'drop index cases_suspended',
  ...['by_device', 'stand', 'by_street', 'by_district', 'by_rule', 'by_outcome'].map(
    (name) => `drop index alarms_${name}`,
  ),
  'drop table ended_cases',
  ...asBeforeNumbers,
  ...['duty_log_sheets', 'duty_log', 'personal_choices', 'push_devices', 'push_keys'].map(
    (table) => `drop table ${table}`,
  ),
  ...asBeforeOrder,
  ...asBeforePatrols,
  ...asBeforeDistricts,
  ...asBeforeSupports,
  ...asBeforeRotas,
  ...asBeforeFollows,
  ...asBeforeEvaluations,
  ...asBeforeCatalogue,
  ...asBeforeBoundaries,
  ...asBeforeWaiting,
  ...asBeforeLooks,
  ...asBeforePlaces,
  ...asBeforePhotoUses,
]

export const asBeforeOfLate = [
  ...['new', 'changed'].map((change) => `drop trigger ended_cases_${change}`),
  ...asBeforePictures,
]

/** On PostgreSQL triggers go with their function, which stays when its table goes. */
export const asBeforeOfLateThere = [
  'drop function ended_cases_counted cascade',
  ...asBeforePictures,
  ...['personal_looks', 'catalogue', 'duty_log'].map((name) => `drop function ${name}_kept`),
]

/** Leaves a file as the version left it that had no copies of rows. */
export const asBeforeCopies = [
  'case_events',
  'cases',
  'alarms',
  'alarm_transitions',
  'report_keys',
  'case_notices',
  'case_positions',
  'cases_migrations',
  'cases_migrations_lock',
]
  .map((table) => `drop index ${table}_copy`)
  .concat('drop table case_words', 'drop index cases_by_device')
  .concat(
    asBeforeOfLate,
    asBeforeSearch,
    asBeforeFrozen,
    asBeforeReporters,
    asBeforePlatform,
    asBeforeDues,
    asBeforeCauses,
    asBeforeSuppressions,
  )
  .concat(
    `delete from cases_migrations where name in ('0008-copies', '0009-suppressions', '0010-causes', '0011-dues', '0012-platform', '0016-reporters', '0017-frozen-evaluations', '0018-search', '0019-lists', '0020-photo-uses', '0021-places-of-alarms', '0022-personal-looks', '0023-waiting', '0024-boundaries', '0025-catalogue', '0026-evaluations-by-case', '0027-rotas', '0028-follows', '0029-components', '0031-supports', '0034-photos-deleted', '0035-districts', '0036-patrols', '0037-evaluations-in-order', '0038-personal-choices', '0039-orders-by-number', '0042-push-devices', '0043-ended-cases', '0044-suspended', '0052-alarm-lists', '0058-duty-log')`,
  )

/** Leaves a file as the version left it that did not know yet when cases and alarms ended, nor what runs out next. */
export async function asBeforeEnds(file: string): Promise<void> {
  const database = openSqlite(file)
  for (const statement of [
    ...asBeforeCopies,
    'drop table report_keys',
    'drop table case_notices',
    'drop index cases_by_due',
    'drop index cases_by_end',
    'drop index alarms_by_clearing',
    'drop index case_events_by_time',
    'alter table cases drop column due_at',
    'alter table cases drop column ended_at',
    'alter table alarms drop column cleared_at',
    `delete from cases_migrations where name in ('0003-ends', '0004-due', '0005-notices', '0006-report-keys', '0007-returned-by')`,
  ])
    await sql.raw(statement).execute(database)
  await database.destroy()
}

/** Makes of a case that was given back what the version wrote that left it with its unit. */
export const asStillWithUnit = `update cases set unit = 'drainage', state = replace(state, '"returnedBy"', '"unit"')
  where stage = 'returned'`

export const returned: CaseEvent = {
  event: 'returned',
  at,
  by,
  data: {
    unit: drainage,
    reason: 'not ours',
    deadline: { kind: 'dispatch', at: instant(at + 600_000), certain: true },
  },
}

/** As a supervisor does it, whose reason may hold anything. */
export const designated = (boundary?: 'thing'): CaseEvent => ({
  event: 'designated',
  at,
  by,
  data: {
    unit: drainage,
    reason: 'the pipe is theirs \0',
    ...(boundary !== undefined && { boundary }),
  },
})

/** A district turned to the city, which gave the case to that district. */
export const givenTo = (district: string): readonly CaseEvent[] => [
  {
    event: 'coordinationAsked',
    at,
    by,
    data: {
      ...{ ground: 'districts', reason: 'half of it is theirs' },
      deadline: { kind: 'coordination', at: instant(at + 3_600_000), certain: true },
    },
  },
  {
    event: 'coordinated',
    at,
    by,
    data: {
      ...{ instruction: 'mend it', district },
      deadline: { kind: 'dispatch', at: instant(at + 600_000), certain: true },
    },
  },
]

/** A case that was closed, two that are open, and an alarm that was cleared; all at `at`. */
export async function someEnds(store: CaseStore): Promise<void> {
  await store.append(commit('C1', undefined, [collected('wl-1'), dispatched, closed]))
  await store.append(commit('C2', undefined, [collected('wl-2')]))
  await store.append(commit('C3', undefined, [collected('wl-3', instant(at - 1))]))
  const title = { zh: '积水\0', en: 'Water' }
  const row = { ...alarmRow('a'), title, standing: false, clearedAt: at }
  await store.putAlarm({ row, transition: 'a|cleared' })
}

export const shelf = (id: string, more: Partial<Suppression> = {}): Suppression => ({
  id,
  kind: 'shelving',
  matcher: { devices: ['wl-1'], circle: { longitude: 120.1, latitude: 30.2, metres: 50 } },
  upTo: 'orange',
  reason: '探头移位\0',
  from: at,
  until: instant(at + 100),
  repeat: { weekdays: [1], hours: { from: 1_320, to: 360 } },
  by: 'olga',
  at,
  ...more,
})

const raisedAlarm = (alarm: string): Causes['transition'] => ({
  type: 'alarm',
  alarm: alarm as AlarmId,
  rule: 'road-water' as RuleId,
  title: { zh: '积水', en: 'Water' },
  subject: { device: 'wl-1' as DeviceId },
  at,
  kind: 'raised',
  severity: 'yellow',
  case: {
    work: 'incident',
    category: '0506',
    filing: 'automatic',
    limit: '2 urgent hours',
    lead: 'drainage',
  },
  evidence: {
    version: 'v1',
    condition: 'depth > 15',
    values: { depth: 31 },
    readings: [],
    since: at,
  },
})

export const heldAlarm = (suppression: string, alarm: string): HeldAlarm => ({
  suppression,
  transition: raisedAlarm(alarm),
})

export const causesOf = (alarm: string, more: Partial<Causes> = {}): Causes => ({
  ...{ transition: raisedAlarm(alarm), at, since: at, is: [], counted: [] },
  ...more,
})
