import type { UnitId } from './identity.ts'

export const roles = [
  'operator',
  'dispatcher',
  'crew',
  'inspector',
  'supervisor',
  'manager',
  'administrator',
  'device',
  'service',
] as const
export type Role = (typeof roles)[number]

/** The people of the city's own offices. A crew belongs to a unit and sees what is that unit's. */
export const deskRoles = [
  'operator',
  'dispatcher',
  'inspector',
  'supervisor',
  'manager',
  'administrator',
] as const satisfies readonly Role[]

/** Who does something: a person or machine that proved a token. A crew acts for its unit only. */
export interface Actor {
  readonly name: string
  readonly role: Role
  readonly unit?: UnitId
}
