import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../core/access.ts'
import { deskRoles } from '../core/actor.ts'
import { severities } from '../core/alarm.ts'
import { UrbanBrainError } from '../core/errors.ts'
import type { RuleId } from '../core/identity.ts'
import type { RuleSet } from './catalogue.ts'
import type { Rule } from './rule.ts'

export interface RulesApiDependencies {
  readonly access: Access
  /** The rules in force. */
  readonly ruleSet: () => RuleSet | undefined | Promise<RuleSet | undefined>
  /** Alarms that stand, by rule. */
  readonly standing: () => Promise<ReadonlyMap<RuleId, number>>
}

const bilingual = z.object({ zh: z.string(), en: z.string() })

const summarySchema = z.object({
  id: z.string(),
  title: bilingual,
  version: z.string(),
  on: z.object({ kind: z.string(), sites: z.array(z.string()), zones: z.array(z.string()) }),
  levels: z.array(
    z.object({
      severity: z.enum(severities),
      when: z.string(),
      clear: z.string(),
      holdSeconds: z.number(),
      clearHoldSeconds: z.number(),
      filing: z.enum(['automatic', 'confirm', 'none']),
      limit: z.string(),
    }),
  ),
  /** Alarms that stand now. */
  standing: z.number().int(),
})

const documentSchema = summarySchema.extend({
  /** The document as written. */
  document: z.string(),
})

/** Rules in force and their documents, read only. */
export const rulesApi =
  ({ access, ruleSet, standing }: RulesApiDependencies): FastifyPluginAsyncZod =>
  (server) => {
    const rules = async () => (await ruleSet())?.rules ?? []

    server.get(
      '/v1/rules',
      {
        onRequest: access.allow(...deskRoles),
        schema: {
          summary: 'Rules in force, with the number of alarms that stand',
          tags: ['rules'],
          response: { 200: z.object({ rules: z.array(summarySchema) }) },
        },
      },
      async () => {
        const counts = await standing()
        return { rules: (await rules()).map((rule) => summary(rule, counts)) }
      },
    )

    server.get(
      '/v1/rules/:id',
      {
        onRequest: access.allow(...deskRoles),
        schema: {
          summary: 'One rule with its document',
          tags: ['rules'],
          params: z.object({ id: z.string().max(64) }),
          response: { 200: documentSchema },
        },
      },
      async ({ params }) => {
        const rule = (await rules()).find(({ id }) => id === params.id)
        if (rule === undefined) throw new UrbanBrainError('not-found', `no rule '${params.id}'`)
        return { ...summary(rule, await standing()), document: rule.source }
      },
    )
    return Promise.resolve()
  }

function summary(rule: Rule, standing: ReadonlyMap<RuleId, number>): z.input<typeof summarySchema> {
  const { kind, site, zone } = rule.document.on
  const timing = (level: Rule['levels'][number]) => ({
    severity: level.severity,
    holdSeconds: level.hold / 1_000,
    clearHoldSeconds: level.clearHold / 1_000,
    filing: level.filing,
    limit: level.limit,
  })
  return {
    id: rule.id,
    title: rule.title,
    version: rule.version,
    on: { kind, sites: [site ?? []].flat(), zones: [zone ?? []].flat() },
    levels:
      rule.form === 'absence'
        ? rule.levels.map((level) => ({
            ...timing(level),
            when: level.absence.text,
            clear: 'any reading',
          }))
        : rule.levels.map((level) => ({
            ...timing(level),
            when: level.when.text,
            clear: level.clear?.text ?? `!(${level.when.text})`,
          })),
    standing: standing.get(rule.id) ?? 0,
  }
}
