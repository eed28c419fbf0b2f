/** Desks whose people have a rota (值班表) as those of units have, each under a name that no unit can have. */
import type { ActorRole } from './actor.ts'
import type { Bilingual } from './bilingual.ts'
import type { UnitId } from './identity.ts'

export const dutyDesks = ['@operator', '@dispatcher', '@inspector'] as const
export type DutyDesk = (typeof dutyDesks)[number]

/** Whose rota it is. */
export type RotaHolder = UnitId | DutyDesk

export const dutyDeskWords = {
  '@operator': { zh: '受理席', en: 'Intake desk' },
  '@dispatcher': { zh: '派遣席', en: 'Dispatch desk' },
  '@inspector': { zh: '核查席', en: 'Inspection desk' },
} as const satisfies Readonly<Record<DutyDesk, Bilingual>>

export const dutyDesk = (name: string): DutyDesk | undefined =>
  dutyDesks.find((desk) => desk === name)

/** Where somebody has duty: in the unit, or at the desk of the role. */
export const holderOf = ({
  role,
  unit,
}: {
  readonly role: ActorRole
  readonly unit?: UnitId | undefined
}): RotaHolder | undefined => unit ?? dutyDesk(`@${role}`)

/** Whether a person of that role and unit can have duty there. */
export const isOf = (
  holder: RotaHolder,
  { role, unit }: { readonly role: ActorRole; readonly unit?: UnitId | undefined },
): boolean => (dutyDesk(holder) === undefined ? unit === holder : `@${role}` === holder)
