/** `limits.yaml`: the tables, and under `profiles` what cities choose of. */
import { z } from 'zod'

import { readYaml, schemaMistakes, type Mistake } from '../../runtime/yaml-source.ts'
import { limitsOf, limitsSchema, noLimits, type Limits } from '../language/limits.ts'
import {
  profileMistakes,
  profilesSchema,
  withProfiles,
  type Profiles,
} from '../language/profiles.ts'

export const limitsFile = 'limits.yaml'

interface ReadLimits {
  /** With the chosen profiles in them. */
  readonly limits: Limits
  readonly profiles: Profiles
}

const profilesOnly = z.object({ profiles: profilesSchema })
const nothing: ReadLimits = { limits: noLimits, profiles: {} }

export function readLimits(
  text: string | undefined,
  chosen: readonly string[],
  mistakes: Mistake[],
): ReadLimits {
  const source = readYaml(limitsFile, text ?? '{}')
  mistakes.push(...source.mistakes)
  if (source.mistakes.length > 0) return nothing
  const { tables, written } = parts(source.value)
  const named = profilesOnly.safeParse({ profiles: written })
  if (!tables.success) mistakes.push(...schemaMistakes(source, tables.error))
  if (!named.success) mistakes.push(...schemaMistakes(source, named.error))
  if (!tables.success || !named.success) return nothing
  const { profiles } = named.data
  const limits = limitsOf(tables.data)
  mistakes.push(...profileMistakes(source, profiles, limits.tree))
  const refuse = (message: string) => mistakes.push({ file: limitsFile, line: 1, message })
  return { limits: withProfiles(limits, profiles, chosen, refuse), profiles }
}

/** The tables as they are written, without profiles; undefined when they have mistakes. */
export const limitTables = (text: string | undefined) =>
  parts(readYaml(limitsFile, text ?? '{}').value).tables.data

function parts(value: unknown) {
  const { profiles: written = {}, ...rest } = isRecord(value) ? value : {}
  return { tables: limitsSchema.safeParse(isRecord(value) ? rest : value), written }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
