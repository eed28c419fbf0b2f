/** Why a command is not done: the words of the API, told in docs/errors.md as they stand here. */
export const refusals = {
  'unknown-case': { code: 'case-unknown', meaning: 'There is no such case.' },
  'not-allowed': { code: 'forbidden', meaning: 'The role may not give this command.' },
  'not-your-unit': {
    code: 'forbidden',
    meaning: 'The case is not with the unit of the crew that asks.',
  },
  final: { code: 'command-refused', meaning: 'The case is closed or void.' },
  'wrong-stage': {
    code: 'command-refused',
    meaning: 'The case is in a stage that does not take the command.',
  },
  'already-open': {
    code: 'command-refused',
    meaning: 'A case of the same thing, category and kind of work is open.',
  },
  'unknown-unit': { code: 'command-refused', meaning: 'The city has no unit of that name.' },
  'no-unit': {
    code: 'command-refused',
    meaning: 'No unit has the case, or the tables name none for it.',
  },
  'photo-needed': {
    code: 'command-refused',
    meaning:
      'The category of the case asks for a picture with the report (`photo` in categories.yaml).',
  },
  'standard-needed': {
    code: 'command-refused',
    meaning:
      'The filing standard has several rows for the category, or none: say which, or lead and limit.',
  },
  'unknown-standard': {
    code: 'command-refused',
    meaning: 'The filing standard has no such row for the category, or not on this day.',
  },
  'set-by-standard': {
    code: 'command-refused',
    meaning: 'Lead and limit of the category are those of the filing standard; nobody types them.',
  },
  'check-needed': {
    code: 'command-refused',
    meaning: 'The problem has to be confirmed on site before it is filed.',
  },
  'check-not-asked': { code: 'command-refused', meaning: 'No check on site waits for an answer.' },
  'not-verified': { code: 'command-refused', meaning: 'No verification has passed yet.' },
  'alarm-standing': {
    code: 'command-refused',
    meaning: 'An alarm of the case stands; it ends only with a reason (`despite`).',
  },
  'asked-before': {
    code: 'command-refused',
    meaning: 'An extension is asked once in the life of a case.',
  },
  'too-late': {
    code: 'command-refused',
    meaning: 'The deadline has passed; an extension or a suspension is asked before it.',
  },
  'not-asked': {
    code: 'command-refused',
    meaning: 'No extension or suspension of that case waits for an answer.',
  },
  'not-later': {
    code: 'command-refused',
    meaning: 'The limit would run out no later than the deadline that runs.',
  },
  suspended: {
    code: 'command-refused',
    meaning: 'The case is suspended; `resume` it first.',
  },
  'not-suspended': { code: 'command-refused', meaning: 'The case is not suspended.' },
  'above-level': {
    code: 'command-refused',
    meaning: 'A suspension of that length is answered by a higher role (`cases.suspension`).',
  },
  'until-past': {
    code: 'command-refused',
    meaning: 'The end of the suspension, or the day of the expected answer, lies in the past.',
  },
  'too-long': {
    code: 'command-refused',
    meaning: 'In all a case is suspended for no longer than `cases.suspension.longest`.',
  },
  'not-late': {
    code: 'command-refused',
    meaning: 'No deadline that is yours to explain has passed.',
  },
  'not-explained': {
    code: 'command-refused',
    meaning: 'No reason for lateness waits for an answer.',
  },
  'has-repeats': {
    code: 'command-refused',
    meaning: 'Another case is a repeat of this one; the other way round it is marked.',
  },
  'own-repeat': {
    code: 'command-refused',
    meaning: 'A case, or one of its own repeats, was named as the one that is kept.',
  },
  'kept-ended': {
    code: 'command-refused',
    meaning: 'The case that is kept has ended.',
  },
  'reopen-late': {
    code: 'command-refused',
    meaning: 'The case was closed longer ago than `cases.reopen`; report a new one.',
  },
  'not-unexplained': {
    code: 'command-refused',
    meaning: 'Its deadline has not passed, or a reason for that was given and not rejected.',
  },
  'not-supervised': {
    code: 'command-refused',
    meaning: 'No supervision of the case waits for that.',
  },
  disputed: {
    code: 'command-refused',
    meaning: 'Units dispute whose the case is; a supervisor or manager designates one.',
  },
  'not-disputed': { code: 'command-refused', meaning: 'Nobody disputes whose the case is.' },
  designated: {
    code: 'command-refused',
    meaning: 'The case was designated to the unit: it is neither given nor taken back.',
  },
  'with-city': {
    code: 'command-refused',
    meaning: 'The city is to decide about the case; `withdrawCoordination` it first.',
  },
  'not-with-city': {
    code: 'command-refused',
    meaning: 'No decision of the city about the case is asked.',
  },
  'of-city': {
    code: 'forbidden',
    meaning: 'Only people who are limited to areas turn to the city.',
  },
  'not-of-city': {
    code: 'forbidden',
    meaning: 'Nobody who is limited to areas or a unit decides for the city.',
  },
  'other-district': {
    code: 'forbidden',
    meaning: 'The city gave the case to another district; only its people and the city act on it.',
  },
  'unknown-district': {
    code: 'command-refused',
    meaning: 'The grid of the city has no such district.',
  },
  transferred: {
    code: 'command-refused',
    meaning: 'An authority outside has the case; `recallTransfer` it first.',
  },
  'not-transferred': { code: 'command-refused', meaning: 'No feedback to the case is waited for.' },
  'not-supporting': {
    code: 'command-refused',
    meaning: 'Nothing is asked of that unit in the case, or it has answered.',
  },
  leads: {
    code: 'command-refused',
    meaning: 'The unit has the case; it does not support itself.',
  },
  'support-open': {
    code: 'command-refused',
    meaning: 'A supporting unit is not done; the report says why it does not wait (`despite`).',
  },
  'no-place': {
    code: 'command-refused',
    meaning: 'The case has no such thing or cell, so that no boundary can be drawn by it.',
  },
  'catalogue-moved': {
    code: 'version-conflict',
    meaning: 'Another version of the table was put in force since; look at the difference again.',
  },
  'begins-in-the-past': {
    code: 'command-refused',
    meaning: 'A version of a table holds from today or a later day.',
  },
  'unit-in-use': {
    code: 'command-refused',
    meaning: 'The dispatch table names a unit that the new table of units has not.',
  },
  'unit-has-orders': {
    code: 'command-refused',
    meaning: 'A unit that goes today has open cases; they are dispatched to others first.',
  },
  'no-reporter': {
    code: 'command-refused',
    meaning: 'An alarm opened the case; nobody reported it who could be answered or rate it.',
  },
  'rated-before': {
    code: 'command-refused',
    meaning: 'The case was rated since it was closed; it is rated once.',
  },
  'rate-late': {
    code: 'command-refused',
    meaning: 'The case was closed longer ago than `cases.follow.rate`.',
  },
  'nothing-new': { code: 'command-refused', meaning: 'The record says so already.' },
  'key-reused': {
    code: 'command-refused',
    meaning: 'The idempotency key was used with another body.',
  },
  'not-over': {
    code: 'command-refused',
    meaning: 'The period is not over; an evaluation is frozen after it.',
  },
  'frozen-before': {
    code: 'command-refused',
    meaning: 'The evaluation of the period is frozen; it is opened again with a reason first.',
  },
  'not-frozen': { code: 'command-refused', meaning: 'No evaluation of the period is frozen.' },
  'drawn-before': {
    code: 'command-refused',
    meaning: 'The sample of the period is drawn; it is drawn once.',
  },
  'not-drawn': { code: 'command-refused', meaning: 'No sample of the period is drawn.' },
  'not-sampled': { code: 'command-refused', meaning: 'The sample of the period has it not.' },
  'patrol-unknown': { code: 'not-found', meaning: 'There is no such patrol.' },
  'not-your-patrol': {
    code: 'forbidden',
    meaning: 'The patrol is for others: its plan, or its grid, names who walks it.',
  },
  'patrol-taken': { code: 'command-refused', meaning: 'Somebody else has started the patrol.' },
  'patrol-early': { code: 'command-refused', meaning: 'The time of the patrol has not begun.' },
  'patrol-over': {
    code: 'command-refused',
    meaning: 'The time of the patrol is over, for a start or for all that came later.',
  },
  'patrol-not-started': { code: 'command-refused', meaning: 'Nobody has started the patrol.' },
  'signed-before': { code: 'command-refused', meaning: 'The frozen evaluation is signed.' },
  'not-your-desk': {
    code: 'forbidden',
    meaning: 'The log is that of another desk, or of people limited to another part of the city.',
  },
  'log-full': {
    code: 'command-refused',
    meaning:
      'The shift has too many entries, or too many wait to be followed up; settle some, or hand over.',
  },
  'nothing-to-follow-up': {
    code: 'command-refused',
    meaning: 'No such entry of the log waits to be followed up.',
  },
  'other-shift': {
    code: 'version-conflict',
    meaning: 'The shift was handed over meanwhile; look at the log again.',
  },
  'not-taken-over': {
    code: 'command-refused',
    meaning: 'Nobody has taken over the hand-over before; whoever hands over next does so first.',
  },
  'nothing-handed-over': {
    code: 'command-refused',
    meaning: 'No hand-over of that shift waits to be taken over.',
  },
} as const

export type RefusalReason = keyof typeof refusals

export interface Refusal {
  readonly reason: RefusalReason
  /** One sentence for the person who asked. */
  readonly text: string
}
