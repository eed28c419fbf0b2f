/** What the system itself enters into a record: alarms, marks of the clock, notices. */
import { plus, type Instant } from '../../core/time.ts'
import { failureOf, receiptOf, type Case } from './case.ts'
import type { Command, Keeping, MachineCommand, Open } from './commands.ts'
import type { Context } from './decision-context.ts'
import { dutyOf } from './duty-officer.ts'
import { reinforcements } from './emergency.ts'
import { stepsDue } from './escalation.ts'
import type { Fact } from './facts.ts'
import { attach, fold } from './grown.ts'
import { readOrder, tellOnDuty, tellPerson } from './personal.ts'
import type { Refusal } from './refusals.ts'

export function entered(
  state: Case,
  command: Exclude<MachineCommand, Open | Keeping>,
  now: Instant,
  context: Context,
): Fact[] | Refusal {
  switch (command.command) {
    case 'recheck': {
      const { due, standing, followedBy } = command
      return state.recheck !== due || now < due
        ? { reason: 'nothing-new', text: 'No look at its alarms is due.' }
        : [{ event: 'rechecked', data: { standing, followedBy } }]
    }
    case 'postponeRecheck': {
      const { due, alarm, title } = command
      const recheck = plus(now, context.recheck(state.category, 'closed'))
      return state.recheck !== due || now < due
        ? { reason: 'nothing-new', text: 'No look at its alarms is due.' }
        : [{ event: 'recheckPostponed', data: { alarm, title, recheck } }]
    }
    case 'deletePhotos': {
      const { photos: deleted, keep } = command
      return deleted.length === 0
        ? { reason: 'nothing-new', text: 'No picture is named.' }
        : [{ event: 'photosDeleted', data: { deleted, keep } }]
    }
    case 'attachEvidence':
      return attach(state, command, now, context)
    case 'fold': {
      const folded = fold(state, command, now, context)
      return folded.length > 0
        ? [...folded]
        : { reason: 'nothing-new', text: 'The record says already how many are folded.' }
    }
    case 'doubt': {
      const { alarm, title } = command
      return state.doubts?.includes(alarm) === true
        ? { reason: 'nothing-new', text: 'The record says already that the sensor is in doubt.' }
        : [{ event: 'doubted', data: { alarm, title } }]
    }
    case 'markOverdue':
      return overdue(state, command, now)
    case 'settleDeadline':
      return settle(state, command, context)
    case 'escalate': {
      const steps = stepsDue(context.escalation, state, now)
      const facts: Fact[] = []
      for (const step of steps) {
        const duty = dutyOf(state, step, now, context)
        facts.push({ event: 'escalated', data: { ...step, ...duty } })
        facts.push(...tellOnDuty(state, step, { ...duty, facts }, now, context))
      }
      return facts.length === 0
        ? { reason: 'nothing-new', text: 'No step of escalation is due.' }
        : facts
    }
    case 'tellPerson':
      return tellPerson(state, now, context)
    case 'readOrder':
      return readOrder(state, context)
    case 'endSuspension':
      // That the time is over was found before anything else.
      return state.suspension?.state === 'ended' && state.suspension.until === command.due
        ? []
        : { reason: 'nothing-new', text: 'No suspension is over by then.' }
    case 'recordNotice':
      break
  }
  return receipt(state, command)
}

function overdue(
  state: Case,
  command: Command & { command: 'markOverdue' },
  now: Instant,
): Fact[] | Refusal {
  const { deadline, due } = command
  const runs = state.deadlines.some(
    ({ kind, at, overdue }) => kind === deadline && at === due && !overdue && at <= now,
  )
  if (!runs) return { reason: 'nothing-new', text: 'That deadline does not run, or is marked.' }
  const more = deadline === 'handling' ? reinforcements(state, due) : []
  return [{ event: 'overdue', data: { deadline, due } }, ...more]
}

function settle(
  state: Case,
  { deadline: kind, due, start, limit, left }: Command & { command: 'settleDeadline' },
  context: Context,
): Fact[] | Refusal {
  const running = state.deadlines.find((one) => one.kind === kind && one.at === due)
  const deadline =
    left === undefined
      ? context.deadline(kind, start, limit)
      : context.goOn(kind, start, left, limit)
  if (
    running === undefined ||
    running.certain ||
    running.overdue ||
    (deadline.at === due && !deadline.certain)
  )
    return { reason: 'nothing-new', text: 'The calendar says of that deadline what it said.' }
  return [{ event: 'deadlineMoved', data: { deadline, from: due } }]
}

function receipt(state: Case, command: Command & { command: 'recordNotice' }): Fact[] | Refusal {
  const { notice, channel, failure } = command
  const known = [
    receiptOf(channel, notice),
    ...(failure === undefined ? [] : [failureOf(channel, notice)]),
  ]
  if (state.receipts.some((receipt) => known.includes(receipt)))
    return { reason: 'nothing-new', text: 'The outcome of that notice is recorded.' }
  return failure === undefined
    ? [{ event: 'notified', data: { notice, channel } }]
    : [{ event: 'noticeFailed', data: { notice, channel, reason: failure } }]
}
