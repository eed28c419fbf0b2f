/** `overrides` of `limits.yaml` as they are written, and their mistakes. */
import { z } from 'zod'

import type { Bilingual } from '../../core/bilingual.ts'
import { deviceIdSchema, ruleIdSchema, unitIdSchema } from '../../core/identity.ts'
import { severities } from '../../core/severity.ts'
import { weekHoursSchema } from '../../core/week-hours.ts'
import type { Mistake, YamlSource } from '../../runtime/yaml-source.ts'
import { origin } from './certainty.ts'
import { periods } from './document.ts'
import {
  limitAt,
  limitName,
  limitNumber,
  limitPaths,
  limitValues,
  type Limits,
  type LimitTree,
} from './limits.ts'
import { wrong } from './mistake-words.ts'
import { overrideKey, overrideScopes, type Override } from './override.ts'
import type { Rule } from './rule.ts'
import { span } from './span.ts'

const levelTimesSchema = z.strictObject({
  hold: span.optional(),
  clearHold: span.optional(),
  after: periods.optional(),
  atLeast: span.optional(),
})

const overrideSchema = z
  .strictObject({
    device: deviceIdSchema.optional(),
    owner: unitIdSchema.optional(),
    street: z
      .string()
      .regex(/^\d{9}$/, wrong('streetCode').en)
      .optional(),
    district: z
      .string()
      .regex(/^\d{6}$/, wrong('districtCode').en)
      .optional(),
    ...origin,
    limits: z.record(limitName, z.union([z.number(), limitValues])).default({}),
    levels: z
      .record(ruleIdSchema, z.partialRecord(z.enum(severities), levelTimesSchema))
      .default({}),
    schedules: z.record(limitName, weekHoursSchema).default({}),
  })
  .refine((one) => overrideScopes.filter((scope) => one[scope] !== undefined).length === 1, {
    error: wrong('oneScope', { scopes: overrideScopes.join(', ') }).en,
  })
  .refine(
    ({ limits, levels, schedules }) =>
      Object.keys({ ...limits, ...levels, ...schedules }).length > 0,
    { error: wrong('changesNothing').en },
  )

export const overridesSchema = z.array(overrideSchema).max(10_000)

/** The limits with the overrides in them; what they name must be there. */
export function withOverrides(
  limits: Limits,
  written: z.output<typeof overridesSchema>,
  source: YamlSource,
  mistakes: Mistake[],
): Limits {
  const overrides = new Map<string, Override>()
  for (const [index, { limits: tree, levels, schedules, ...one }] of written.entries()) {
    const place = ['overrides', index]
    const scope = overrideScopes.find((name) => one[name] !== undefined)
    const code = scope && one[scope]
    if (scope === undefined || code === undefined) continue
    const numbers: Record<string, number> = {}
    for (const [table, values] of Object.entries(tree)) {
      for (const path of limitPaths(values, table)) {
        numbers[path] = limitNumber(values, path)
        if (!isLimit(path, limits))
          mistakes.push(source.at([...place, 'limits', table], noLimit(path, limits.tree)))
      }
    }
    for (const name of Object.keys(schedules)) {
      if (limits.schedules.has(name)) continue
      const names = [...limits.schedules.keys()].join(', ')
      const there = names === '' ? wrong('noneThere') : names
      mistakes.push(
        source.at([...place, 'schedules', name], wrong('noScheduleThere', { name, there })),
      )
    }
    const key = overrideKey(scope, code)
    if (overrides.has(key)) mistakes.push(source.at(place, wrong('overrideTwice', { key })))
    const { line } = source.at(place, '')
    const { certainty, source: from, sourceZh } = one
    overrides.set(key, {
      scope,
      code,
      line,
      source: from,
      sourceZh,
      certainty,
      numbers,
      levels,
      schedules,
    })
  }
  return { ...limits, overrides }
}

const isLimit = (path: string, { tree, ofDevices }: Limits): boolean =>
  typeof limitAt(tree, path) === 'number' || ofDevices.has(path.split('.', 1)[0] ?? '')

function noLimit(path: string, tree: LimitTree): Bilingual {
  const table = path.split('.', 1)[0] ?? ''
  const there = limitPaths(limitAt(tree, table) ?? {}, table).slice(0, 6)
  const names = there.length > 0 ? there : Object.keys(tree).slice(0, 40)
  return wrong('noLimitAboveOf', { path, names: names.join(', ') })
}

const both = (words: readonly string[]): Bilingual => ({
  zh: words.join(' 和 '),
  en: words.join(' and '),
})

/** Levels that no rule has, and times that a level cannot have. */
export function levelMistakes(
  source: YamlSource,
  { overrides }: Limits,
  rules: readonly Rule[],
): Mistake[] {
  const byId = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]))
  return [...overrides.values()].flatMap(({ levels }, index) =>
    Object.entries(levels).flatMap(([id, bySeverity]) => {
      const place = ['overrides', index, 'levels', id]
      const rule = byId.get(id)
      if (rule === undefined) return [source.at(place, wrong('noRule', { id }))]
      return Object.entries(bySeverity).flatMap(([severity, times = {}]) => {
        const there = rule.levels.map((level) => level.severity)
        if (!there.some((one) => one === severity))
          return [
            source.at([...place, severity], wrong('noLevel', { id, there: there.join(', ') })),
          ]
        const fit = rule.form === 'absence' ? ['after', 'atLeast'] : ['hold', 'clearHold']
        return Object.keys(times)
          .filter((word) => !fit.includes(word))
          .map((word) =>
            source.at([...place, severity, word], wrong('noTime', { id, words: both(fit), word })),
          )
      })
    }),
  )
}
