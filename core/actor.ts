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

/** Who does something: a person or machine that proved a token. A crew acts for its unit only. */
export interface Actor {
  readonly name: string
  readonly role: Role
  readonly unit?: UnitId
}
