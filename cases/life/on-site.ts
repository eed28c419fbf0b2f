/** Inspectors and crews on site: where they say to be, and which of them has a case that waits for an inspector. */
import type { Actor } from '../../core/actor.ts'
import { metresBetween, type Position } from '../../core/distance.ts'
import type { Case, Claim } from './case.ts'
import type { CommandName } from './commands.ts'
import type { CaseEvent } from './facts.ts'
import type { Refusal } from './refusals.ts'

/** The position as given, and how far it is from the place of the case, where the case has one. */
export function onSite({ place }: Pick<Case, 'place'>, position: Position | undefined) {
  if (position === undefined) return {}
  const { longitude, latitude } = place
  if (longitude === undefined || latitude === undefined) return { position }
  return { position, metres: Math.round(metresBetween({ longitude, latitude }, position)) }
}

/** One may take over what another has; the same person claims once. */
export function refusedClaim(
  { id, stage, check, claimed }: Case,
  command: CommandName,
  actor: Actor,
): Refusal | undefined {
  if (command !== 'claim') return undefined
  if (stage === 'collected' && check !== 'asked')
    return { reason: 'check-not-asked', text: `Nobody asked to check case ${id} on site.` }
  return claimed?.name === actor.name
    ? { reason: 'nothing-new', text: `Case ${id} is with ${actor.name} already.` }
    : undefined
}

export const claimBy = ({ name, person }: Actor): Claim => ({
  name,
  ...(person !== undefined && { person }),
})

/** After these an inspector is asked anew, or no more. */
const asking: readonly CaseEvent['event'][] = [
  'checkAsked',
  'problemConfirmed',
  'problemDenied',
  'reported',
  'verified',
  'rework',
  'transferHandled',
  'transferFailed',
  'closed',
  'voided',
]

export const endsClaim = ({ event }: CaseEvent): boolean => asking.includes(event)
