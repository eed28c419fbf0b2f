import type { Generated } from 'kysely'

/** After every instant, in as many digits as a cursor may have. */
export const never = 999_999_999_999_999

/** What both engines call the tables of the case register; each has them made in its own words. */
export interface CaseTables {
  case_events: {
    sequence: Generated<number>
    case_id: string
    version: number
    at: number
    actor: string
    event: string
    data: string
    /** The unit that had the case after the event. */
    unit: string | null
    hash: string
  }
  cases: {
    id: string
    version: number
    hash: string
    stage: string
    open: number
    open_key: string | null
    unit: string | null
    cell: string | null
    device: string | null
    category: string
    severity: string
    overdue: number
    collected_at: number
    /** When it was closed or made void. */
    ended_at: number | null
    /** When the first of its running deadlines runs out or ran out; `never` when none runs. */
    due_at: number
    /** What of it waits for whoever decides, as `namesText` says it. */
    waiting: string
    /** Of an open one the units that support the one that has it (配合单位), as `supportersText` says it. */
    supports: string
    /** The city gave it to this district (市级协调), which is not that of its place. */
    district: string | null
    /** The case as JSON; the events are the truth. */
    state: string
  }
  case_deadlines: { case_id: string; kind: string; at: number }
  /** How many cases ended so, in each area of so many `digits`; '' where they have no such thing. */
  ended_cases: {
    digits: number
    stage: string
    area: string
    unit: string
    district: string
    count: number
  }
  alarms: {
    id: string
    rule: string
    device: string
    standing: number
    outcome: string
    raised_at: number
    cleared_at: number | null
    row: string
    cell: string | null
    with_case: string | null
  }
  alarm_transitions: { transition: string; alarm: string }
  /** Which case came of what a person reported under a key of their own. */
  report_keys: { actor: string; request: string; case_id: string; body: string }
  /** Notices that no unit is known to have. */
  case_notices: {
    channel: string
    notice: string
    case_id: string
    version: number
    unit: string
    since: number
    next_at: number
    attempts: number
    reported: number
  }
  /** Suppressions of alarms; `suppression` is the whole as JSON. */
  suppressions: {
    id: string
    from_at: number
    until_at: number
    ended: number
    made_at: number
    suppression: string
  }
  /** What each suppression held back, for ever; `waiting` until the alarm is released or over. */
  suppressed_alarms: { suppression: string; alarm: string; waiting: number; transition: string }
  /**
   * Each alarm under every cause that it was counted with, for ever. `state`: the cause itself, with a case of its own, folded
   * or held; `waiting` while it is folded or held and stands; `transition` is its last one that raised, escalated or eased.
   */
  caused_alarms: {
    cause: string
    alarm: string
    state: string
    at: number
    since: number
    case_id: string | null
    waiting: number
    transition: string
  }
  /** How many alarms are folded into a case; `calm` when its record says the last number. */
  incidents: { case_id: string; folded: number; last_at: number; calm: number }
  /** How far the platform of the city has each case. */
  platform_cases: {
    case_id: string
    newest: number
    taken: number
    attempts: number
    next_at: number
    refused_at: number | null
    refused: string | null
  }
  /** Who reported a case, as JSON; the record holds its hash. */
  case_reporters: { case_id: string; reporter: string }
  /** The hash of the code by which a case is followed, and what was said with its rating, as JSON. */
  case_follows: { case_id: string; code_hash: string | null; since: number; said: string | null }
  /** The first event of each case that names a picture, and the one that says that it is deleted. */
  photo_uses: { sha256: string; case_id: string; version: number; deleted: number | null }
  /** What became of a frozen evaluation, and what was frozen. */
  evaluation_events: {
    evaluation: string
    version: number
    at: number
    actor: string
    event: string
    data: string
    hash: string
    /** Its place among the events of all evaluations. */
    sequence: number
  }
  evaluation_pages: { freeze: string; page: number; content: string; hash: string }
  /** Who looked at personal data, one by one; `look` is the whole as JSON. */
  personal_looks: {
    number: number
    at: number
    actor: string
    case_id: string | null
    look: string
    previous: string
    hash: string
  }
  /** Boundaries that designations drew, as JSON; `place` says the scope before the thing or the cell. */
  case_boundaries: {
    case_id: string
    category: string
    since: number
    revoked: number
    boundary: string
  }
  /** Versions of the tables of the city; head and content as JSON, each hash over the one before it. */
  catalogue_versions: {
    catalogue: string
    version: number
    head: string
    content: string
    hash: string
  }
  /** By which ways a person is told, of what and when, as JSON. */
  personal_choices: { person: string; version: number; choice: string }
  /** Browsers that people allowed to be told by Web Push, as JSON; `id` is the hash of where they are reached. */
  push_devices: { id: string; person: string; since: number; device: string }
  /** The one key that calls of push services are signed with. */
  push_keys: { number: number; private_key: string }
  /** Who is on duty when, a row for each version of a unit's rota. */
  duty_rotas: { unit: string; version: number; at: number; rota: string }
  /** The log of each desk, shift by shift, hash-chained; the sheet of a hand-over beside it. */
  duty_log: {
    desk: string
    version: number
    shift: number
    at: number
    actor: string
    event: string
    data: string
    hash: string
  }
  duty_log_sheets: { desk: string; shift: number; sheet: string }
  /** What versions of their table say of components; the name in small letters, to be searched. */
  component_versions: {
    code: string
    version: number
    from_day: string
    name: string
    owner: string | null
    maintenance: string | null
    state: string
    cells: string
  }
  /** Windows of patrol plans, each a task as JSON; `open` until it is ended or missed, and until that is told. */
  patrol_tasks: {
    id: string
    revision: number
    from_at: number
    to_at: number
    open: number
    task: string
  }
  /** Where whoever walks a patrol was. Personal: they go when the city need not keep them. */
  patrol_positions: {
    task: string
    at: number
    longitude: number
    latitude: number
    accuracy: number
  }
  alarm_acknowledgements: { alarm: string; acknowledgement: string }
  /** What a case is searched by, beside an index of the engine's own kind. */
  case_texts: { case_id: string; text: string }
  /** The record of a case as evaluation reads it (`KeptStep`, JSON), and between which instants it counts; as of `version`. */
  case_evaluations: {
    case_id: string
    version: number
    first_at: number
    last_at: number
    category: string
    cell: string | null
    district: string | null
    source: string
    steps: string
  }
  case_positions: { reader: string; sequence: number }
}
