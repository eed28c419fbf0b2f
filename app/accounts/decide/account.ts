/** The account of a person (账号): who it is, and what proves it. */
import { z } from 'zod'

import { accountRoles, type Actor } from '../../../core/actor.ts'
import { isReservedName, unitIdSchema } from '../../../core/identity.ts'
import { areaSchema } from '../../../core/scope.ts'
import type { Instant } from '../../../core/time.ts'

/** What a person signs in with: never changed and never given again, for the record of cases names it. */
export const accountNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._-]{1,31}$/,
    'a name to sign in with is 2-32 letters, digits or . _ - and starts with a letter or digit',
  )

/** What an administrator says of a person. */
export const profileSchema = z
  .strictObject({
    /** What the person is called (姓名). */
    person: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .regex(/^\P{C}+$/u, 'holds a control character'),
    role: z.enum(accountRoles),
    /** Of a crew; anybody else who has one sees that unit's cases alone. */
    unit: unitIdSchema.optional(),
    /** Districts, streets or communities that the person is limited to. */
    areas: z.array(areaSchema).min(1).max(50).readonly().optional(),
  })
  .refine(({ role, unit }) => role !== 'crew' || unit !== undefined, {
    path: ['unit'],
    error: 'a crew has a unit',
  })
export type Profile = z.output<typeof profileSchema>

export const newAccountNameSchema = accountNameSchema.refine((name) => !isReservedName(name), {
  error: ({ input }) => `${String(input)} is a name of crews, roles or services, and of no person`,
})

/** What changes only together with a line in the trail. */
export interface AccountDocument {
  readonly person: string
  readonly role: (typeof accountRoles)[number]
  readonly unit?: Profile['unit']
  readonly areas?: Profile['areas']
  /** argon2id in its own encoding. */
  readonly password: string
  /** The password was made by us for an administrator to hand over. */
  readonly mustChange: boolean
  readonly disabled: boolean
  readonly created: Instant
  readonly createdBy: string
  readonly secondFactor?: SecondFactor | undefined
  /** Who it is at the identity provider, since they signed in by it first. `made`: it follows the table of roles. */
  readonly provider?: { readonly issuer: string; readonly subject: string; readonly made?: true }
}

export interface SecondFactor {
  /** Of RFC 6238, base32. */
  readonly secret: string
  /** SHA-256 of the recovery codes that are left, hexadecimal. */
  readonly recovery: readonly string[]
}

export interface Account extends AccountDocument {
  readonly id: string
  readonly name: string
  /** Grows with each change, which ends the sessions of the one before. */
  readonly version: number
  readonly signedIn?: Instant | undefined
  /** Wrong attempts since then. */
  readonly failures: number
  /** The step of time whose code was used last; a code counts once. */
  readonly codeUsed: number
}

export const accountEvents = [
  'added',
  'edited',
  'reset',
  'disabled',
  'enabled',
  'password-changed',
  'second-factor-added',
  'second-factor-removed',
  'recovery-code-used',
  'linked',
] as const

/** One line of the trail: who did what to which account. */
export interface AccountChange {
  readonly account: string
  readonly version: number
  readonly at: Instant
  readonly name: string
  readonly what: (typeof accountEvents)[number]
  readonly by: string
  readonly details?: string | undefined
}

export const actorOf = ({ id, name, person, role, unit, areas }: Account): Actor => ({
  ...{ name, role, account: id, person },
  ...(unit === undefined ? {} : { unit }),
  ...(areas === undefined ? {} : { areas }),
})

/** What a session stands on: another one after each change of the account. */
export const sessionKeyOf = ({ id, version }: Pick<Account, 'id' | 'version'>): string =>
  `account ${id} ${version}`

/** The account of a session key; undefined for the key of a token. */
export const accountOfKey = (key: string): string | undefined =>
  /^account (\S+) \d+$/.exec(key)?.[1]
