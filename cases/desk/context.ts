import type { Actor } from '../../core/actor.ts'
import { compareSeverity } from '../../core/severity.ts'
import { dateOf, localTime } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { CasesConfig } from '../config.ts'
import type { Boundary } from '../life/boundary.ts'
import { unitOf, type Component } from '../life/component.ts'
import type { Context } from '../life/decide.ts'
import { assign, type DispatchTable } from '../life/dispatch.ts'
import { waysFor, type PersonalChoice } from '../life/personal-choice.ts'
import { onDuty, type Rota } from '../life/rota.ts'
import { holdsOn } from '../life/standards.ts'
import { windowsOf, type Windows } from '../life/windows.ts'
import {
  deadline,
  elapsed,
  goesOn,
  parseLimit,
  type Calendar,
  type Limit,
} from '../life/working-time.ts'
import { usable } from './personal-ways.ts'
import type { DeadlineKind } from '../../core/case-terms.ts'

export interface ContextSources {
  readonly config: Pick<
    CasesConfig,
    | 'closing'
    | 'limits'
    | 'checked'
    | 'suspension'
    | 'disputeAfter'
    | 'photos'
    | 'follow'
    | 'componentUnit'
    | 'notices'
  > &
    Windows
  readonly calendar: Calendar
  readonly table: DispatchTable
  readonly directory: Pick<DeviceDirectory, 'get'>
  /** Of the grid; left out: there is none to give a case to. */
  readonly districts?: ReadonlySet<string> | undefined
}

/** What the register knows around a case, as far as the command asks for it. */
export interface Around {
  readonly boundaries?: readonly Boundary[] | undefined
  /** Of the unit that has it, or the desk whose turn it is. */
  readonly rota?: Rota | undefined
  /** What those of the rota chose of how they are told. */
  readonly choices?: ReadonlyMap<string, PersonalChoice> | undefined
  /** That it is of. */
  readonly component?: Component | undefined
}

/** Puts together what decisions look at; the actor comes with each command. */
export function caseContext(sources: ContextSources): (actor: Actor, around?: Around) => Context {
  const { config, calendar, table, directory, districts } = sources
  const fallback: Limit = parseLimit(config.limits.fallback) ?? { amount: 2, unit: 'urgent hour' }
  const limit = (text: string) => parseLimit(text) ?? fallback
  const isUrgent = ({ unit }: Limit) => unit === 'urgent hour' || unit === 'minute'
  const limitOf = (kind: DeadlineKind, handling: string): string => {
    const words = {
      check: config.limits.check,
      handling,
      dispatch: isUrgent(limit(handling)) ? config.limits.urgentDispatch : config.limits.dispatch,
      arrival: config.limits.arrival,
      verification: config.limits.verification,
      supervision: handling,
      support: handling,
      transfer: config.limits.transfer,
      coordination: isUrgent(limit(handling))
        ? config.limits.urgentCoordination
        : config.limits.coordination,
    }
    return words[kind]
  }
  return (actor, { boundaries = [], rota, component, choices } = {}) => ({
    actor,
    closing: config.closing,
    escalation: table.escalation,
    repair: config.limits.repair,
    isEmergency: (category, severity) => {
      const { emergency } = windowsOf(table.categories, config, category)
      return emergency !== undefined && compareSeverity(severity, emergency) >= 0
    },
    photoLimits: config.photos,
    recheck: (category, end) => {
      const windows = windowsOf(table.categories, config, category)
      return end === 'voided' ? windows.recheckVoid : windows.recheck
    },
    deadline: (kind, start, handling) => ({
      kind,
      since: start,
      ...deadline(start, limit(limitOf(kind, handling)), calendar),
    }),
    limitOf,
    ratingWindow: config.follow.rate,
    reopenWindow: (category) => windowsOf(table.categories, config, category).reopen,
    left: (from, until, words) => elapsed(from, until, limit(words), calendar),
    goOn: (kind, start, left, words) => ({
      kind,
      since: start,
      ...goesOn(start, left, limit(words), calendar),
    }),
    suspensionLevel: (length) => {
      const { dispatcher, supervisor } = config.suspension
      return length <= dispatcher ? 'dispatcher' : length <= supervisor ? 'supervisor' : 'manager'
    },
    longestSuspension: config.suspension.longest,
    assign: (task) => assign(table, task, boundaries),
    onDuty: (holder, at) =>
      rota?.unit === holder ? onDuty(rota, at, calendar).map(({ person }) => person) : [],
    personal: config.notices.personal,
    waysOf: (person, { holder, severity }, at) => {
      const { hour, minute } = localTime(at, calendar.offset(at))
      const choice = usable(config, choices?.get(person), holder)
      return waysFor(choice, severity, hour * 60 + minute)
    },
    disputeAfter: config.disputeAfter,
    ownerOf: ({ device }) =>
      (device === undefined ? undefined : directory.get(device)?.device.owner) ??
      unitOf(component, config.componentUnit),
    isUnit: (id) => table.units.has(id),
    isDistrict: (code) => districts?.has(code) === true,
    standards: (at) => {
      const day = dateOf(at, (when) => calendar.offset(when))
      return table.standards.filter((row) => holdsOn(row, day))
    },
    checkRequired: (source) => config.checked.some((one) => one === source),
    photoRequired: (category) => windowsOf(table.categories, config, category).photo,
  })
}
