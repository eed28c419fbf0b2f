/** Whom a step of escalation tells that goes to the duty officer (值班长). Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Stage } from '../../core/case-terms.ts'
import { dutyDesk, type DutyDesk, type RotaHolder } from '../../core/duty-desks.ts'
import type { Instant } from '../../core/time.ts'
import { isAtWork, type Case } from './case.ts'
import type { Context } from './decision-context.ts'
import type { DueStep } from './escalation.ts'

const deskOfStage: Readonly<Partial<Record<Stage, DutyDesk>>> = {
  collected: '@operator',
  filed: '@operator',
  accepted: '@dispatcher',
  returned: '@dispatcher',
  verifying: '@inspector',
}

/** Whose rota says who is told: that of the unit that is at work, or of the desk whose turn it is. */
export function dutyHolder(state: Pick<Case, 'stage' | 'unit' | 'check'>): RotaHolder | undefined {
  if (isAtWork(state)) return state.unit
  // Somebody is to look on site before it is filed.
  if (state.stage === 'collected' && state.check === 'asked') return '@inspector'
  return deskOfStage[state.stage]
}

export interface Duty {
  readonly person?: string
  /** Of the people of this desk; left out: of the unit. */
  readonly desk?: DutyDesk
  readonly nobodyOnDuty?: true
}

/**
 * The person on duty there; a repetition, which comes when nothing happened since, tells the next one of the rota. When there is none, or
 * none left, the operators are told.
 */
export function dutyOf(
  state: Case,
  { tell, number }: DueStep,
  now: Instant,
  { onDuty }: Pick<Context, 'onDuty'>,
): Duty {
  const holder = tell === 'duty' ? dutyHolder(state) : undefined
  if (holder === undefined) return {}
  const people = onDuty(holder, now)
  const person = people[number]
  const desk = dutyDesk(holder)
  if (person !== undefined) return { person, ...(desk !== undefined && { desk }) }
  return people.length === 0 && desk === undefined ? { nobodyOnDuty: true } : {}
}

export const toDuty = (person: string | undefined, { zh, en }: Bilingual): Bilingual =>
  person === undefined
    ? { zh, en }
    : { zh: `请值班员 ${person}：${zh}`, en: `${person}, on duty: ${en}` }
