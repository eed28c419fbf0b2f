import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { z } from 'zod'

import { deskRoles, roles } from '../core/actor.ts'
import { unitIdSchema, type UnitId } from '../core/identity.ts'
import { hashToken, newToken } from '../ingest/credentials.ts'

import type { AccessToken } from './config.ts'

export { hashToken, newToken }

const issuedSchema = z.array(
  z.object({
    name: z.string(),
    role: z.enum(roles),
    unit: unitIdSchema.optional(),
    token: z.string(),
  }),
)

/** A token as it was handed out; kept readable by the owner of the data folder only. */
export type IssuedToken = z.output<typeof issuedSchema>[number]

const tokensFile = (data: string): string => join(data, 'tokens.json')

export function readIssuedTokens(data: string): readonly IssuedToken[] {
  const file = tokensFile(data)
  return existsSync(file) ? issuedSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : []
}

/** One token for each desk role and one for the crew of each unit; those issued before stay. */
export function issueTokens(data: string, units: readonly UnitId[]): readonly IssuedToken[] {
  const known = readIssuedTokens(data)
  const wanted: Omit<IssuedToken, 'token'>[] = [
    ...deskRoles.map((role) => ({ name: role, role })),
    ...units.map((unit) => ({ name: `crew-${unit}`, role: 'crew' as const, unit })),
  ]
  const missing = wanted.filter(({ name }) => !known.some((token) => token.name === name))
  if (missing.length === 0) return known
  const all = [...known, ...missing.map((who) => ({ ...who, token: newToken() }))]
  mkdirSync(data, { recursive: true })
  writeFileSync(tokensFile(data), `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 })
  return all
}

export const accessTokens = (issued: readonly IssuedToken[]): readonly AccessToken[] =>
  issued.map(({ name, role, unit, token }) => ({
    name,
    role,
    ...(unit === undefined ? {} : { unit }),
    hash: hashToken(token),
  }))
