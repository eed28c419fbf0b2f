import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { readerRoles, type Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import { isLimited } from '../../core/scope.ts'
import type { Severity } from '../../core/severity.ts'
import { minutes, plus, type Instant } from '../../core/time.ts'
import { questionOf, whyOf, type Question, type Why, type WhyDependencies } from '../history/why.ts'
import { seesDevice } from '../../runtime/visible-device.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import { whyQuerySchema, whySchema } from './history-contract.ts'

/** An alarm as the register of cases has it. */
interface RecordedAlarm {
  readonly alarm: string
  readonly rule: string
  readonly device: DeviceId
  readonly raisedAt: Instant
  readonly clearedAt?: Instant
  readonly severity?: Severity
  readonly outcome: string
  readonly case?: string
  readonly suppression?: string
}

export interface WhyRoutesDependencies {
  readonly access: Access
  readonly why: WhyDependencies
  /** The rules in force. */
  readonly ruleSet: () => Promise<RuleSet | undefined>
  readonly recorded: {
    alarm(id: string): Promise<RecordedAlarm | undefined>
    /** Undefined when there is no such case. */
    ofCase(id: string): Promise<readonly RecordedAlarm[] | undefined>
    /** Newest first. */
    ofDevice(device: DeviceId): Promise<readonly RecordedAlarm[]>
  }
}

/** What decided an alarm arrives no later than that behind it. */
const decides = minutes(15)
/** Alarms of a case that are looked at. */
const mostAlarms = 5

/** Why rules did what they did, and why not. */
export const whyRoutes =
  ({ access, why, ruleSet, recorded }: WhyRoutesDependencies): FastifyPluginAsyncZod =>
  (server) => {
    const answer = async (rules: RuleSet, question: Question, alarm?: RecordedAlarm) => {
      const only = alarm === undefined ? rules : ofRule(rules, alarm.rule)
      const found = await whyOf(why, only, question)
      const all = await recorded.ofDevice(question.device)
      const stood = all.filter(
        ({ raisedAt, clearedAt }) =>
          raisedAt <= found.at && (clearedAt === undefined || clearedAt >= found.at),
      )
      return shown(found, stood, alarm)
    }
    const ofAlarm = (rules: RuleSet, alarm: RecordedAlarm) => {
      const { device, raisedAt: about } = alarm
      return answer(rules, { device, about, at: plus(about, decides), alarm: alarm.alarm }, alarm)
    }

    /** Which devices somebody may ask about. */
    const seeing = async (actor: Actor): Promise<(device: string) => boolean> => {
      if (!isLimited(actor)) return () => true
      await why.directory.follow()
      return (device) => seesDevice(actor, why.directory.get(device))
    }

    server.get(
      '/v1/rules/why',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary:
            'Why a case, an alarm, a reading or a device at an instant: what each rule made of it',
          description:
            'Takes one of `case`, `alarm`, `reading` and `device`. What was heard is judged again by the rules in force. Who is limited to a part of the city asks about devices there.',
          tags: ['rules'],
          querystring: whyQuerySchema,
          response: { 200: whySchema },
        },
      },
      async (request) => {
        const { device, at, reading, alarm, case: id } = request.query
        const actor = access.actor(request)
        const sees = await seeing(actor)
        const mustSee = (name: string) => {
          if (!sees(name)) throw new UrbanBrainError('device-unknown', `${name} is not registered`)
        }
        const rules = await ruleSet()
        if (rules === undefined) throw new UrbanBrainError('not-found', 'there are no rules')
        if ([device, reading, alarm, id].filter((one) => one !== undefined).length !== 1)
          throw new UrbanBrainError(
            'request-invalid',
            'ask about one of case, alarm, reading and device',
          )
        if (device !== undefined) {
          mustSee(device)
          const now = why.clock.now()
          return { answers: [await answer(rules, { device, at: at ?? now })] }
        }
        if (reading !== undefined) {
          mustSee(reading.split('@')[0] ?? '')
          return { answers: [await answer(rules, await questionOf(why, reading))] }
        }
        if (alarm !== undefined) {
          const one = await recorded.alarm(alarm)
          if (one === undefined || !sees(one.device))
            throw new UrbanBrainError('not-found', `no alarm ${alarm}`)
          return { answers: [await ofAlarm(rules, one)] }
        }
        const all = await recorded.ofCase(id ?? '')
        const some = all?.filter((one) => sees(one.device))
        if (some === undefined || (some.length === 0 && isLimited(actor)))
          throw new UrbanBrainError('not-found', `no case ${id}`)
        const answers = []
        for (const one of some.slice(0, mostAlarms)) answers.push(await ofAlarm(rules, one))
        return { answers }
      },
    )
    return Promise.resolve()
  }

const ofRule = (ruleSet: RuleSet, id: string): RuleSet => ({
  ...ruleSet,
  rules: ruleSet.rules.filter((rule) => rule.id === id),
})

function shown(
  { reading, transitions, ...found }: Why,
  recorded: readonly RecordedAlarm[],
  alarm: RecordedAlarm | undefined,
): z.input<typeof whySchema>['answers'][number] {
  return {
    ...found,
    ...(alarm !== undefined && { alarm }),
    ...(reading !== undefined && { reading }),
    transitions: transitions.map(({ transition, muted }) => {
      const { alarm: name, rule, at, kind } = transition
      return {
        ...{ alarm: name, rule, at, kind },
        ...(transition.kind !== 'cleared' && {
          severity: transition.severity,
          condition: transition.evidence.condition,
          values: transition.evidence.values,
          since: transition.evidence.since,
        }),
        ...(muted !== undefined && { muted }),
      }
    }),
    recorded,
    notes: [
      ...found.notes,
      ...(alarm !== undefined && !transitions.some((one) => one.transition.alarm === alarm.alarm)
        ? [
            {
              zh: '按现行规则重新判断时没有出现这条告警：规则、限值或设备当时不同',
              en: 'judged again the alarm is not raised: its rule, a limit or the device was another then',
            },
          ]
        : []),
    ],
  }
}
