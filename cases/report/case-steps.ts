/** The record of a case as evaluation reads it: narrow, in the order of its events. */
import { z } from 'zod'

import type { CaseId, UnitId } from '../../core/identity.ts'
import { satisfactions } from '../../core/satisfaction-terms.ts'
import { instant, type Instant } from '../../core/time.ts'
import { evaluatedEvents, type CaseHistory, type Step } from './duties.ts'

/** Of any event: which ones are evaluated is known when they are read. */
export type KeptStep = readonly [
  event: string,
  at: number,
  by: string,
  unit: string | null,
  /** Of the deadline that it sets. */
  due: number | null,
  /** Of a rating, what it is. */
  ...said: string[],
]

const deadlineSchema = z.looseObject({
  deadline: z.looseObject({ at: z.number(), kind: z.string().exactOptional() }),
})

/** An event of any version of this program. */
export interface Said {
  readonly event: string
  readonly at: number
  readonly by: { readonly name: string }
  readonly unit?: string | null | undefined
  readonly data: object
}

const ratingSchema = z.looseObject({ rating: z.enum(satisfactions) })

const unitSchema = z.looseObject({ unit: z.string() })

export const isSupport = (event: string): boolean =>
  event === 'supported' || event.startsWith('support')

export function keptStep({ event, at, by, unit, data }: Said): KeptStep {
  const { deadline } = deadlineSchema.safeParse(data).data ?? {}
  // The answers to a supervision and to a transfer and the decision of the city are no duties of the case; that to a transfer is expected from
  // when it was made, and a supporting unit has its own from when it was asked.
  const isBeside =
    deadline?.kind === 'supervision' ||
    (deadline?.kind === 'transfer' && event !== 'transferred') ||
    deadline?.kind === 'coordination' ||
    (deadline?.kind === 'support' && event !== 'supportAsked')
  const due = deadline === undefined || isBeside ? null : deadline.at
  // What a supporting unit does is its own, and no duty of the one that has the case.
  const whose = isSupport(event) ? (unitSchema.safeParse(data).data?.unit ?? null) : (unit ?? null)
  const rating = event === 'rated' ? ratingSchema.safeParse(data).data?.rating : undefined
  return [event, at, by.name, whose, due, ...(rating === undefined ? [] : [rating])]
}

/** The first and the last instant at which it counts for anything. */
export function spanOf(steps: readonly KeptStep[]): {
  readonly first: number
  readonly last: number
} {
  let [first, last] = [Infinity, 0]
  for (const [, at, , , due] of steps) {
    first = Math.min(first, at, due ?? at)
    last = Math.max(last, at, due ?? at)
  }
  return { first, last }
}

const known: ReadonlyMap<string, Step['event']> = new Map(
  evaluatedEvents.map((event) => [event, event]),
)

/** What evaluation is computed of, until before `to`; undefined when nothing of it lies between. */
export function historyOf(
  {
    id,
    category,
    source,
    cell,
    district,
  }: Omit<CaseHistory, 'steps' | 'cell' | 'district'> & {
    readonly cell: string | null
    readonly district: string | null
  },
  kept: readonly KeptStep[],
  { from, to }: { readonly from: Instant; readonly to: Instant },
): CaseHistory | undefined {
  const within = (time: number | null) => time !== null && time >= from && time < to
  let counts = false
  const steps: Step[] = []
  for (const [event, at, by, unit, due, said] of kept) {
    const name = known.get(event)
    if (name === undefined || at >= to) continue
    const rating = satisfactions.find((one) => one === said)
    counts ||= within(at) || within(due)
    steps.push({
      ...{ event: name, at: instant(at), by },
      ...(unit !== null && { unit: unit as UnitId }),
      ...(due !== null && { due: instant(due) }),
      ...(rating !== undefined && { rating }),
    })
  }
  return counts
    ? {
        ...{ id: id satisfies CaseId, category, source, steps },
        ...(cell !== null && { cell }),
        ...(district !== null && { district }),
      }
    : undefined
}
