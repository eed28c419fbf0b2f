/** Accounts of people: what administrators and people themselves ask and are answered. */
import { z } from 'zod'

import { accountRoles } from '../../core/actor.ts'
import {
  accountEvents,
  accountNameSchema,
  newAccountNameSchema,
  profileSchema,
} from '../accounts/decide/account.ts'

export const newAccountSchema = profileSchema.safeExtend({ name: newAccountNameSchema })
export { profileSchema }

export const accountParamsSchema = z.object({ name: accountNameSchema })

export const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  person: z.string(),
  role: z.enum(accountRoles),
  unit: z.string().optional(),
  areas: z.array(z.string()).readonly().optional(),
  disabled: z.boolean(),
  mustChange: z.boolean(),
  secondFactor: z.boolean(),
  created: z.number(),
  createdBy: z.string(),
  signedIn: z.number().optional(),
  /** Wrong attempts since then. */
  failures: z.number(),
})

/** With a password that is told once. */
export const oneTimeSchema = z.object({ account: accountSchema, password: z.string() })

const limit = z.coerce.number().int().min(1).max(500).default(100)
export const accountsQuerySchema = z.strictObject({ after: z.string().max(64).optional(), limit })
export const accountsPageSchema = z.object({
  items: z.array(accountSchema),
  next: z.string().optional(),
})

export const resetSchema = z.strictObject({
  /** The telephone and the recovery codes are lost too. */
  secondFactor: z.boolean().default(false),
})

export const accountsLogQuerySchema = z.strictObject({
  name: accountNameSchema.optional(),
  after: z
    .string()
    .regex(/^\d{1,16}\.[\w-]{1,64}\.\d{1,16}$/, 'is no cursor')
    .optional(),
  limit,
})
export const accountsLogSchema = z.object({
  items: z.array(
    z.object({
      at: z.number(),
      account: z.string(),
      name: z.string(),
      what: z.enum(accountEvents),
      by: z.string(),
      details: z.string().optional(),
    }),
  ),
  next: z.string().optional(),
})

export const passwordText = z.string().min(1).max(200)

export const ownPasswordSchema = z.strictObject({ current: passwordText, next: passwordText })
export const newSecondFactorSchema = z.object({ secret: z.string(), uri: z.string() })
export const ownSecondFactorSchema = z.strictObject({
  current: passwordText,
  /** As `GET` gave it. */
  secret: z.string().regex(/^[A-Z2-7]{32,64}$/, 'is no secret of ours'),
  code: z.string().regex(/^\d{6}$/, 'a code is six digits'),
})
export const recoverySchema = z.object({ recovery: z.array(z.string()) })
export const withoutSecondFactorSchema = z.strictObject({ current: passwordText })
