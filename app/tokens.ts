import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { z } from 'zod'

import { readerRoles, roles } from '../core/actor.ts'
import { UrbanBrainError } from '../core/errors.ts'
import { areaSchema } from '../core/scope.ts'
import { unitIdSchema, type UnitId } from '../core/identity.ts'
import { hashToken, newToken } from '../runtime/token.ts'
import { writeDurably } from '../storage/durable-file.ts'

import type { AccessToken, Config } from './config.ts'
import { forgetCommand } from './installation/decide/decide.ts'

export { hashToken }

const issuedSchema = z.array(
  z.object({
    name: z.string(),
    role: z.enum(roles),
    unit: unitIdSchema.optional(),
    areas: z.array(areaSchema).min(1).readonly().optional(),
    token: z.string(),
  }),
)

/** A token as it was handed out; kept readable by the owner of its file only. */
export type IssuedToken = z.output<typeof issuedSchema>[number]

/** The name under which notices are published. */
export const notifierName = 'urban-brain-notifier'

/** The name of whoever reads the metrics. */
const metricsName = 'prometheus'

export const tokensFile = ({ tokens, data }: Pick<Config, 'tokens' | 'data'>): string =>
  tokens ?? join(data, 'tokens.json')

export function readIssuedTokens(file: string): readonly IssuedToken[] {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  try {
    return issuedSchema.parse(JSON.parse(text)).map(asIssuedNow)
  } catch (error) {
    const why = text.trim() === '' ? 'it is empty' : 'it is cut short or not what was written'
    throw new UrbanBrainError(
      'store-damaged',
      `${file} is damaged: ${why}; put it back from the backup, or give it up and have new tokens issued: ${forgetCommand('tokens.json')}`,
      { cause: error },
    )
  }
}

/** Before there was a role that reads metrics and nothing else, their reader was given that of a service. */
const asIssuedNow = (token: IssuedToken): IssuedToken =>
  token.name === metricsName && token.role === 'service' ? { ...token, role: 'metrics' } : token

/**
 * The tokens of this city. In the own data folder those that are missing are issued; a file that processes share is as
 * `urban-brain tokens issue` made it.
 */
export function tokensOf(config: Config, units: readonly UnitId[]): readonly IssuedToken[] {
  const { tokens: shared } = config
  if (shared === undefined) return issueTokens(tokensFile(config), units)
  if (!existsSync(shared))
    throw new UrbanBrainError(
      'config-invalid',
      `there is no ${shared}; make it with: urban-brain tokens issue --out ${shared}`,
    )
  return readIssuedTokens(shared)
}

/** One token for each desk role and the screens on walls, the crew of each unit, the notifier and whoever reads the metrics; those issued before stay. */
export function issueTokens(file: string, units: readonly UnitId[]): readonly IssuedToken[] {
  const known = readIssuedTokens(file)
  const wanted: Omit<IssuedToken, 'token'>[] = [
    ...readerRoles.map((role) => ({ name: role, role })),
    ...units.map((unit) => ({ name: `crew-${unit}`, role: 'crew' as const, unit })),
    { name: notifierName, role: 'service' },
    { name: metricsName, role: 'metrics' },
  ]
  const missing = wanted.filter(({ name }) => !known.some((token) => token.name === name))
  if (missing.length === 0) return known
  const all = [...known, ...missing.map((who) => ({ ...who, token: newToken() }))]
  writeDurably(file, `${JSON.stringify(all, null, 2)}\n`)
  return all
}

/** Those that open the HTTP API; the notifier speaks MQTT only. */
export const accessTokens = (issued: readonly IssuedToken[]): readonly AccessToken[] =>
  issued
    .filter(({ name }) => name !== notifierName)
    .map(({ name, role, unit, areas, token }) => ({
      name,
      role,
      ...(unit === undefined ? {} : { unit }),
      ...(areas === undefined ? {} : { areas }),
      hash: hashToken(token),
    }))
