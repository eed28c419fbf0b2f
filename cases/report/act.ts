/**
 * What is written of administrative acts (管理操作), a chain for each day: before one is done who asks for what, and how it was answered.
 * One that was asked for and has no answer was cut off: it may be done or not.
 */
import { z } from 'zod'

import { actorSchema, instantSchema } from '../../core/record-schemas.ts'

const about = { at: instantSchema, by: actorSchema }

const askedSchema = z.looseObject({
  /** Method and route (`core/administrative-acts.ts`). */
  what: z.string(),
  /** What the route leaves open: `{ name: 'li' }` of `/v1/accounts/:name`. Versions before wrote some as numbers. */
  of: z.record(z.string(), z.union([z.string(), z.number().transform(String)])),
  /** Network address that asked. */
  from: z.string(),
})

export const actFactSchema = z.discriminatedUnion('event', [
  z.looseObject({ ...about, event: z.literal('asked'), data: askedSchema }),
  z.looseObject({
    ...about,
    event: z.literal('answered'),
    /** `act`: the version of what was asked. `status`: of HTTP (RFC 9110); below 300 it is done. */
    data: z.looseObject({ act: z.int(), status: z.int() }),
  }),
])
export type ActFact = z.output<typeof actFactSchema>
type Asked = Extract<ActFact, { event: 'asked' }>

export interface AdministrativeActRow extends Pick<Asked, 'at' | 'by'> {
  /** Its place in the chain of the day. */
  readonly number: number
  readonly asked: Asked['data']
  /** Undefined: it was cut off. */
  readonly status: number | undefined
}

/** The acts of a day, the newest first. */
export function actsOf(facts: readonly ActFact[]): readonly AdministrativeActRow[] {
  const answers = new Map<number, number>()
  for (const fact of facts)
    if (fact.event === 'answered') answers.set(fact.data.act, fact.data.status)
  return facts
    .flatMap((fact, index): readonly AdministrativeActRow[] => {
      const number = index + 1
      if (fact.event !== 'asked') return []
      const { at, by, data: asked } = fact
      return [{ number, at, by, asked, status: answers.get(number) }]
    })
    .toReversed()
}
