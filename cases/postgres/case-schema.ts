import { lockKey } from '../../storage/postgres/locks.ts'
import type { Migration } from '../../storage/postgres/migrate.ts'
import { never } from '../sql/case-tables.ts'
import { lateMigrations } from './late-migrations.ts'

/** The deadline that an event sets. By its text: the JSON functions of the server stop at an escaped NUL. A person's quote is escaped. */
const eventDue = `substring(data from '"deadline":\\{[^}]*"at":([0-9]+)')::bigint`

/**
 * The tables of the case register on PostgreSQL. What the register promises is kept by the database itself, whoever writes:
 *
 * - Events are partitioned by ranges of their sequence: readers of `since` and the writer touch the newest partition only, and
 *   an old one never changes again and can be moved or backed up once. No unique key over (case, version) fits partitions
 *   of that kind, so a trigger takes every event through `case_heads`, one row a case, which only moves on by one.
 * - The sequence is drawn under a lock that ends with the transaction, so it grows in the order of commits.
 * - Triggers and missing rights forbid changing and deleting events. The owner could give the rights back; then the hash
 *   chain tells.
 * - Texts that are compared are in collation C: order is that of SQLite, and no index depends on the libc of the server.
 */
export const caseMigrations: readonly Migration[] = [
  {
    name: '0001-register',
    statements: [
      `create sequence case_events_sequence as bigint`,
      `create table case_events (
         sequence bigint not null default nextval('case_events_sequence') primary key,
         case_id text collate "C" not null, version integer not null, at bigint not null, actor text not null,
         event text not null, data text not null, unit text collate "C", hash text not null
       ) partition by range (sequence)`,
      `alter sequence case_events_sequence owned by case_events.sequence`,
      `create index case_events_by_case on case_events (case_id, version)`,
      `create table case_heads (case_id text collate "C" primary key, version integer not null)`,

      // Fires before the first row of a statement is formed, and so before its sequence is drawn.
      `create function case_events_in_order() returns trigger language plpgsql as $$
       begin
         perform pg_advisory_xact_lock(${lockKey('case events')});
         return null;
       end $$`,
      `create trigger case_events_in_order before insert on case_events
         for each statement execute function case_events_in_order()`,
      `create function case_events_numbered() returns trigger language plpgsql as $$
       begin
         if new.version = 1 then
           insert into case_heads (case_id, version) values (new.case_id, 1);
         else
           update case_heads set version = new.version
             where case_id = new.case_id and version = new.version - 1;
           if not found then
             raise exception 'case % is not at version %', new.case_id, new.version - 1
               using errcode = 'unique_violation';
           end if;
         end if;
         return null;
       end $$`,
      `create trigger case_events_numbered after insert on case_events
         for each row execute function case_events_numbered()`,
      `create function case_events_kept() returns trigger language plpgsql as $$
       begin
         raise exception 'case events are never changed or deleted';
       end $$`,
      `create trigger case_events_unchanged before update or delete on case_events
         for each row execute function case_events_kept()`,
      `create trigger case_events_untruncated before truncate on case_events
         for each statement execute function case_events_kept()`,
      `revoke update, delete, truncate on case_events from public, current_user`,

      `create table cases (
         id text collate "C" primary key, version integer not null, hash text not null, stage text not null,
         open integer not null, open_key text collate "C", unit text collate "C", cell text collate "C",
         device text collate "C", category text not null, severity text not null, overdue integer not null,
         collected_at bigint not null, state text not null)`,
      `create unique index cases_open_key on cases (open_key) where open_key is not null`,
      `create index cases_by_time on cases (collected_at, id)`,
      `create index cases_by_stage on cases (stage, collected_at)`,
      `create index cases_by_unit on cases (unit, collected_at)`,
      `create index cases_by_device on cases (device, collected_at)`,
      `create table case_deadlines (
         case_id text collate "C" not null, kind text collate "C" not null, at bigint not null,
         primary key (case_id, kind))`,
      `create index case_deadlines_by_time on case_deadlines (at, case_id, kind)`,
      `create table alarms (
         id text collate "C" primary key, rule text collate "C" not null, device text collate "C" not null,
         standing integer not null, outcome text not null, raised_at bigint not null, row text not null)`,
      `create index alarms_by_time on alarms (raised_at, id)`,
      `create index alarms_standing on alarms (rule) where standing = 1`,
      `create table alarm_transitions (
         transition text collate "C" primary key, alarm text collate "C" not null)`,
      `create table case_positions (reader text collate "C" primary key, sequence bigint not null)`,
    ],
  },
  {
    name: '0002-ends',
    statements: [
      `alter table cases add column ended_at bigint`,
      // By its text: the JSON functions of the server stop at an escaped NUL anywhere in it.
      `update cases set ended_at = substring(state from '"endedAt":([0-9]+)')::bigint where open = 0`,
      `create index cases_by_end on cases (ended_at, id)`,
      `alter table alarms add column cleared_at bigint`,
      `update alarms set cleared_at = substring(row from '"clearedAt":([0-9]+)')::bigint where standing = 0`,
      `create index alarms_by_clearing on alarms (cleared_at)`,
      // Events are written in the order of time, so block ranges find a day, and cost writers next to nothing.
      `create index case_events_by_time on case_events using brin (at)`,
    ],
  },
  {
    name: '0003-due',
    statements: [
      `alter table cases add column due_at bigint not null default ${never}`,
      `update cases set due_at = coalesce(
         (select min(found[1]::bigint) from regexp_matches(
           substring(state from '"deadlines":\\[([^\\]]*)\\]'), '"at":([0-9]+)', 'g') as found), ${never})
         where open = 1`,
      `create index cases_by_due on cases (due_at, id)`,
    ],
  },
  {
    name: '0004-notices',
    statements: [
      `create table case_notices (
         channel text collate "C" not null, notice text collate "C" not null, case_id text collate "C" not null,
         version integer not null, unit text collate "C" not null, since bigint not null, next_at bigint not null,
         attempts integer not null, reported integer not null, primary key (channel, notice))`,
      `create index case_notices_by_time on case_notices (channel, next_at)`,
    ],
  },
  {
    name: '0005-report-keys',
    statements: [
      `create table report_keys (
         actor text collate "C" not null, request text collate "C" not null, case_id text collate "C" not null,
         body text not null, primary key (actor, request))`,
    ],
  },
  {
    name: '0006-returned-by',
    statements: [
      // By its text, as above; a quote inside a text would stand behind a backslash.
      `update cases set unit = null, state = regexp_replace(state, '"unit":("[^"]*")', '"returnedBy":\\1')
         where stage = 'returned' and unit is not null`,
    ],
  },
  {
    name: '0007-suppressions',
    statements: [
      `create table suppressions (
         id text collate "C" primary key, from_at bigint not null, until_at bigint not null, ended integer not null,
         made_at bigint not null, suppression text not null)`,
      `create index suppressions_by_end on suppressions (until_at, from_at)`,
      `create index suppressions_by_time on suppressions (made_at, id)`,
      `create table suppressed_alarms (
         suppression text collate "C" not null, alarm text collate "C" not null, waiting integer not null,
         transition text not null, primary key (suppression, alarm))`,
      `create index suppressed_alarms_waiting on suppressed_alarms (suppression, alarm) where waiting = 1`,
      `create index suppressed_alarms_by_alarm on suppressed_alarms (alarm)`,
      `create table alarm_acknowledgements (
         alarm text collate "C" primary key, acknowledgement text not null)`,
    ],
  },
  {
    name: '0008-causes',
    statements: [
      `create table caused_alarms (
         cause text collate "C" not null, alarm text collate "C" not null, state text not null, at bigint not null,
         since bigint not null, case_id text collate "C", waiting integer not null, transition text not null,
         primary key (cause, alarm))`,
      `create index caused_alarms_by_time on caused_alarms (cause, at)`,
      `create index caused_alarms_by_alarm on caused_alarms (alarm)`,
      `create index caused_alarms_by_case on caused_alarms (case_id, alarm) where state = 'folded'`,
      `create index caused_alarms_waiting on caused_alarms (cause, state, case_id, alarm) where waiting = 1`,
      `create table incidents (
         case_id text collate "C" primary key, folded integer not null, last_at bigint not null, calm integer not null)`,
    ],
  },
  {
    name: '0009-dues',
    statements: [
      `create index case_events_by_due on case_events ((${eventDue})) where (${eventDue}) is not null`,
    ],
  },
  {
    name: '0010-platform',
    statements: [
      `create table platform_cases (
         case_id text collate "C" primary key, newest integer not null, taken integer not null, attempts integer not null,
         next_at bigint not null, refused_at bigint, refused text)`,
      `create index platform_cases_waiting on platform_cases (next_at, case_id, refused_at) where taken < newest`,
      `create index platform_cases_refused on platform_cases (refused_at, case_id) where refused_at is not null`,
    ],
  },
  {
    name: '0014-reporters',
    statements: [
      `create table case_reporters (case_id text collate "C" primary key, reporter text not null)`,
    ],
  },
  {
    name: '0015-frozen-evaluations',
    statements: [
      `create table evaluation_events (
         evaluation text collate "C" not null, version integer not null, at bigint not null, actor text not null,
         event text not null, data text not null, hash text not null, primary key (evaluation, version))`,
      `create table evaluation_pages (
         "freeze" text collate "C" not null, page integer not null, content text not null, hash text not null,
         primary key ("freeze", page))`,
      `create function evaluations_kept() returns trigger language plpgsql as $$
       begin
         raise exception 'frozen evaluations are never changed';
       end $$`,
      ...['evaluation_events', 'evaluation_pages'].flatMap((table) => [
        `create trigger ${table}_unchanged before update or delete on ${table}
           for each row execute function evaluations_kept()`,
        `create trigger ${table}_untruncated before truncate on ${table}
           for each statement execute function evaluations_kept()`,
        `revoke update, delete, truncate on ${table} from public, current_user`,
      ]),
    ],
  },
  {
    name: '0016-search',
    statements: [
      `create table case_texts (
         case_id text collate "C" primary key, text text collate "C" not null, grams tsvector not null)`,
      `create index case_texts_by_gram on case_texts using gin (grams)`,
    ],
  },
  {
    name: '0017-lists',
    statements: [
      `create index cases_by_category on cases (category, collected_at, id)`,
      `create index cases_by_severity on cases (severity, collected_at, id)`,
      `create index cases_by_district on cases (substr(cell, 1, 6), collected_at, id)`,
      `create index cases_by_street on cases (substr(cell, 1, 9), collected_at, id)`,
      `create index cases_by_cell on cases (cell, collected_at, id)`,
      `create index cases_overdue on cases (collected_at, id) where overdue = 1`,
      `create index cases_open on cases (due_at, id) where open = 1`,
    ],
  },
  {
    name: '0018-photo-uses',
    statements: [
      `create table photo_uses (
         sha256 text collate "C" not null, case_id text collate "C" not null, version integer not null,
         primary key (sha256, case_id))`,
      `insert into photo_uses (sha256, case_id, version)
         select photo.value ->> 'sha256', event.case_id, min(event.version)
         from case_events event, jsonb_array_elements(
           case when event.data like '%"photos":[{%' then event.data::jsonb -> 'photos' else '[]'::jsonb end) photo(value)
         where photo.value ->> 'sha256' is not null group by 1, 2`,
    ],
  },
  {
    name: '0019-places-of-alarms',
    statements: [
      `alter table alarms add column cell text collate "C"`,
      `alter table alarms add column with_case text collate "C"`,
      `update alarms set cell = substring(row from '"cell":"([0-9]+)"'), with_case = substring(row from '"case":"([^"]+)"')`,
      `create index alarms_by_cell on alarms (cell, raised_at)`,
      `create index alarms_by_case on alarms (with_case)`,
    ],
  },
  {
    name: '0020-personal-looks',
    statements: [
      `create table personal_looks (
         number integer primary key, at bigint not null, actor text collate "C" not null, case_id text collate "C",
         look text not null, previous text not null, hash text not null)`,
      `create index personal_looks_by_case on personal_looks (case_id, number)`,
      `create index personal_looks_by_actor on personal_looks (actor, number)`,
      `create function personal_looks_kept() returns trigger language plpgsql as $$
       begin
         if tg_op = 'DELETE' then
           if old.number = (select min(number) from personal_looks)
             and old.number < (select max(number) from personal_looks) then return old; end if;
         end if;
         raise exception 'looks at personal data are never changed, and of their log only the oldest goes';
       end $$`,
      `create trigger personal_looks_unchanged before update or delete on personal_looks
         for each row execute function personal_looks_kept()`,
      `create trigger personal_looks_untruncated before truncate on personal_looks
         for each statement execute function personal_looks_kept()`,
    ],
  },
  {
    name: '0021-waiting',
    statements: [
      `alter table cases add column waiting text collate "C" not null default ''`,
      // By its text: the only deadline of an older version was that of its stage.
      `update cases set waiting =
         case when state like '%"overdue":true%' and state not like '%"lateness":"given"%'
           and state not like '%"lateness":"accepted"%' then ',supervision,' else '' end
         || case when state like '%"extension":"asked"%' then ',extension,' else '' end
         || case when state like '%"lateness":"given"%' then ',reason,' else '' end
         where open = 1`,
      `create index cases_by_waiting on cases (waiting, id) where waiting <> ''`,
    ],
  },
  {
    name: '0022-boundaries',
    statements: [
      `create table case_boundaries (
         case_id text collate "C" primary key, category text collate "C" not null, since bigint not null,
         revoked integer not null, boundary text not null)`,
      `create index case_boundaries_by_category on case_boundaries (category, revoked)`,
    ],
  },
  {
    name: '0023-catalogue',
    statements: [
      `create table catalogue_versions (
         catalogue text collate "C" not null, version integer not null, head text not null, content text not null,
         hash text not null, primary key (catalogue, version))`,
      `create function catalogue_kept() returns trigger language plpgsql as $$
       begin
         raise exception 'versions of tables are never changed';
       end $$`,
      `create trigger catalogue_versions_unchanged before update or delete on catalogue_versions
         for each row execute function catalogue_kept()`,
      `create trigger catalogue_versions_untruncated before truncate on catalogue_versions
         for each statement execute function catalogue_kept()`,
      `revoke update, delete, truncate on catalogue_versions from public, current_user`,
    ],
  },
  {
    name: '0024-evaluations-by-case',
    statements: [
      `create table case_evaluations (
         case_id text collate "C" primary key, version integer not null, first_at bigint not null, last_at bigint not null,
         category text collate "C" not null, cell text collate "C", source text not null, steps text not null)`,
      `create index case_evaluations_by_time on case_evaluations (last_at, first_at, case_id)`,
      // Evaluation asked the events themselves before.
      `drop index if exists case_events_by_due`,
    ],
  },
  {
    name: '0025-rotas',
    statements: [
      `create table duty_rotas (
         unit text collate "C" not null, version integer not null, at bigint not null, rota text not null,
         primary key (unit, version))`,
    ],
  },
  {
    name: '0026-follows',
    statements: [
      `create table case_follows (
         case_id text collate "C" primary key, code_hash text collate "C" unique, since bigint not null, said text)`,
    ],
  },
  {
    name: '0027-components',
    statements: [
      `create table component_versions (
         code text collate "C" not null, version integer not null, from_day text collate "C" not null, name text not null,
         owner text, maintenance text, state text not null, cells text not null, primary key (code, version))`,
      `create trigger component_versions_unchanged before update or delete on component_versions
         for each row execute function catalogue_kept()`,
      `create trigger component_versions_untruncated before truncate on component_versions
         for each statement execute function catalogue_kept()`,
      `revoke update, delete, truncate on component_versions from public, current_user`,
    ],
  },
  {
    name: '0029-supports',
    statements: [
      `alter table cases add column supports text collate "C" not null default ''`,
      `create index cases_supported on cases (supports, id) where supports > ''`,
    ],
  },
  {
    name: '0032-photos-deleted',
    statements: [
      `alter table photo_uses add column deleted integer`,
      `create index photo_uses_kept on photo_uses (case_id) where deleted is null`,
    ],
  },
  {
    name: '0033-districts',
    statements: [
      `alter table cases add column district text collate "C"`,
      `create index cases_given on cases (district, id) where district is not null`,
      `alter table case_evaluations add column district text collate "C"`,
    ],
  },
  {
    name: '0034-patrols',
    statements: [
      `create table patrol_tasks (id text collate "C" primary key, revision integer not null,
         from_at bigint not null, to_at bigint not null, open integer not null, task text not null)`,
      `create index patrol_tasks_by_time on patrol_tasks (from_at, id)`,
      `create index patrol_tasks_due on patrol_tasks (open, to_at) where open > 0`,
      `create table patrol_positions (
         task text collate "C" not null, at bigint not null, longitude double precision not null,
         latitude double precision not null, accuracy double precision not null, primary key (task, at))`,
      `create index patrol_positions_by_time on patrol_positions (at)`,
    ],
  },
  ...lateMigrations,
]
