/** What each command asks of whoever gives it, and the body it becomes. Which of them are open the API says. Pure. */
import { withoutUndefined } from '../../api/without-undefined.ts'
import type { SuspensionReason } from '../../../core/suspension-terms.ts'
import type { CoordinationGround } from '../../../core/coordination-terms.ts'
import type { BoundaryScope } from '../../../core/dispute-terms.ts'
import type { SupervisionKind, SupervisionLevel } from '../../../core/supervision-terms.ts'
import type { TransferOutcome } from '../../../core/transfer-terms.ts'
import type { Satisfaction } from '../../../core/satisfaction-terms.ts'
import type { Limit } from './limit-input.tsx'
import type { Case, CaseCommand, CommandOf, PhotoReference, Unit } from '../../api/types.ts'

export type CommandName = CaseCommand['command']
export type Field =
  | 'count'
  | 'unit'
  | 'note'
  | 'limit'
  | 'reason'
  | 'result'
  | 'text'
  | 'photos'
  | 'sure'
  | 'because'
  | 'until'
  | 'supervision'
  | 'demand'
  | 'designated'
  | 'task'
  | 'supporter'
  | 'ground'
  | 'holder'
  | 'addressee'
  | 'outcome'
  | 'boundary'
  | 'kept'
  | 'satisfaction'

/** In the order of their buttons. One without fields is given at once. */
export const commandFields: Readonly<Record<CommandName, readonly Field[]>> = {
  askCheck: ['text'],
  confirmProblem: ['text', 'photos'],
  denyProblem: ['reason', 'photos'],
  claim: [],
  file: [],
  accept: [],
  dispatch: ['unit', 'note'],
  designate: ['designated', 'reason', 'boundary'],
  askCoordination: ['ground', 'reason'],
  withdrawCoordination: ['reason'],
  coordinate: ['holder'],
  declineCoordination: ['reason'],
  transfer: ['addressee', 'reason'],
  enterFeedback: ['outcome', 'text', 'photos'],
  recallTransfer: ['reason'],
  askSupport: ['designated', 'task'],
  withdrawSupport: ['supporter', 'reason'],
  acceptSupport: [],
  reportSupport: ['text', 'photos'],
  declineSupport: ['reason'],
  acceptOrder: [],
  arrive: [],
  report: ['text', 'photos'],
  askExtension: ['reason'],
  extend: ['limit'],
  refuseExtension: ['reason'],
  reinforce: ['count', 'text'],
  askSuspension: ['because', 'until', 'text', 'photos'],
  suspend: [],
  refuseSuspension: ['reason'],
  resume: ['text'],
  explain: ['reason'],
  acceptReason: [],
  rejectReason: ['reason'],
  supervise: ['supervision', 'demand', 'limit'],
  answerSupervision: ['text'],
  demandAgain: ['demand', 'limit'],
  liftSupervision: ['text'],
  verify: ['result', 'text', 'photos'],
  close: ['sure'],
  recallOrder: ['reason'],
  return: ['reason'],
  comment: ['text'],
  reply: ['text'],
  rate: ['satisfaction', 'text'],
  reopen: ['reason', 'photos'],
  markDuplicate: ['kept', 'reason'],
  unmarkDuplicate: ['reason'],
  void: ['reason'],
}

/** The commands that this page knows, of those that the API offers. */
export const offered = (commands: readonly string[]): readonly CommandName[] =>
  (Object.keys(commandFields) as readonly CommandName[]).filter((name) => commands.includes(name))

export interface CommandValues extends Limit {
  /** Empty: as the dispatch table says. */
  readonly unit: string
  /** To the unit that is sent. */
  readonly note?: string
  readonly reason: string
  /** How many are sent. */
  readonly count?: string
  readonly text: string
  readonly result: 'passed' | 'failed' | ''
  readonly photos: readonly PhotoReference[]
  /** Why it cannot be gone on with, and until when. */
  readonly because: SuspensionReason
  readonly until?: number | undefined
  readonly kind: SupervisionKind
  readonly level: SupervisionLevel
  readonly demand: string
  /** Why the city is asked, and the district that it gives a case to; empty: none is said. */
  readonly ground: CoordinationGround
  readonly district: string
  /** An authority outside, and the number of the letter. */
  readonly addressee: string
  readonly number: string
  readonly outcome: TransferOutcome
  /** A supporting unit has a deadline. */
  readonly timed: boolean
  /** Empty: none is drawn. */
  readonly boundary: BoundaryScope | ''
  /** The case that it is a repeat of. */
  readonly kept: string
  readonly rating: Satisfaction
  /** Why the case is to end although an alarm of it stands. */
  readonly despite?: string
}

export const noValues: CommandValues = {
  unit: '',
  count: '10',
  amount: '4',
  clock: 'working hours',
  reason: '',
  text: '',
  result: '',
  photos: [],
  because: 'weather',
  kind: 'timeout',
  level: 'district',
  demand: '',
  timed: false,
  ground: 'districts',
  district: '',
  addressee: '',
  number: '',
  outcome: 'handled',
  boundary: '',
  kept: '',
  rating: 'satisfied',
}

/** Whether it may end the case, so that a standing alarm has to be answered for. */
export const mayEnd = (command: CommandName, { result }: Pick<CommandValues, 'result'>): boolean =>
  command === 'close' || command === 'void' || (command === 'verify' && result !== 'failed')

const orNone = (text: string): string | undefined => (text === '' ? undefined : text)

const limitOf = ({ amount, clock }: Limit): string => `${amount.trim()} ${clock}`

const bodies: {
  readonly [Name in CommandName]: (
    values: Omit<CommandValues, 'despite'> & Despite,
  ) => CommandOf<Name>
} = {
  askCheck: ({ text }) =>
    withoutUndefined<CommandOf<'askCheck'>>({ command: 'askCheck', text: orNone(text) }),
  confirmProblem: ({ text, photos }) =>
    withoutUndefined<CommandOf<'confirmProblem'>>({
      command: 'confirmProblem',
      text: orNone(text),
      photos,
    }),
  denyProblem: ({ reason, photos }) => ({ command: 'denyProblem', reason, photos }),
  claim: () => ({ command: 'claim' }),
  file: () => ({ command: 'file' }),
  accept: () => ({ command: 'accept' }),
  dispatch: ({ unit, note = '' }) =>
    withoutUndefined<CommandOf<'dispatch'>>({
      command: 'dispatch',
      unit: orNone(unit),
      note: orNone(note.trim()),
    }),
  designate: ({ unit, reason, boundary }) =>
    withoutUndefined<CommandOf<'designate'>>({
      command: 'designate',
      unit,
      reason,
      boundary: boundary === '' ? undefined : boundary,
    }),
  askCoordination: ({ ground, reason }) => ({ command: 'askCoordination', ground, reason }),
  withdrawCoordination: ({ reason }) => ({ command: 'withdrawCoordination', reason }),
  coordinate: ({ district, unit, demand }) =>
    withoutUndefined<CommandOf<'coordinate'>>({
      command: 'coordinate',
      district: orNone(district),
      unit: orNone(unit),
      instruction: demand,
    }),
  declineCoordination: ({ reason }) => ({ command: 'declineCoordination', reason }),
  transfer: ({ addressee, number, reason, until }) =>
    withoutUndefined<CommandOf<'transfer'>>({
      command: 'transfer',
      addressee: addressee.trim(),
      number: orNone(number.trim()),
      reason,
      until,
    }),
  enterFeedback: ({ outcome, text, photos }) => ({
    command: 'enterFeedback',
    outcome,
    text,
    photos,
  }),
  recallTransfer: ({ reason }) => ({ command: 'recallTransfer', reason }),
  recallOrder: ({ reason }) => ({ command: 'recallOrder', reason }),
  askSupport: ({ unit, demand, timed, ...limit }) =>
    withoutUndefined<CommandOf<'askSupport'>>({
      command: 'askSupport',
      unit,
      task: demand,
      limit: timed ? limitOf(limit) : undefined,
    }),
  withdrawSupport: ({ unit, reason }) => ({ command: 'withdrawSupport', unit, reason }),
  acceptSupport: () => ({ command: 'acceptSupport' }),
  reportSupport: ({ text, photos }) => ({ command: 'reportSupport', text, photos }),
  declineSupport: ({ reason }) => ({ command: 'declineSupport', reason }),
  acceptOrder: () => ({ command: 'acceptOrder' }),
  arrive: () => ({ command: 'arrive' }),
  report: ({ text, photos, despite }) =>
    withoutUndefined<CommandOf<'report'>>({ command: 'report', text, photos, despite }),
  askExtension: ({ reason }) => ({ command: 'askExtension', reason }),
  extend: (limit) => ({ command: 'extend', limit: limitOf(limit) }),
  refuseExtension: ({ reason }) => ({ command: 'refuseExtension', reason }),
  reinforce: ({ count, text }) =>
    withoutUndefined<CommandOf<'reinforce'>>({
      command: 'reinforce',
      count: Number(count ?? ''),
      text: orNone(text),
    }),
  askSuspension: ({ because, text, until, photos }) => ({
    command: 'askSuspension',
    reason: because,
    text,
    until: until ?? 0,
    photos,
  }),
  suspend: () => ({ command: 'suspend' }),
  refuseSuspension: ({ reason }) => ({ command: 'refuseSuspension', reason }),
  resume: ({ text }) =>
    withoutUndefined<CommandOf<'resume'>>({ command: 'resume', text: orNone(text) }),
  explain: ({ reason }) => ({ command: 'explain', reason }),
  acceptReason: () => ({ command: 'acceptReason' }),
  rejectReason: ({ reason }) => ({ command: 'rejectReason', reason }),
  supervise: ({ kind, level, demand, ...limit }) => ({
    command: 'supervise',
    kind,
    level,
    demand,
    limit: limitOf(limit),
  }),
  answerSupervision: ({ text }) => ({ command: 'answerSupervision', text }),
  demandAgain: ({ demand, ...limit }) => ({
    command: 'demandAgain',
    demand,
    limit: limitOf(limit),
  }),
  liftSupervision: ({ text }) =>
    withoutUndefined<CommandOf<'liftSupervision'>>({
      command: 'liftSupervision',
      text: orNone(text),
    }),
  verify: ({ result, text, photos, despite }) =>
    withoutUndefined<CommandOf<'verify'>>({
      command: 'verify',
      passed: result === 'passed',
      text: orNone(text),
      photos,
      despite,
    }),
  close: ({ despite }) => withoutUndefined<CommandOf<'close'>>({ command: 'close', despite }),
  return: ({ reason }) => ({ command: 'return', reason }),
  comment: ({ text }) => ({ command: 'comment', text }),
  reply: ({ text }) => ({ command: 'reply', text }),
  rate: ({ rating, text }) =>
    withoutUndefined<CommandOf<'rate'>>({ command: 'rate', rating, text: orNone(text) }),
  reopen: ({ reason, photos }) => ({ command: 'reopen', reason, photos }),
  markDuplicate: ({ kept, reason }) => ({ command: 'markDuplicate', of: kept, reason }),
  unmarkDuplicate: ({ reason }) => ({ command: 'unmarkDuplicate', reason }),
  void: ({ reason, despite }) =>
    withoutUndefined<CommandOf<'void'>>({ command: 'void', reason, despite }),
}

interface Despite {
  readonly despite: string | undefined
}

export const commandBody = (command: CommandName, values: CommandValues): CaseCommand =>
  bodies[command]({
    ...values,
    reason: values.reason.trim(),
    text: values.text.trim(),
    demand: values.demand.trim(),
    kept: values.kept.trim(),
    despite:
      mayEnd(command, values) || command === 'report'
        ? orNone(values.despite?.trim() ?? '')
        : undefined,
  })

type TextOf<Body> = Body extends { readonly text: string }
  ? 'always'
  : Body extends { readonly text?: unknown }
    ? 'may be left out'
    : 'none'

/** What the API says of the text of each command. */
const texts: { readonly [Name in CommandName]: TextOf<CommandOf<Name>> } = {
  askCheck: 'may be left out',
  confirmProblem: 'may be left out',
  denyProblem: 'none',
  claim: 'none',
  file: 'none',
  accept: 'none',
  dispatch: 'none',
  designate: 'none',
  askCoordination: 'none',
  withdrawCoordination: 'none',
  coordinate: 'none',
  declineCoordination: 'none',
  transfer: 'none',
  enterFeedback: 'always',
  recallTransfer: 'none',
  recallOrder: 'none',
  askSupport: 'none',
  withdrawSupport: 'none',
  acceptSupport: 'none',
  reportSupport: 'always',
  declineSupport: 'none',
  acceptOrder: 'none',
  arrive: 'none',
  report: 'always',
  askExtension: 'none',
  extend: 'none',
  refuseExtension: 'none',
  reinforce: 'may be left out',
  askSuspension: 'always',
  suspend: 'none',
  refuseSuspension: 'none',
  resume: 'may be left out',
  explain: 'none',
  acceptReason: 'none',
  rejectReason: 'none',
  supervise: 'none',
  answerSupervision: 'always',
  demandAgain: 'none',
  liftSupervision: 'may be left out',
  verify: 'may be left out',
  close: 'none',
  return: 'none',
  comment: 'always',
  reply: 'always',
  rate: 'may be left out',
  reopen: 'none',
  markDuplicate: 'none',
  unmarkDuplicate: 'none',
  void: 'none',
}

/** Whether the text may not be left out; a verification that did not pass has to say why. */
export const needsText = (
  command: CommandName,
  { result }: Pick<CommandValues, 'result'>,
): boolean => texts[command] === 'always' || (command === 'verify' && result === 'failed')

/** Units to choose from: those with the duty in the cell of the case first. */
export function unitChoices(
  { lead, place }: Pick<Case, 'lead' | 'place'>,
  units: readonly Unit[],
): { readonly fitting: readonly Unit[]; readonly others: readonly Unit[] } {
  const fits = ({ duties, cells }: Unit) =>
    duties.includes(lead) &&
    (cells.length === 0 || cells.some((head) => place.cell?.startsWith(head) === true))
  return { fitting: units.filter(fits), others: units.filter((unit) => !fits(unit)) }
}
