/** People whom an identity provider of the city knows (统一身份认证): how they become accounts. Pure. */
import { z } from 'zod'

import { accountRoles } from '../../../core/actor.ts'
import { unitIdSchema } from '../../../core/identity.ts'
import { areaSchema } from '../../../core/scope.ts'
import { newAccountNameSchema, profileSchema, type Account, type Profile } from './account.ts'

/** Plain http is for a provider on the machine itself. */
const issuer = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => url.startsWith('https:') || /^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(`${url}/`),
    'an issuer has an https address',
  )

export const oidcConfigSchema = z
  .strictObject({
    issuer,
    clientId: z.string().min(1),
    secret: z.string().min(1).optional(),
    /** File that holds the secret, instead of it. */
    secretFile: z.string().min(1).optional(),
    /** Address of the console as browsers know it; the provider sends people back there. */
    address: z
      .url({ protocol: /^https?$/ })
      .refine((url) => new URL(url).origin === url, 'an origin: scheme, host and port'),
    /** What the button says. */
    label: z.string().min(1).max(40).default('统一身份认证'),
    scope: z
      .string()
      .regex(/(?:^| )openid(?: |$)/, 'holds openid')
      .default('openid profile'),
    claims: z
      .strictObject({
        /** The name of the account. */
        account: z.string().min(1).default('preferred_username'),
        /** What the person is called. */
        person: z.string().min(1).default('name'),
        /** A text or a list of texts that the table of roles goes by. */
        roles: z.string().min(1).default('groups'),
      })
      .prefault({}),
    /** What somebody is who has that role or group at the provider; the first row that fits. */
    roles: z
      .array(
        z.strictObject({
          value: z.string().min(1),
          role: z.enum(accountRoles),
          unit: unitIdSchema.optional(),
          areas: z.array(areaSchema).min(1).readonly().optional(),
        }),
      )
      .default([]),
    /** Whom nobody has given an account: refused, or given one by the table of roles. */
    unknown: z.enum(['refuse', 'make']).default('refuse'),
  })
  .refine(({ secret, secretFile }) => secret === undefined || secretFile === undefined, {
    path: ['secretFile'],
    error: 'one of secret and secretFile',
  })
export type OidcConfig = z.output<typeof oidcConfigSchema>

/** Who somebody is at a provider: no other will ever have both. */
interface Subject {
  readonly issuer: string
  readonly subject: string
}

/** What a provider has said of somebody, proved. */
export interface Proved extends Subject {
  readonly claims: Readonly<Record<string, unknown>>
}

/** Why somebody whom the provider knows does not come in. */
export type OidcRefusal = 'person-unknown' | 'no-role' | 'name-taken' | 'other-person'

export type Entry =
  | { readonly enter: Account }
  /** The first time: from now on the account is that person's alone. */
  | { readonly link: Account }
  | { readonly edit: Account; readonly profile: Profile }
  | { readonly make: string; readonly profile: Profile }
  | { readonly refused: OidcRefusal }

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined

/** The name of the account that the claims are of; undefined when none could have it. */
export function nameIn({ claims }: Proved, config: OidcConfig): string | undefined {
  const name = newAccountNameSchema.safeParse(claims[config.claims.account])
  return name.success ? name.data : undefined
}

function profileIn({ claims }: Proved, name: string, config: OidcConfig): Profile | undefined {
  const values = [claims[config.claims.roles]].flat()
  const row = config.roles.find(({ value }) => values.includes(value))
  if (row === undefined) return undefined
  const { value: _, ...rest } = row
  const person = textOf(claims[config.claims.person]) ?? name
  const profile = profileSchema.safeParse({ ...rest, person })
  return profile.success ? profile.data : undefined
}

const same = (account: Account, profile: Profile): boolean =>
  (['person', 'role', 'unit'] as const).every((field) => account[field] === profile[field]) &&
  (account.areas ?? []).join() === (profile.areas ?? []).join()

/**
 * Whether somebody comes in, and as what. An account that the provider's people were given by hand keeps its role; one that was made by
 * the table follows it. A name that the provider gives again is not the same person.
 */
export function entryOf(
  proved: Proved,
  name: string | undefined,
  account: Account | undefined,
  config: OidcConfig,
): Entry {
  if (name === undefined) return { refused: 'person-unknown' }
  const profile = profileIn(proved, name, config)
  if (account === undefined) {
    if (config.unknown === 'refuse') return { refused: 'person-unknown' }
    return profile === undefined ? { refused: 'no-role' } : { make: name, profile }
  }
  const { provider, disabled } = account
  if (disabled) return { refused: 'person-unknown' }
  if (provider === undefined) return { link: account }
  if (provider.issuer !== proved.issuer || provider.subject !== proved.subject)
    return { refused: 'other-person' }
  if (provider.made !== true) return { enter: account }
  if (profile === undefined) return { refused: 'no-role' }
  return same(account, profile) ? { enter: account } : { edit: account, profile }
}

/** Where somebody goes on who has signed in: a page of ours, or the first one. */
export function returnPath(asked: string | undefined): string {
  if (asked === undefined || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(asked)) return '/'
  const { origin, pathname, search } = new URL(asked, 'http://here.invalid')
  return origin === 'http://here.invalid' && !pathname.startsWith('/v1/')
    ? `${pathname}${search}`
    : '/'
}
