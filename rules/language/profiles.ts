/**
 * Profiles (地方标准) stand under `profiles` of `limits.yaml`: the numbers by which a province or a city differs from the tables
 * above them, each with its own source. A city chooses by name in `city.yaml`; two that it chooses may not give one number.
 */
import { z } from 'zod'

import type { Bilingual } from '../../core/bilingual.ts'
import type { Mistake, YamlSource } from '../../runtime/yaml-source.ts'
import { origin } from './certainty.ts'
import {
  limitName,
  limitNumber,
  limitPaths,
  limitTitle,
  limitValues,
  withOwnLimits,
  type Limits,
  type LimitTree,
} from './limits.ts'
import { wrong } from './mistake-words.ts'

const profileSchema = z.strictObject({
  title: limitTitle,
  limits: z.record(
    limitName,
    z.strictObject({ ...origin, values: z.union([z.number(), limitValues]) }),
  ),
})

export const profilesSchema = z.record(limitName, profileSchema)
export type Profiles = z.output<typeof profilesSchema>

/** Numbers of profiles that the tables do not have; they would be read by nothing. */
export function profileMistakes(
  source: YamlSource,
  profiles: Profiles,
  tree: LimitTree,
): Mistake[] {
  const known = new Set(Object.entries(tree).flatMap(([name, below]) => limitPaths(below, name)))
  return Object.entries(profiles).flatMap(([name, { limits }]) =>
    Object.entries(limits).flatMap(([table, { values }]) =>
      limitPaths(values, table)
        .filter((path) => !known.has(path))
        .map((path) =>
          source.at(['profiles', name, 'limits', table], wrong('noLimitAbove', { path })),
        ),
    ),
  )
}

/** The limits with the chosen profiles in them. */
export function withProfiles(
  limits: Limits,
  profiles: Profiles,
  chosen: readonly string[],
  refuse: (mistake: Bilingual) => void,
): Limits {
  const origins = new Map(limits.origins)
  const numbers: Record<string, number> = {}
  for (const name of new Set(chosen)) {
    const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined
    if (profile === undefined) {
      const there = Object.keys(profiles).join(', ')
      refuse(wrong('noProfile', { name, there: there === '' ? wrong('none') : there }))
      continue
    }
    for (const [table, { source, sourceZh, certainty, values }] of Object.entries(profile.limits)) {
      for (const path of limitPaths(values, table)) {
        if (Object.hasOwn(numbers, path)) refuse(wrong('twoProfiles', { path }))
        const before = origins.get(path)
        if (before === undefined) continue
        numbers[path] = limitNumber(values, path)
        origins.set(path, { ...before, source, sourceZh, certainty, profile: name })
      }
    }
  }
  return { ...limits, tree: withOwnLimits(limits.tree, numbers), origins }
}
