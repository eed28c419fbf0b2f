/** Who may ask for what of a case, and when. */
import { accountRoles, type ActorRole } from '../../core/actor.ts'
import { finalStages, openStages, workStages, type Stage } from '../../core/case-terms.ts'
import { suspensionLevels } from '../../core/suspension-terms.ts'
import type { CommandName } from './commands.ts'

const machine: readonly ActorRole[] = ['service']
/** Who may supervise; an administrator keeps the system and does not. */
const supervising: readonly ActorRole[] = ['supervisor', 'manager']
/** Who may say that two cases tell of one thing. */
const comparing: readonly ActorRole[] = [
  'operator',
  'dispatcher',
  'inspector',
  'supervisor',
  'administrator',
]
const unaccepted: readonly Stage[] = ['dispatched', 'rework']
/** Who asks other units for a part of the work, or authorities outside: whoever dispatches, or designates. */
const arranging: readonly ActorRole[] = ['dispatcher', ...supervising, 'administrator']
/** What was asked before goes on while a case waits for its next lead, and where the city gave it to another district. */
const supported: readonly Stage[] = [...workStages, 'returned', 'accepted']
/** Who turns to the city in a district, and who decides there (市级协调). */
const coordinating: readonly ActorRole[] = ['dispatcher', ...supervising]
const suspenders: readonly ActorRole[] = [...suspensionLevels, 'administrator']

/**
 * Who may ask for what in which stage; docs/cases.md shows it as a table. A crew besides acts only for the unit that has
 * the case, or for its own part of the work. Receipts of notices are entered in any stage, for a notice may arrive after the case has ended.
 */
export const commandTable: Readonly<
  Record<CommandName, { readonly roles: readonly ActorRole[]; readonly stages?: readonly Stage[] }>
> = {
  collect: {
    roles: ['operator', 'dispatcher', 'inspector', 'supervisor', 'administrator', 'service'],
  },
  open: { roles: machine },
  askCheck: { roles: ['operator', 'administrator'], stages: ['collected'] },
  confirmProblem: { roles: ['inspector', 'administrator'], stages: ['collected'] },
  denyProblem: { roles: ['inspector', 'administrator'], stages: ['collected'] },
  claim: { roles: ['inspector', 'administrator'], stages: ['collected', 'verifying'] },
  file: { roles: ['operator', 'administrator'], stages: ['collected'] },
  accept: { roles: ['operator', 'dispatcher', 'administrator'], stages: ['filed'] },
  dispatch: { roles: ['dispatcher', 'administrator'], stages: ['accepted', 'returned'] },
  designate: { roles: supervising, stages: ['returned'] },
  askCoordination: { roles: coordinating, stages: ['accepted', 'returned'] },
  withdrawCoordination: { roles: coordinating, stages: ['accepted', 'returned'] },
  coordinate: { roles: coordinating, stages: ['accepted', 'returned'] },
  declineCoordination: { roles: coordinating, stages: ['accepted', 'returned'] },
  transfer: { roles: arranging, stages: ['accepted', 'returned'] },
  enterFeedback: {
    roles: ['operator', ...arranging, 'service'],
    stages: ['accepted', 'returned'],
  },
  recallTransfer: { roles: arranging, stages: ['accepted', 'returned'] },
  recallOrder: { roles: arranging, stages: workStages },
  askSupport: { roles: arranging, stages: workStages },
  withdrawSupport: { roles: arranging, stages: supported },
  acceptSupport: { roles: ['crew'], stages: supported },
  reportSupport: { roles: ['crew'], stages: supported },
  declineSupport: { roles: ['crew'], stages: supported },
  acceptOrder: { roles: ['crew'], stages: unaccepted },
  arrive: { roles: ['crew'], stages: workStages },
  report: { roles: ['crew'], stages: workStages },
  return: { roles: ['crew'], stages: ['dispatched', 'handling'] },
  askExtension: { roles: ['dispatcher', 'crew'], stages: workStages },
  extend: { roles: ['supervisor', 'administrator'], stages: workStages },
  refuseExtension: { roles: ['supervisor', 'administrator'], stages: workStages },
  reinforce: { roles: ['dispatcher', 'crew', 'administrator'], stages: workStages },
  askSuspension: { roles: ['crew'], stages: workStages },
  suspend: { roles: suspenders, stages: workStages },
  refuseSuspension: { roles: suspenders, stages: workStages },
  resume: { roles: ['crew', 'dispatcher', 'supervisor', 'administrator'], stages: workStages },
  explain: { roles: ['dispatcher', 'crew', 'inspector'], stages: openStages },
  acceptReason: { roles: ['supervisor', 'administrator'], stages: openStages },
  rejectReason: { roles: ['supervisor', 'administrator'], stages: openStages },
  supervise: { roles: supervising, stages: openStages },
  answerSupervision: { roles: ['dispatcher', 'crew', 'inspector'], stages: openStages },
  demandAgain: { roles: supervising, stages: openStages },
  liftSupervision: { roles: supervising, stages: openStages },
  verify: { roles: ['inspector', 'administrator'], stages: ['verifying'] },
  close: { roles: ['operator', 'inspector', 'administrator'], stages: ['verifying'] },
  reopen: {
    roles: ['operator', 'inspector', 'supervisor', 'administrator'],
    stages: ['closed'],
  },
  reply: { roles: ['operator', 'dispatcher', 'supervisor', 'manager', 'administrator'] },
  rate: { roles: ['operator', 'administrator', 'service'], stages: ['closed'] },
  void: { roles: ['operator', 'dispatcher', 'supervisor', 'administrator'], stages: openStages },
  markDuplicate: { roles: comparing, stages: openStages },
  unmarkDuplicate: { roles: comparing, stages: ['duplicate'] },
  keepDuplicate: { roles: comparing, stages: openStages },
  dropDuplicate: { roles: comparing, stages: openStages },
  comment: {
    roles: [
      'operator',
      'dispatcher',
      'crew',
      'inspector',
      'supervisor',
      'manager',
      'administrator',
      'service',
    ],
    stages: openStages,
  },
  attachEvidence: { roles: machine, stages: openStages },
  fold: { roles: machine, stages: openStages },
  doubt: { roles: machine, stages: openStages },
  markOverdue: { roles: machine, stages: openStages },
  settleDeadline: { roles: machine, stages: openStages },
  tellPerson: { roles: machine, stages: unaccepted },
  readOrder: { roles: accountRoles, stages: unaccepted },
  escalate: { roles: machine, stages: openStages },
  endSuspension: { roles: machine, stages: workStages },
  recheck: { roles: machine, stages: finalStages },
  postponeRecheck: { roles: machine, stages: finalStages },
  deletePhotos: { roles: machine, stages: finalStages },
  recordNotice: { roles: machine },
}
