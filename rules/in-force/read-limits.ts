/** `limits.yaml`: the tables, schedules, profiles that cities choose of, and what differs for devices, owners and districts. */
import { z } from 'zod'

import type { Bilingual } from '../../core/bilingual.ts'
import {
  mistakeAt,
  readYaml,
  schemaMistakes,
  type Mistake,
  type YamlSource,
} from '../../runtime/yaml-source.ts'
import {
  limitsOf,
  limitsSchema,
  noLimits,
  schedulesSchema,
  type Limits,
} from '../language/limits.ts'
import { mistakeInChinese } from '../language/mistake-words.ts'
import { overridesSchema, withOverrides } from '../language/overrides.ts'
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
  readonly source: YamlSource
}

const profilesOnly = z.object({ profiles: profilesSchema.default({}) })
const schedulesOnly = z.object({ schedules: schedulesSchema.default({}) })
const overridesOnly = z.object({ overrides: overridesSchema.default([]) })

export function readLimits(
  text: string | undefined,
  chosen: readonly string[],
  mistakes: Mistake[],
): ReadLimits {
  const source = readYaml(limitsFile, text ?? '{}')
  mistakes.push(...source.mistakes)
  const nothing = { limits: noLimits, profiles: {}, source }
  if (source.mistakes.length > 0) return nothing
  const { tables, beside } = parts(source.value)
  if (!tables.success) {
    mistakes.push(...schemaMistakes(source, tables.error, mistakeInChinese))
    return nothing
  }
  const read = <T extends z.ZodType>(schema: T): Partial<z.output<T>> => {
    const parsed = schema.safeParse(beside)
    if (parsed.success) return parsed.data
    mistakes.push(...schemaMistakes(source, parsed.error, mistakeInChinese))
    return {}
  }
  const { profiles = {} } = read(profilesOnly)
  const { schedules } = read(schedulesOnly)
  const { overrides = [] } = read(overridesOnly)
  const limits = limitsOf(tables.data, schedules)
  mistakes.push(...profileMistakes(source, profiles, limits.tree))
  const refuse = (said: Bilingual) => mistakes.push(mistakeAt(limitsFile, 1, said))
  const ofCity = withProfiles(limits, profiles, chosen, refuse)
  return { limits: withOverrides(ofCity, overrides, source, mistakes), profiles, source }
}

/** The tables as they are written, without profiles; undefined when they have mistakes. */
export const limitTables = (text: string | undefined) =>
  parts(readYaml(limitsFile, text ?? '{}').value).tables.data

function parts(value: unknown) {
  const { profiles, schedules, overrides, ...rest } = isRecord(value) ? value : {}
  const beside = { profiles, schedules, overrides }
  return { tables: limitsSchema.safeParse(isRecord(value) ? rest : value), beside }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
