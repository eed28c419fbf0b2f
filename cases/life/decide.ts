import { recordedActor } from '../../core/actor.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import { isFinal } from '../../core/case-terms.ts'
import {
  personCommands,
  type Collect,
  type Command,
  type CommandName,
  type Open,
  type PersonCommandName,
} from './commands.ts'
import { commandTable } from './command-table.ts'
import { assigned } from './assigned.ts'
import type { CaseEvent, Fact } from './facts.ts'
import { withMarks } from './passed.ts'
import { ended, type End } from './ending.ts'
import { duplicate, keeping, refusedDuplicate } from './duplicate.ts'
import { entered } from './entered.ts'
import { evolve } from './evolve.ts'
import { orderTimes, reinforce } from './emergency.ts'
import { extend, refusedExtension } from './extension.ts'
import { judgeLateness, refusedLateness } from './lateness.ts'
import { collect } from './collect.ts'
import { designate, disputed, refusedDispute } from './dispute.ts'
import { coordinate, refusedCoordination, refusedDistrict } from './coordination.ts'
import { checked, refusedCheck } from './check.ts'
import { answer, refusedSatisfaction } from './satisfaction.ts'
import { refusedSupervision, supervise } from './supervision.ts'
import { toUnit } from './grown.ts'
import { onSite, refusedClaim } from './on-site.ts'
import type { Context } from './decision-context.ts'
import { doubted } from './photo-doubts.ts'
import type { Refusal, RefusalReason } from './refusals.ts'
import { failed, refusedTransfer, transfer } from './transfer.ts'
import {
  answerSupport,
  arrangeSupport,
  refusedSupport,
  refusedUnit,
  unsupported,
} from './support.ts'
import { askSuspension, refusedSuspension, resumed, suspend } from './suspension.ts'
import { refusedReopening, reopen } from './reopening.ts'

export type { Context } from './decision-context.ts'
export type { Refusal } from './refusals.ts'

export type Decision =
  | { readonly events: readonly CaseEvent[]; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly events?: undefined }

/** What `command` makes of the case, now. Pure and total: never throws, never reads a clock. */
export function decide(
  state: Case | undefined,
  command: Command,
  now: Instant,
  context: Context,
): Decision {
  const { marks, marked } =
    command.command === 'markOverdue'
      ? { marks: [], marked: state }
      : withMarks(state, now, context)
  const outcome =
    permitted(marked, command.command, now, context) ?? facts(marked, command, now, context)
  if (!Array.isArray(outcome)) return { refusal: outcome }
  if (marks.length + outcome.length === 0)
    return { refusal: { reason: 'nothing-new', text: 'The record says so already.' } }
  const by = recordedActor(context.actor)
  const said = outcome.map((fact) => ({ ...doubted(marked, fact, now, context), at: now, by }))
  return { events: [...marks, ...said, ...passedMeanwhile(marked, said, now, context)] }
}

/** What ran out of a case while it stood aside as a repeat is marked when it goes on. */
function passedMeanwhile(
  state: Case | undefined,
  [first]: readonly CaseEvent[],
  now: Instant,
  context: Context,
): readonly CaseEvent[] {
  return state !== undefined && first?.event === 'duplicateUnmarked'
    ? withMarks(evolve(state.id, state, first), now, context).marks
    : []
}

/** What a person may ask of the case now. What they then say with it (a unit, a reason) may still be refused. */
export const commandsFor = (
  state: Case,
  now: Instant,
  asked: Asked,
): readonly PersonCommandName[] =>
  personCommands.filter((command) => permitted(state, command, now, asked) === undefined)

/** Who asks, and how long what is closed can be asked about. */
type Asked = Pick<Context, 'actor' | 'reopenWindow' | 'ratingWindow'>

type Outcome = Fact[] | Refusal

/** What can be told from the command's name and the time alone. */
function permitted(
  state: Case | undefined,
  command: CommandName,
  now: Instant,
  asked: Asked,
): Refusal | undefined {
  const { actor } = asked
  const { roles, stages } = commandTable[command]
  const no = (reason: RefusalReason, text: string): Refusal => ({ reason, text })
  if (!roles.includes(actor.role))
    return no('not-allowed', `A ${actor.role} may not ${command}; ${roles.join(', ')} may.`)
  if (command === 'collect' || command === 'open')
    return state === undefined
      ? undefined
      : no('already-open', `Case ${state.id} has been collected before.`)
  if (state === undefined) return no('unknown-case', 'There is no such case.')
  const foreign = refusedUnit(state, command, actor) ?? refusedDistrict(state, command, actor)
  if (foreign !== undefined) return foreign
  if (stages !== undefined && !stages.includes(state.stage))
    return isFinal(state.stage)
      ? no('final', `Case ${state.id} has ended (${state.stage}); nothing more can be done to it.`)
      : no('wrong-stage', `A case that is ${state.stage} cannot take ${command}.`)
  if ((command === 'verify' || command === 'claim') && state.verified)
    return no('nothing-new', 'The verification has passed before.')
  const refused =
    refusedCheck(state, command) ??
    refusedClaim(state, command, actor) ??
    refusedExtension(state, command) ??
    refusedSuspension(state, command, actor) ??
    refusedLateness(state, command, actor) ??
    refusedSupervision(state, command) ??
    refusedDispute(state, command) ??
    refusedSupport(state, command) ??
    refusedCoordination(state, command, actor) ??
    refusedTransfer(state, command) ??
    refusedDuplicate(state, command) ??
    refusedSatisfaction(state, command, now, asked) ??
    refusedReopening(state, command, now, asked) ??
    (command === 'reinforce' && state.reinforcement === undefined
      ? no('nothing-new', `No reinforcement is ordered for case ${state.id}.`)
      : undefined)
  if (refused !== undefined) return refused
  if (command === 'close' && !state.verified)
    return no('not-verified', 'No verification has passed yet.')
  return undefined
}

function facts(state: Case | undefined, command: Command, now: Instant, context: Context): Outcome {
  if (command.command === 'collect') return collect(command, now, context)
  if (command.command === 'open') return open(command, now, context)
  if (state === undefined) return { reason: 'unknown-case', text: 'There is no such case.' }
  return step(state, command, now, context)
}

function step(
  state: Case,
  command: Exclude<Command, Open | Collect>,
  now: Instant,
  context: Context,
): Outcome {
  const unit = state.unit
  switch (command.command) {
    case 'askCheck':
    case 'confirmProblem':
    case 'denyProblem':
      return [checked(state, command, now, context)]
    case 'claim':
      return [{ event: 'claimed', data: {} }]
    case 'file':
      return [{ event: 'filed', data: {} }]
    case 'accept':
      return [{ event: 'accepted', data: {} }]
    case 'dispatch':
      return dispatch(state, command, now, context)
    case 'designate':
      return designate(state, command, now, context)
    case 'askCoordination':
    case 'withdrawCoordination':
    case 'coordinate':
    case 'declineCoordination':
      return coordinate(state, command, now, context)
    case 'transfer':
    case 'enterFeedback':
    case 'recallTransfer':
      return transfer(state, command, now, context)
    case 'askSupport':
    case 'withdrawSupport':
      return arrangeSupport(state, command, now, context)
    case 'acceptSupport':
    case 'reportSupport':
    case 'declineSupport':
      return answerSupport(command, context)
    case 'acceptOrder':
      return unit === undefined ? noUnit : [{ event: 'orderAccepted', data: { unit } }]
    case 'arrive': {
      if (unit === undefined) return noUnit
      return [{ event: 'arrived', data: { unit, ...onSite(state, command.position) } }]
    }
    case 'report':
      return report(state, command, now, context)
    case 'return':
    case 'recallOrder':
      return unsent(state, command, now, context)
    case 'askExtension': {
      const { reason } = command
      return unit === undefined ? noUnit : [{ event: 'extensionAsked', data: { unit, reason } }]
    }
    case 'extend':
      return extend(state, command.limit, now, context)
    case 'refuseExtension':
      return [{ event: 'extensionRefused', data: { reason: command.reason } }]
    case 'reinforce':
      return reinforce(state, command)
    case 'askSuspension':
      return askSuspension(state, command, now, context)
    case 'suspend':
      return suspend(state, now, context)
    case 'refuseSuspension':
      return [{ event: 'suspensionRefused', data: { reason: command.reason } }]
    case 'resume':
      return [resumed(state, now, command, context)]
    case 'explain':
    case 'acceptReason':
    case 'rejectReason':
      return judgeLateness(state, command, context.actor)
    case 'supervise':
    case 'answerSupervision':
    case 'demandAgain':
    case 'liftSupervision':
      return supervise(state, command, now, context)
    case 'verify':
      return verify(state, command, now, context)
    case 'close':
      return end(state, { event: 'closed', data: {} }, command.despite, now, context)
    case 'reopen':
      return reopen(state, command, now, context)
    case 'reply':
    case 'rate':
      return [answer(state, command, context)]
    case 'void': {
      const { reason, despite } = command
      return end(state, { event: 'voided', data: { reason } }, despite, now, context)
    }
    case 'markDuplicate':
    case 'unmarkDuplicate':
      return duplicate(state, command, context)
    case 'keepDuplicate':
    case 'dropDuplicate':
      return keeping(state, command)
    case 'comment':
      return [{ event: 'commented', data: { text: command.text } }]
    case 'recheck':
    case 'postponeRecheck':
    case 'deletePhotos':
    case 'attachEvidence':
    case 'fold':
    case 'doubt':
    case 'markOverdue':
    case 'settleDeadline':
    case 'escalate':
    case 'tellPerson':
    case 'readOrder':
    case 'endSuspension':
    case 'recordNotice':
      break
  }
  return entered(state, command, now, context)
}

/** The unit has it no more: it gave it back, or the desk took it. */
function unsent(
  state: Case,
  { command, reason }: Command & { command: 'return' | 'recallOrder' },
  now: Instant,
  context: Context,
): Outcome {
  const { unit, limit } = state
  if (unit === undefined) return noUnit
  const data = { unit, reason, deadline: context.deadline('dispatch', now, limit) }
  return command === 'recallOrder'
    ? [{ event: 'orderRecalled', data }]
    : [{ event: 'returned', data }, ...disputed(state, context)]
}

function report(
  state: Case,
  { text, photos, despite }: Command & { command: 'report' },
  now: Instant,
  context: Context,
): Outcome {
  const { unit, category, limit } = state
  if (unit === undefined) return noUnit
  if (photos.length === 0 && context.photoRequired(category))
    return { reason: 'photo-needed', text: `Category ${category} asks for a picture.` }
  const waits = unsupported(state)
  if (waits !== undefined && despite === undefined) return waits
  const deadline = context.deadline('verification', now, limit)
  const why = waits === undefined || despite === undefined ? {} : { despite }
  return [{ event: 'reported', data: { unit, text, photos, deadline, ...why } }]
}

const noUnit: Refusal = { reason: 'no-unit', text: 'No unit has the case.' }

/** An automatic alarm takes the whole way to its unit in one go; without a unit it waits for a dispatcher, filed. */
function open({ template, ...said }: Open, now: Instant, context: Context): Outcome {
  const { title, severity, place, alarm, follows } = said
  const { work, category, limit, lead } = template
  const deadline = context.deadline('dispatch', now, limit)
  const collected: Fact = {
    event: 'collected',
    data: {
      source: 'sensor',
      work,
      category,
      title,
      severity,
      place,
      lead,
      limit,
      deadline,
      alarm,
      ...(follows !== undefined && { follows }),
    },
  }
  if (template.filing !== 'automatic') return [collected]
  const last = toUnit({ work, category, severity, lead, limit, place }, now, context)
  return [collected, { event: 'filed', data: {} }, { event: 'accepted', data: {} }, last]
}

function dispatch(
  state: Case,
  { unit: wanted, note }: Command & { command: 'dispatch' },
  now: Instant,
  context: Context,
): Outcome {
  if (wanted !== undefined && !context.isUnit(wanted))
    return { reason: 'unknown-unit', text: `There is no unit ${wanted}.` }
  const found =
    wanted === undefined ? assigned(state, context) : ({ unit: wanted, why: 'dispatcher' } as const)
  if (found.unit === undefined) return { reason: found.reason, text: found.text }
  const { unit, why } = found
  return [
    {
      event: 'dispatched',
      data: { unit, why, ...orderTimes(state, now, context), ...(note !== undefined && { note }) },
    },
  ]
}

function verify(
  state: Case,
  command: Command & { command: 'verify' },
  now: Instant,
  context: Context,
): Outcome {
  const { photos, text } = command
  const where = onSite(state, command.position)
  if (!command.passed && state.transfer?.state === 'handled')
    return [failed(state, command, now, context)]
  if (!command.passed) {
    if (state.unit === undefined) return noUnit
    const reason = text ?? 'The verification on site did not pass.'
    const deadline = context.deadline('handling', now, state.limit)
    return [{ event: 'rework', data: { unit: state.unit, reason, photos, ...where, deadline } }]
  }
  const verified: Fact = { event: 'verified', data: { ...(text && { text }), photos, ...where } }
  if (context.closing === 'manual') return [verified]
  const closed = end(state, { event: 'closed', data: {} }, command.despite, now, context)
  return Array.isArray(closed) ? [verified, ...closed] : closed
}

function end(
  state: Case,
  fact: End,
  despite: string | undefined,
  now: Instant,
  context: Context,
): Outcome {
  const last = ended(state, fact, despite, now, context)
  if (last !== undefined) return [last]
  const which = `${state.standing.length === 1 ? 'Alarm' : 'Alarms'} ${state.standing.join(', ')}`
  return {
    reason: 'alarm-standing',
    text: `${which} not cleared; say why the case is to end despite that (\`despite\`).`,
  }
}
