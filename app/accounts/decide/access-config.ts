import { z } from 'zod'

import { accountRoles } from '../../../core/actor.ts'
import { oidcConfigSchema } from './oidc.ts'

export const accessConfigSchema = z.strictObject({
  /** How people prove who they are: by name and password, by the token of their role, or either. Programs have tokens in any case. */
  people: z.enum(['accounts', 'tokens', 'both']).default('both'),
  /** An identity provider of the city (统一身份认证), OpenID Connect. Left out: there is none. */
  oidc: oidcConfigSchema.optional(),
  /** Roles whose accounts need a second factor. */
  secondFactor: z.array(z.enum(accountRoles)).default([]),
})
export type AccessConfig = z.output<typeof accessConfigSchema>
