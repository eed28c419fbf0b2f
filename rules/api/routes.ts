import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { readerRoles } from '../../core/actor.ts'
import type { City } from '../../core/city.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId, RuleId } from '../../core/identity.ts'
import type { Clock } from '../../core/time.ts'
import { visibleDevice } from '../../runtime/visible-device.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import { cityClock } from '../judging/city-clock.ts'
import { conditionText } from '../judging/area.ts'
import type { AreaDocument } from '../language/area-document.ts'
import type { AreaRule } from '../language/area-rule.ts'
import { originIn } from '../language/certainty.ts'
import { deviceRules, type StandingAlarm } from '../language/device-rules.ts'
import { noLimits, type Limits } from '../language/limits.ts'
import { isUnverified, limitsOfRule } from '../language/limits-read.ts'
import { applies, type Rule } from '../language/rule.ts'
import { notWatched } from '../why/explain.ts'
import {
  type areaRuleSchema,
  deviceRulesSchema,
  ruledDeviceParamsSchema,
  ruleDocumentSchema,
  ruleParamsSchema,
  rulesSchema,
  type ruleSchema,
} from './contract.ts'

export interface RulesApiDependencies {
  readonly access: Access
  /** The rules in force. */
  readonly ruleSet: () => RuleSet | undefined | Promise<RuleSet | undefined>
  /** Alarms that stand, by rule. */
  readonly standing: () => Promise<ReadonlyMap<RuleId, number>>
  /**
   * The device's standing alarms, most recently raised first. They come from the case register and not from the state
   * of the rules: that one finds a single key slowly on Kafka, and the desks show what the register says.
   */
  readonly standingAlarms: (device: DeviceId) => Promise<readonly StandingAlarm[]>
  readonly directory: Pick<DeviceDirectory, 'get' | 'follow'>
  readonly clock: Pick<Clock, 'now'>
  readonly city: City
}

/** Rules in force and their documents, read only. */
export const rulesApi =
  (dependencies: RulesApiDependencies): FastifyPluginAsyncZod =>
  (server) => {
    const { access, ruleSet, standing, standingAlarms, directory, clock } = dependencies
    const city = cityClock(dependencies.city)
    const inForce = async () => (await ruleSet()) ?? { rules: [], areas: [], limits: noLimits }

    server.get(
      '/v1/rules',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'Rules in force, with the number of alarms that stand',
          tags: ['rules'],
          response: { 200: rulesSchema },
        },
      },
      async () => {
        const counts = await standing()
        const { rules, areas, limits } = await inForce()
        return {
          rules: rules.map((rule) => summary(rule, limits, counts)),
          areas: areas.map((area) => areaSummary(area, counts)),
        }
      },
    )

    server.get(
      '/v1/rules/:id',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'One rule with its document',
          tags: ['rules'],
          params: ruleParamsSchema,
          response: { 200: ruleDocumentSchema },
        },
      },
      async ({ params }) => {
        const { rules, limits } = await inForce()
        const rule = rules.find(({ id }) => id === params.id)
        if (rule === undefined) throw new UrbanBrainError('not-found', `no rule '${params.id}'`)
        return {
          ...summary(rule, limits, await standing()),
          document: rule.source,
          limits: limitsOfRule(rule, limits),
        }
      },
    )

    server.get(
      '/v1/devices/:id/rules',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'Rules that apply to a device, with their limits at this hour',
          tags: ['rules'],
          params: ruledDeviceParamsSchema,
          response: { 200: deviceRulesSchema },
        },
      },
      async (request) => {
        const { id } = request.params
        await directory.follow()
        const { device } = visibleDevice(directory, id, access.actor(request))
        const now = await ruleSet()
        if (now === undefined) return { rules: [], others: [] }
        const others = now.rules.filter(
          (rule) => rule.document.on.kind === device.kind && !applies(rule, device),
        )
        return {
          rules: deviceRules(now, device, await standingAlarms(id), clock.now(), city),
          others: others.map((rule) => ({
            id: rule.id,
            title: rule.title,
            reason: notWatched(rule, device).verdict,
          })),
        }
      },
    )
    return Promise.resolve()
  }

function overOf({ over }: AreaDocument): z.input<typeof areaRuleSchema>['over'] {
  if (typeof over === 'string') return { kind: over }
  if (!('around' in over)) return { kind: 'radius', metres: over.radius }
  return { kind: 'around', metres: over.radius, points: over.around.map(({ name }) => name) }
}

const areaSummary = (
  { id, meaning, document, source }: AreaRule,
  standing: ReadonlyMap<RuleId, number>,
): z.input<typeof areaRuleSchema> => ({
  id,
  title: meaning.title,
  version: meaning.version,
  ...originIn(document),
  over: overOf(document),
  alarms: document.alarms,
  levels: meaning.levels.map((level) => ({
    severity: level.severity,
    when: conditionText(level),
    holdSeconds: (level.hold ?? 0) / 1_000,
    clearHoldSeconds: (level.clearHold ?? 0) / 1_000,
    filing: level.filing,
    limit: level.limit,
  })),
  standing: standing.get(id) ?? 0,
  document: source,
})

function summary(
  rule: Rule,
  limits: Limits,
  standing: ReadonlyMap<RuleId, number>,
): z.input<typeof ruleSchema> {
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
    ...originIn(rule.document),
    unverified: isUnverified(rule, limits),
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
