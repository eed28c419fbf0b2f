import { CompiledQuery, Migrator, sql, type Kysely } from 'kysely'

import { alarmIndexes } from '../sql/alarm-way.ts'
import { suspendedIndex } from '../sql/case-filter.ts'
import { never, type CaseTables } from '../sql/case-tables.ts'
import { countEnded, countOne, isRecounted } from '../sql/ended-cases.ts'
import type { Filling } from '../sql/filling.ts'
import { numberOrdersByPages } from '../sql/number-orders.ts'

/** The deadline that an event sets. A row that somebody made no JSON has none. */
const eventDue = `case when json_valid(data) then json_extract(data, '$.deadline.at') end`

type Step = (
  database: Kysely<unknown>,
  told: (rows: number, ofRows: number) => void,
) => Promise<void>

const statements =
  (...texts: readonly string[]): Step =>
  async (database) => {
    for (const text of texts) await sql.raw(text).execute(database)
  }

const migrations: Readonly<Record<string, Step>> = {
  '0001-register': statements(
    `create table case_events (
       sequence integer primary key autoincrement,
       case_id text not null, version integer not null, at integer not null, actor text not null,
       event text not null, data text not null, unit text, hash text not null,
       unique (case_id, version))`,
    `create trigger case_events_unchanged before update on case_events
       begin select raise(abort, 'case events are never changed'); end`,
    `create trigger case_events_undeleted before delete on case_events
       begin select raise(abort, 'case events are never deleted'); end`,
    `create table cases (
       id text primary key, version integer not null, hash text not null, stage text not null,
       open integer not null, open_key text, unit text, cell text, device text,
       category text not null, severity text not null, overdue integer not null,
       collected_at integer not null, state text not null)`,
    `create unique index cases_open_key on cases (open_key) where open_key is not null`,
    `create index cases_by_time on cases (collected_at, id)`,
    `create index cases_by_stage on cases (stage, collected_at)`,
    `create index cases_by_unit on cases (unit, collected_at)`,
    `create table case_deadlines (
       case_id text not null, kind text not null, at integer not null, primary key (case_id, kind))`,
    `create index case_deadlines_by_time on case_deadlines (at)`,
    `create table alarms (
       id text primary key, device text not null, standing integer not null, outcome text not null,
       raised_at integer not null, row text not null)`,
    `create index alarms_by_time on alarms (raised_at, id)`,
    `create index alarms_standing on alarms (raised_at) where standing = 1`,
    `create table alarm_transitions (transition text primary key, alarm text not null) without rowid`,
    `create table case_positions (reader text primary key, sequence integer not null)`,
  ),
  '0002-rule-of-alarms': statements(
    `alter table alarms add column rule text not null default ''`,
    `update alarms set rule = json_extract(row, '$.rule')`,
    `drop index alarms_standing`,
    `create index alarms_standing on alarms (rule) where standing = 1`,
  ),
  '0003-ends': statements(
    `alter table cases add column ended_at integer`,
    `update cases set ended_at = json_extract(state, '$.endedAt') where open = 0`,
    `create index cases_by_end on cases (ended_at, id)`,
    `alter table alarms add column cleared_at integer`,
    `update alarms set cleared_at = json_extract(row, '$.clearedAt') where standing = 0`,
    `create index alarms_by_clearing on alarms (cleared_at)`,
    `create index case_events_by_time on case_events (at)`,
  ),
  '0004-due': statements(
    `alter table cases add column due_at integer not null default ${never}`,
    `update cases set due_at = coalesce(
       (select min(json_extract(value, '$.at')) from json_each(state, '$.deadlines')), ${never}) where open = 1`,
    `create index cases_by_due on cases (due_at, id)`,
  ),
  '0005-notices': statements(
    `create table case_notices (
       channel text not null, notice text not null, case_id text not null, version integer not null,
       unit text not null, since integer not null, next_at integer not null, attempts integer not null,
       reported integer not null, primary key (channel, notice)) without rowid`,
    `create index case_notices_by_time on case_notices (channel, next_at)`,
  ),
  '0006-report-keys': statements(
    `create table report_keys (
       actor text not null, request text not null, case_id text not null, body text not null,
       primary key (actor, request)) without rowid`,
  ),
  '0007-returned-by': statements(
    `update cases set unit = null, state = json_remove(
       json_set(state, '$.returnedBy', json_extract(state, '$.unit')), '$.unit')
       where stage = 'returned' and unit is not null`,
  ),
  // Copies of what stands in no other index, see `storage/sqlite/file.ts`.
  '0008-copies': statements(
    `create index case_events_copy on case_events (
       data, case_id, version, at, actor, event, unit, hash)`,
    `create index cases_copy on cases (
       state, version, hash, stage, open, open_key, unit, cell, device, category, severity, overdue)`,
    `create index alarms_copy on alarms (row, rule, device, standing, outcome, cleared_at)`,
    `create index alarm_transitions_copy on alarm_transitions (alarm)`,
    `create index report_keys_copy on report_keys (body, case_id)`,
    `create index case_notices_copy on case_notices (
       since, next_at, case_id, version, unit, attempts, reported)`,
    `create index case_positions_copy on case_positions (sequence)`,
    `create index cases_migrations_copy on cases_migrations (timestamp)`,
    `create index cases_migrations_lock_copy on cases_migrations_lock (is_locked)`,
  ),
  '0009-suppressions': statements(
    `create table suppressions (
       id text primary key, from_at integer not null, until_at integer not null, ended integer not null,
       made_at integer not null, suppression text not null) without rowid`,
    `create index suppressions_by_end on suppressions (until_at, from_at)`,
    `create index suppressions_by_time on suppressions (made_at, id)`,
    `create index suppressions_copy on suppressions (suppression, from_at, until_at, ended, made_at)`,
    `create table suppressed_alarms (
       suppression text not null, alarm text not null, waiting integer not null, transition text not null,
       primary key (suppression, alarm)) without rowid`,
    `create index suppressed_alarms_waiting on suppressed_alarms (suppression, alarm) where waiting = 1`,
    `create index suppressed_alarms_by_alarm on suppressed_alarms (alarm)`,
    `create index suppressed_alarms_copy on suppressed_alarms (transition, waiting)`,
    `create table alarm_acknowledgements (alarm text primary key, acknowledgement text not null) without rowid`,
    `create index alarm_acknowledgements_copy on alarm_acknowledgements (acknowledgement)`,
  ),
  '0010-causes': statements(
    `create table caused_alarms (
       cause text not null, alarm text not null, state text not null, at integer not null, since integer not null,
       case_id text, waiting integer not null, transition text not null,
       primary key (cause, alarm)) without rowid`,
    `create index caused_alarms_by_time on caused_alarms (cause, at)`,
    `create index caused_alarms_by_alarm on caused_alarms (alarm)`,
    `create index caused_alarms_by_case on caused_alarms (case_id, alarm) where state = 'folded'`,
    `create index caused_alarms_waiting on caused_alarms (cause, state, case_id, alarm) where waiting = 1`,
    `create index caused_alarms_copy on caused_alarms (transition, state, at, since, case_id, waiting)`,
    `create table incidents (
       case_id text primary key, folded integer not null, last_at integer not null, calm integer not null) without rowid`,
    `create index incidents_copy on incidents (folded, last_at, calm)`,
  ),
  '0011-dues': statements(
    `create index case_events_by_due on case_events (${eventDue}) where (${eventDue}) is not null`,
  ),
  '0012-platform': statements(
    `create table platform_cases (
       case_id text primary key, newest integer not null, taken integer not null, attempts integer not null,
       next_at integer not null, refused_at integer, refused text) without rowid`,
    `create index platform_cases_waiting on platform_cases (next_at, case_id, refused_at) where taken < newest`,
    `create index platform_cases_refused on platform_cases (refused_at, case_id) where refused_at is not null`,
    `create index platform_cases_copy on platform_cases (
       newest, taken, attempts, next_at, refused_at, refused)`,
  ),
  '0016-reporters': statements(
    `create table case_reporters (case_id text primary key, reporter text not null) without rowid`,
    `create index case_reporters_copy on case_reporters (reporter)`,
  ),
  '0017-frozen-evaluations': statements(
    `create table evaluation_events (
       evaluation text not null, version integer not null, at integer not null, actor text not null,
       event text not null, data text not null, hash text not null, primary key (evaluation, version)) without rowid`,
    `create index evaluation_events_copy on evaluation_events (data, at, actor, event, hash)`,
    `create table evaluation_pages (
       freeze text not null, page integer not null, content text not null, hash text not null,
       primary key (freeze, page)) without rowid`,
    `create index evaluation_pages_copy on evaluation_pages (content, hash)`,
    ...['evaluation_events', 'evaluation_pages'].flatMap((table) =>
      ['update', 'delete'].map(
        (change) => `create trigger ${table}_no_${change} before ${change} on ${table}
       begin select raise(abort, 'frozen evaluations are never changed'); end`,
      ),
    ),
  ),
  '0018-search': statements(
    `create table case_texts (number integer primary key, case_id text not null unique, text text not null)`,
    `create index case_texts_copy on case_texts (text)`,
    `create virtual table case_words using fts5 (
       grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '2 4')`,
  ),
  '0019-lists': statements(
    `create index cases_by_category on cases (category, collected_at, id)`,
    `create index cases_by_severity on cases (severity, collected_at, id)`,
    `create index cases_by_device on cases (device, collected_at, id)`,
    `create index cases_by_district on cases (substr(cell, 1, 6), collected_at, id)`,
    `create index cases_by_street on cases (substr(cell, 1, 9), collected_at, id)`,
    `create index cases_by_cell on cases (cell, collected_at, id)`,
    `create index cases_overdue on cases (collected_at, id) where overdue = 1`,
    `create index cases_open on cases (due_at, id) where open = 1`,
  ),
  '0020-photo-uses': statements(
    `create table photo_uses (
       sha256 text not null, case_id text not null, version integer not null,
       primary key (sha256, case_id)) without rowid`,
    `create index photo_uses_copy on photo_uses (version)`,
    `insert into photo_uses (sha256, case_id, version)
       select json_extract(photo.value, '$.sha256') as name, event.case_id, min(event.version)
       from case_events event,
         json_each(case when json_valid(event.data) then event.data else '{}' end, '$.photos') photo
       where event.data like '%"photos":[{%' and name is not null group by 1, 2`,
  ),
  '0021-places-of-alarms': statements(
    `alter table alarms add column cell text`,
    `alter table alarms add column with_case text`,
    `update alarms set cell = json_extract(row, '$.cell'), with_case = json_extract(row, '$.case')`,
    `create index alarms_by_cell on alarms (cell, raised_at)`,
    `create index alarms_by_case on alarms (with_case)`,
  ),
  '0022-personal-looks': statements(
    `create table personal_looks (
       number integer primary key, at integer not null, actor text not null, case_id text, look text not null,
       previous text not null, hash text not null)`,
    `create index personal_looks_by_case on personal_looks (case_id, number)`,
    `create index personal_looks_by_actor on personal_looks (actor, number)`,
    `create index personal_looks_copy on personal_looks (look, at, previous, hash)`,
    `create trigger personal_looks_unchanged before update on personal_looks
       begin select raise(abort, 'looks at personal data are never changed'); end`,
    `create trigger personal_looks_undeleted before delete on personal_looks
       when old.number > (select min(number) from personal_looks)
         or old.number = (select max(number) from personal_looks)
       begin select raise(abort, 'of the log of looks only the oldest goes'); end`,
  ),
  '0023-waiting': statements(
    `alter table cases add column waiting text not null default ''`,
    // By its text: the only deadline of an older version was that of its stage.
    `update cases set waiting =
       case when state like '%"overdue":true%' and state not like '%"lateness":"given"%'
         and state not like '%"lateness":"accepted"%' then ',supervision,' else '' end
       || case when state like '%"extension":"asked"%' then ',extension,' else '' end
       || case when state like '%"lateness":"given"%' then ',reason,' else '' end
       where open = 1`,
    `create index cases_by_waiting on cases (waiting, id)`,
  ),
  '0024-boundaries': statements(
    `create table case_boundaries (
       case_id text primary key, category text not null, since integer not null, revoked integer not null,
       boundary text not null) without rowid`,
    `create index case_boundaries_by_category on case_boundaries (category, revoked)`,
    `create index case_boundaries_copy on case_boundaries (boundary, category, since, revoked)`,
  ),
  '0025-catalogue': statements(
    `create table catalogue_versions (
       catalogue text not null, version integer not null, head text not null, content text not null, hash text not null,
       primary key (catalogue, version)) without rowid`,
    `create index catalogue_versions_copy on catalogue_versions (content, head, hash)`,
    ...['update', 'delete'].map(
      (
        change,
      ) => `create trigger catalogue_versions_no_${change} before ${change} on catalogue_versions
       begin select raise(abort, 'versions of tables are never changed'); end`,
    ),
  ),
  '0026-evaluations-by-case': statements(
    `create table case_evaluations (
       case_id text primary key, version integer not null, first_at integer not null, last_at integer not null,
       category text not null, cell text, source text not null, steps text not null) without rowid`,
    `create index case_evaluations_by_time on case_evaluations (last_at, first_at)`,
    // Evaluation asked the events themselves before.
    `drop index if exists case_events_by_due`,
    `create index case_evaluations_copy on case_evaluations (steps, version, category, cell, source)`,
  ),
  '0027-rotas': statements(
    `create table duty_rotas (
       unit text not null, version integer not null, at integer not null, rota text not null,
       primary key (unit, version)) without rowid`,
    `create index duty_rotas_copy on duty_rotas (rota, at)`,
    `create trigger duty_rotas_unchanged before update on duty_rotas
       begin select raise(abort, 'versions of a rota are never changed'); end`,
    `create trigger duty_rotas_undeleted before delete on duty_rotas
       begin select raise(abort, 'versions of a rota are kept'); end`,
  ),
  '0028-follows': statements(
    `create table case_follows (
       case_id text primary key, code_hash text unique, since integer not null, said text) without rowid`,
    `create index case_follows_copy on case_follows (said, since, code_hash)`,
  ),
  '0029-components': statements(
    `create table component_versions (
       code text not null, version integer not null, from_day text not null, name text not null, owner text, maintenance text,
       state text not null, cells text not null, primary key (code, version)) without rowid`,
    `create index component_versions_copy on component_versions (cells, from_day, name, owner, maintenance, state)`,
    ...['update', 'delete'].map(
      (
        change,
      ) => `create trigger component_versions_no_${change} before ${change} on component_versions
       begin select raise(abort, 'versions of tables are never changed'); end`,
    ),
  ),
  '0031-supports': statements(
    `alter table cases add column supports text not null default ''`,
    `create index cases_supported on cases (supports, id)`,
  ),
  '0034-photos-deleted': statements(
    `alter table photo_uses add column deleted integer`,
    `drop index photo_uses_copy`,
    `create index photo_uses_copy on photo_uses (version, deleted)`,
    `create index photo_uses_kept on photo_uses (case_id) where deleted is null`,
  ),
  '0035-districts': statements(
    `alter table cases add column district text`,
    `create index cases_given on cases (district, id)`,
    `alter table case_evaluations add column district text`,
    `create index case_evaluations_given on case_evaluations (district)`,
  ),
  '0036-patrols': statements(
    `create table patrol_tasks (
       id text primary key, revision integer not null, from_at integer not null, to_at integer not null,
       open integer not null, task text not null) without rowid`,
    `create index patrol_tasks_by_time on patrol_tasks (from_at, id)`,
    `create index patrol_tasks_due on patrol_tasks (open, to_at)`,
    `create index patrol_tasks_copy on patrol_tasks (task, revision)`,
    `create table patrol_positions (
       task text not null, at integer not null, longitude real not null, latitude real not null, accuracy real not null,
       primary key (task, at)) without rowid`,
    `create index patrol_positions_by_time on patrol_positions (at, longitude, latitude, accuracy)`,
  ),
  '0037-evaluations-in-order': statements(
    `alter table evaluation_events add column sequence integer not null default 0`,
    `drop trigger evaluation_events_no_update`,
    `update evaluation_events set sequence = (
       select count(*) from evaluation_events other
       where (other.at, other.evaluation, other.version)
         <= (evaluation_events.at, evaluation_events.evaluation, evaluation_events.version))`,
    `create unique index evaluation_events_by_sequence on evaluation_events (sequence)`,
    `create trigger evaluation_events_no_update before update on evaluation_events
       begin select raise(abort, 'frozen evaluations are never changed'); end`,
    // Made again of their records: they did not say until when an answer is expected.
    `delete from case_evaluations where steps like '%"transferred"%'`,
  ),
  '0038-personal-choices': statements(
    `create table personal_choices (
       person text primary key, version integer not null, choice text not null) without rowid`,
    `create index personal_choices_copy on personal_choices (choice, version)`,
  ),
  '0039-orders-by-number': (database, told) =>
    numberOrdersByPages(async (text, values) => {
      const { rows } = await database.executeQuery(CompiledQuery.raw(text, [...values]))
      return rows as readonly Readonly<Record<string, unknown>>[]
    }, told),
  '0042-push-devices': statements(
    `create table push_devices (
       id text primary key, person text not null, since integer not null, device text not null) without rowid`,
    `create index push_devices_by_person on push_devices (person, since)`,
    `create index push_devices_copy on push_devices (device, since)`,
    `create table push_keys (number integer primary key, private_key text not null)`,
    `create index push_keys_copy on push_keys (private_key)`,
  ),
  '0043-ended-cases': statements(
    `create table ended_cases (
       digits integer not null, stage text not null, area text not null, unit text not null, district text not null,
       count integer not null, primary key (digits, stage, area, unit, district)) without rowid`,
    `create index ended_cases_copy on ended_cases (count)`,
    `create trigger ended_cases_new after insert on cases when new.open = 0 begin ${countOne('new')}; end`,
    `create trigger ended_cases_changed after update on cases when ${isRecounted}
       begin ${countOne('old')}; ${countOne('new')}; end`,
    countEnded,
  ),
  '0044-suspended': statements(suspendedIndex),
  '0052-alarm-lists': statements(...alarmIndexes),
  '0058-duty-log': statements(
    `create table duty_log (
       desk text not null, version integer not null, shift integer not null, at integer not null, actor text not null,
       event text not null, data text not null, hash text not null, primary key (desk, version)) without rowid`,
    `create index duty_log_by_shift on duty_log (desk, shift, event, version)`,
    `create index duty_log_by_time on duty_log (event, at, desk, shift)`,
    `create index duty_log_copy on duty_log (data, actor, hash)`,
    `create table duty_log_sheets (
       desk text not null, shift integer not null, sheet text not null, primary key (desk, shift)) without rowid`,
    `create index duty_log_sheets_copy on duty_log_sheets (sheet)`,
    ...['duty_log', 'duty_log_sheets'].flatMap((table) =>
      ['update', 'delete'].map(
        (change) => `create trigger ${table}_no_${change} before ${change} on ${table}
       begin select raise(abort, 'logs of shifts are never changed'); end`,
      ),
    ),
  ),
}

/** Brings the tables of the case register to this version; throws what stopped it. */
export async function migrateCases(
  database: Kysely<CaseTables>,
  told: Filling = () => {},
): Promise<void> {
  let done = 0
  const telling = Object.entries(migrations).map(([step, migration], before, { length: of }) => ({
    [step]: {
      up: async (transaction: Kysely<unknown>) => {
        const progress = { step, done: before, of }
        if (done > 0) told(progress)
        await migration(transaction, (rows, ofRows) => told({ ...progress, rows, ofRows }))
      },
    },
  }))
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(Object.assign({}, ...telling)) },
    migrationTableName: 'cases_migrations',
    migrationLockTableName: 'cases_migrations_lock',
  })
  const known = await migrator.getMigrations()
  done = known.filter(({ executedAt }) => executedAt !== undefined).length
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
