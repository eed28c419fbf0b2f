import { downwardEvents } from './downward-events.ts'
import { edgeEvents } from './edge-events.ts'
import { logEvents } from './log-events.ts'
import { outletEvents } from './outlet-events.ts'
import type { ProgramEventFields, ProgramEventName } from './program-event-fields.ts'

/**
 * Everything the system tells its operators. Each event is one counter (`urban_brain_<name>_total`) and, unless its
 * level is `none`, one log line. Fields never hold payloads or secrets. Labels are bounded words, never ids.
 */
export interface ProgramEventSpec {
  readonly level: 'none' | 'debug' | 'info' | 'warn' | 'error'
  readonly help: string
  /** Field of the event that becomes the label of its counter, by its own name; a closed set of words. */
  readonly label?: string
}

export const programEvents = {
  'component.started': { level: 'info', help: 'Components started' },
  'component.stopped': { level: 'info', help: 'Components stopped' },
  'component.failed': {
    level: 'error',
    help: 'Components that failed to start or stopped by themselves',
  },
  'installation.made': { level: 'info', help: 'Data folders that began a new installation' },
  'installation.adopted': {
    level: 'info',
    help: 'Data folders of a version before that were given an identity',
  },
  'store.renewed': { level: 'warn', help: 'Stores made anew in an installation that lost them' },
  'store.set-aside': { level: 'error', help: 'Damaged stores that were moved aside' },
  'engine.awaited': {
    level: 'warn',
    help: 'Times a server that the configuration names was not there yet at the start',
  },
  'register.filling': {
    level: 'info',
    help: 'Words about how far a register of an older version is brought to this one',
  },
  'pump.failed': {
    level: 'error',
    help: 'Batches that failed and are tried again',
    label: 'group',
  },
  'task.failed': {
    level: 'error',
    help: 'Runs of a periodic task that failed and are tried again',
    label: 'task',
  },
  'heartbeat.sent': {
    level: 'debug',
    help: 'Signs of life that a watch outside took',
    label: 'status',
  },
  'heartbeat.unheard': { level: 'warn', help: 'Signs of life that a watch outside did not take' },

  ...edgeEvents,

  'clock.stepped': {
    level: 'warn',
    help: 'Times the clock of the host was set by more than half a second',
    label: 'direction',
  },

  'ingest.frame': { level: 'none', help: 'Frames accounted for' },
  'ingest.item': { level: 'none', help: 'Items found in frames' },
  'ingest.reading': { level: 'none', help: 'Readings accepted', label: 'timing' },
  'ingest.beside': {
    level: 'none',
    help: 'Readings beside another one of the same device and instant',
    label: 'kind',
  },
  'ingest.duplicate': { level: 'none', help: 'Items that repeated a known reading' },
  'ingest.status': {
    level: 'none',
    help: 'Items that are no reading: words of devices, means of stations',
  },
  'ingest.dead-letter': { level: 'debug', help: 'Items that could not be used', label: 'reason' },
  'ingest.unknown-quantity': {
    level: 'none',
    help: 'Unknown quantity names that were left out of a reading',
  },
  'ingest.unusable-value': {
    level: 'none',
    help: 'Values of known quantities that were left out of a reading',
    label: 'reason',
  },
  'ingest.quality': {
    level: 'none',
    help: 'Values marked as not normal by ingest',
    label: 'quality',
  },
  'ingest.redriven': { level: 'info', help: 'Dead letters put back into the log' },
  'ingest.imported': { level: 'info', help: 'Devices imported' },
  'device.enrolment': { level: 'info', help: 'Devices that asked to enrol', label: 'outcome' },

  ...downwardEvents,

  'link.started': {
    level: 'info',
    help: 'Devices that an alarm was to have do something, by what came of it',
    label: 'outcome',
  },

  'series.written': { level: 'none', help: 'Readings written to the time-series store' },

  'series.dead': {
    level: 'warn',
    help: 'Readings the time-series store will never take',
    label: 'reason',
  },
  'series.refilled': { level: 'info', help: 'Times the time series was filled again from the log' },
  'series.rollup': { level: 'none', help: 'Rollups written to the time-series store' },

  'operations.written': {
    level: 'none',
    help: 'Points for dashboards written',
    label: 'measurement',
  },
  'operations.refused': {
    level: 'warn',
    help: 'Points for dashboards that the store will never take',
    label: 'measurement',
  },
  'operations.skipped': {
    level: 'warn',
    help: 'Reports of a moment that were passed over because a store was away',
    label: 'report',
  },

  'bindings.loaded': { level: 'info', help: 'Times the bindings of topics were loaded' },
  'bindings.pushed': {
    level: 'none',
    help: 'Messages of platforms that were pushed over HTTP, and stored',
  },
  'bindings.push-refused': {
    level: 'debug',
    help: 'Messages pushed over HTTP that were refused, and not stored',
    label: 'reason',
  },
  'bindings.load-failed': {
    level: 'error',
    help: 'Bindings of topics refused; those of before stay in force',
  },

  'rules.judged': { level: 'none', help: 'Readings judged' },
  'rules.judged-again': { level: 'info', help: 'Records judged again for states not yet written' },
  'rules.loaded': { level: 'info', help: 'Rule sets loaded' },
  'rules.load-failed': {
    level: 'error',
    help: 'Rule sets refused; the previous one stays in force',
  },
  'rules.drafted': { level: 'info', help: 'Versions of the rules drafted' },
  'rules.shadowed': {
    level: 'info',
    help: 'Versions of the rules that somebody lets run beside those in force',
  },
  'rules.shadow-failed': {
    level: 'warn',
    help: 'Versions of the rules that failed beside those in force, and run no more',
  },
  'rules.put': { level: 'info', help: 'Versions of the rules that somebody put in force' },
  'rules.keep-failed': {
    level: 'warn',
    help: 'Good rules that could not be kept for a start that finds worse',
  },
  'rules.evaluation-failed': {
    level: 'warn',
    help: 'Conditions that failed at run time and counted as unknown',
  },
  'rules.muting-unread': {
    level: 'warn',
    help: 'The register of cases did not say what is held back; areas go by what it said last',
  },
  'rules.clock-rebased': {
    level: 'warn',
    help: 'Rule states moved because the clock that their devices take the time from was set',
  },
  'alarm.raised': { level: 'info', help: 'Alarms raised', label: 'severity' },
  'alarm.escalated': { level: 'info', help: 'Alarms escalated', label: 'severity' },
  'alarm.eased': { level: 'info', help: 'Alarms eased', label: 'severity' },
  'alarm.reminded': {
    level: 'info',
    help: 'Alarms that said again that they stand',
    label: 'severity',
  },
  'alarm.amended': {
    level: 'info',
    help: 'Late readings added to an alarm that stands',
    label: 'severity',
  },
  'alarm.past': {
    level: 'info',
    help: 'Alarms found in late readings, over when they were found',
    label: 'severity',
  },
  'alarm.cleared': { level: 'info', help: 'Alarms cleared', label: 'because' },

  'case.event': { level: 'info', help: 'Case events committed', label: 'fact' },
  'case.refused': { level: 'info', help: 'Case commands refused', label: 'reason' },
  'case.not-opened': {
    level: 'info',
    help: 'Alarms that opened no case of their own',
    label: 'reason',
  },
  'alarm.acknowledged': { level: 'info', help: 'Alarms that a person said to have seen' },
  'alarm.released': {
    level: 'info',
    help: 'Alarms taken to the cases when what held them back was over',
  },
  'incident.folded': {
    level: 'info',
    help: 'Times the record of a case said how many alarms of one cause are folded into it',
  },
  'suppression.made': { level: 'info', help: 'Suppressions of alarms made', label: 'kind' },
  'suppression.ended': {
    level: 'info',
    help: 'Suppressions ended before their time',
    label: 'kind',
  },
  'calendar.running-out': {
    level: 'warn',
    help: 'Times it was said that the calendar of public holidays ends soon or has ended',
  },
  'record.proven': {
    level: 'info',
    help: 'Checks of the whole record of cases that found it as it was sealed',
  },
  'record.faulty': {
    level: 'error',
    help: 'Checks of the whole record of cases that found it changed',
  },
  'seals.sent': { level: 'debug', help: 'Calls by which whoever keeps seals outside took some' },
  'seals.unsent': {
    level: 'warn',
    help: 'Calls by which whoever keeps seals outside did not take them; they are tried again',
  },
  'seals.late': {
    level: 'error',
    help: 'Times that seals have not reached whoever keeps them outside for longer than cases.seals.post.late',
  },
  'catalogue.put': {
    level: 'info',
    help: 'Versions of tables of the city that were put in force',
    label: 'table',
  },
  'deadline.missed': {
    level: 'error',
    help: 'Deadlines, ends of suspensions and steps of escalation that an audit found passed and not written',
    label: 'kind',
  },
  'rota.changed': { level: 'info', help: 'Rotas changed, or duty swapped' },
  'duty.gap': {
    level: 'warn',
    help: 'Units that will have nobody on duty in the next days',
  },
  'shift.changed': {
    level: 'info',
    help: 'Shifts of a desk handed over, and taken over',
    label: 'what',
  },
  'shift.late': {
    level: 'warn',
    help: 'Desks at which nobody took over after the change of shift of their rota',
  },
  'patrol.missed': { level: 'warn', help: 'Patrols that nobody started in their time' },
  'patrol.unfinished': { level: 'warn', help: 'Patrols that nobody ended in their time' },
  'tracks.forgotten': {
    level: 'info',
    help: 'Positions of patrols that the city keeps no longer, deleted',
  },
  'boundary.revoked': { level: 'info', help: 'Boundaries between units revoked' },
  'reporter.read': { level: 'info', help: 'Looks at who reported a case' },
  'follow.given': { level: 'info', help: 'Codes given out to follow a case' },
  'photos.unnamed': { level: 'info', help: 'Photos deleted that no record of a case names' },
  'photos.deleted': { level: 'info', help: 'Photos deleted because their time was over' },
  'reporter.erased': { level: 'info', help: 'Reporters of cases erased' },
  'filing.audited': {
    level: 'info',
    help: 'Samples of what was not filed that were drawn, and verdicts on it',
    label: 'command',
  },
  'looks.forgotten': {
    level: 'info',
    help: 'Times that the oldest of the log of looks at personal data was taken away',
  },
  'evaluation.frozen': {
    level: 'info',
    help: 'Evaluations frozen, signed or opened again',
    label: 'command',
  },
  'case.overdue': { level: 'warn', help: 'Deadlines that passed' },
  'photo.damaged': {
    level: 'error',
    help: 'Photos not given out because their bytes are not those that were kept',
  },
  'notice.sent': { level: 'info', help: 'Crew notices delivered', label: 'channel' },
  'notice.failed': {
    level: 'warn',
    help: 'Crew notices that failed and are tried again',
    label: 'channel',
  },
  'notice.held-up': {
    level: 'error',
    help: 'Times the notices of a unit wait because the register could not be asked or written',
    label: 'channel',
  },
  'notice.receipt-failed': {
    level: 'error',
    help: 'Receipts of crews that could not be written down; the notice is sent again',
    label: 'channel',
  },
  'push.ended': {
    level: 'info',
    help: 'Devices that are told by Web Push no more, because their push service knows them no more or their account was disabled',
    label: 'reason',
  },
  ...outletEvents,

  'platform.taken': {
    level: 'debug',
    help: 'Events of cases that the platform of the city took',
  },
  'platform.failed': {
    level: 'warn',
    help: 'Events of cases that the platform of the city did not take and that are tried again',
  },
  'platform.refused': {
    level: 'error',
    help: 'Events of cases that the platform of the city refused; the case waits for a person',
  },
  'platform.retried': {
    level: 'info',
    help: 'Times a person had what the platform of the city refused tried again',
  },
  'platform.status': {
    level: 'info',
    help: 'Statuses that the platform of the city reported',
    label: 'outcome',
  },

  'account.changed': { level: 'info', help: 'Changes of accounts of people', label: 'what' },

  // A stranger may cause as many as he likes: counted, not written.
  'account.paused': {
    level: 'debug',
    help: 'Attempts to sign in by name that were not looked at after wrong ones',
  },
  'http.refused': { level: 'debug', help: 'HTTP requests refused', label: 'code' },
  'http.connection-refused': {
    level: 'debug',
    help: 'HTTP connections refused because too many were open',
    label: 'reason',
  },
  'http.failed': { level: 'error', help: 'HTTP requests that failed by a defect' },
  'sse.opened': { level: 'debug', help: 'Live feeds opened' },
  'sse.displaced': {
    level: 'info',
    help: 'Live feeds closed to give another one room',
    label: 'role',
  },
  'sse.resynced': { level: 'info', help: 'Live feeds dropped because their reader was too slow' },

  'storage.room-low': {
    level: 'warn',
    help: 'Times the disk of the data folder had less room than a limit of the reserve',
    label: 'level',
  },
  'storage.room-back': {
    level: 'info',
    help: 'Times the disk of the data folder had room again',
    label: 'level',
  },
  'lines.dropped': {
    level: 'warn',
    help: 'Log lines that the disk did not take, or of which there were too many',
  },
  ...logEvents,
  'simulator.published': { level: 'none', help: 'Simulated publishes acknowledged' },
  'simulator.failed': { level: 'warn', help: 'Simulated connections that failed' },
} as const satisfies {
  readonly [Name in ProgramEventName]: ProgramEventSpec & {
    readonly label?: keyof ProgramEventFields[Name]
  }
}
