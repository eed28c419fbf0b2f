/** Whom a step of escalation tells that goes to the duty officer (值班长). Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Instant } from '../../core/time.ts'
import { isAtWork, type Case } from './case.ts'
import type { Context } from './decision-context.ts'
import type { DueStep } from './escalation.ts'

/**
 * The person on duty in the unit that is at work; a repetition, which comes when nothing happened since, tells the next one of the
 * rota. When there is none, or none left, the operators are told.
 */
export function dutyOf(
  state: Case,
  { tell, number }: DueStep,
  now: Instant,
  { onDuty }: Pick<Context, 'onDuty'>,
): { readonly person?: string; readonly nobodyOnDuty?: true } {
  if (tell !== 'duty' || state.unit === undefined || !isAtWork(state)) return {}
  const people = onDuty(state.unit, now)
  const person = people[number]
  if (person !== undefined) return { person }
  return people.length === 0 ? { nobodyOnDuty: true } : {}
}

export const toDuty = (person: string | undefined, { zh, en }: Bilingual): Bilingual =>
  person === undefined
    ? { zh, en }
    : { zh: `请值班员 ${person}：${zh}`, en: `${person}, on duty: ${en}` }
