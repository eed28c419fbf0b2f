/** What lists of alarms and cases say and how they can be ordered. */

/**
 * What became of an alarm on the case platform. opened: its own case. joined: evidence of a case that was open already.
 * alarm-only: its rule wants no case. device-inactive: the register says that the device is out of service.
 * before-raised: its end was seen and never its beginning. case-closed: it stands, its case has ended, and the second look is
 * still to come; only lists say so, and until then. suppressed: a suppression held it back, and holds it still when it stands.
 * past: it was found in readings that came late, and was over.
 * folded: one of many of one cause, in the case of that cause. held: a fault of its sensor or the silence of its gateway may explain it.
 */
export const alarmOutcomes = [
  'opened',
  'joined',
  'alarm-only',
  'device-inactive',
  'before-raised',
  'case-closed',
  'suppressed',
  'past',
  'folded',
  'held',
] as const
export type AlarmOutcome = (typeof alarmOutcomes)[number]

/** newest: collected last, first. deadline: whose first deadline runs out first or ran out longest ago; those in which none runs come last. */
export const caseOrders = ['newest', 'deadline'] as const
export type CaseOrder = (typeof caseOrders)[number]
