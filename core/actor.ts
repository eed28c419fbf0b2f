import type { UnitId } from './identity.ts'

export const roles = [
  'operator',
  'dispatcher',
  'crew',
  'inspector',
  'supervisor',
  'manager',
  'administrator',
  'wall',
  'device',
  'service',
  'metrics',
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

/** Who reads what the desks read; a screen on a wall (大屏) changes nothing. */
export const readerRoles = [...deskRoles, 'wall'] as const satisfies readonly Role[]

/** Who adopts a device and puts dead letters back. */
export const operatorRoles = ['operator', 'administrator'] as const satisfies readonly Role[]

/** Who signs in with a browser; programs bring their token with each request. */
export const people = [...readerRoles, 'crew'] as const satisfies readonly Role[]

/** Who does something: a person or machine that proved a token. A crew acts for its unit only. */
export interface Actor {
  readonly name: string
  readonly role: Role
  readonly unit?: UnitId
}
