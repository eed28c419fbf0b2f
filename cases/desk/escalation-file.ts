/** Chains of escalation as a city writes them: `escalation.yaml` of its folder. Pure. */
import { z } from 'zod'

import { works } from '../../core/case-terms.ts'
import { categoryPatternSchema, fitsCategory } from '../../core/categories.ts'
import { lengthOfTime } from '../../core/duration.ts'
import {
  escalationBases,
  escalationTargets,
  type EscalationBasis,
  type EscalationTarget,
} from '../../core/escalation-terms.ts'
import { severities } from '../../core/severity.ts'
import { readYaml, schemaMistakes, type Mistake } from '../../runtime/yaml-source.ts'
import {
  leastEvery,
  timeClasses,
  type EscalationRow,
  type EscalationStep,
} from '../life/escalation.ts'

export const escalationFile = 'escalation.yaml'

const deadlines = escalationBases.filter((basis) => basis !== 'order')

const stepSchema = z
  .strictObject({
    deadline: z.enum(deadlines).optional(),
    before: lengthOfTime().optional(),
    after: lengthOfTime(0).optional(),
    unaccepted: lengthOfTime().optional(),
    tell: z.enum(escalationTargets),
    every: lengthOfTime(leastEvery).optional(),
    times: z.int().min(1).max(1_000).optional(),
  })
  .refine(
    ({ before, after, unaccepted }) =>
      [before, after, unaccepted].filter((one) => one !== undefined).length === 1,
    'a step has one of before, after and unaccepted',
  )
  .refine(
    ({ deadline, unaccepted }) => (deadline === undefined) === (unaccepted !== undefined),
    'before and after name a deadline, and unaccepted names none',
  )
  .refine(({ every, times }) => times === undefined || every !== undefined, 'times needs every')

const rowsSchema = z.array(
  z.strictObject({
    severity: z.array(z.enum(severities)).min(1).optional(),
    time: z.enum(timeClasses).optional(),
    work: z.enum(works).optional(),
    category: categoryPatternSchema.optional(),
    steps: z.array(stepSchema).min(1).max(50),
  }),
)
type WrittenStep = z.output<typeof stepSchema>
type WrittenRow = z.output<typeof rowsSchema>[number]

/** How often a step with `every` is told again when the file does not say. */
const usualTimes = 12

export interface EscalationRead {
  readonly rows: readonly EscalationRow[]
  readonly mistakes: readonly Mistake[]
}

/** All rows, or every mistake of all of them. */
export function readEscalation(text: string, file = escalationFile): EscalationRead {
  const source = readYaml(file, text)
  if (source.mistakes.length > 0) return { rows: [], mistakes: source.mistakes }
  const parsed = rowsSchema.safeParse(source.value ?? [])
  if (!parsed.success) return { rows: [], mistakes: schemaMistakes(source, parsed.error) }
  const mistakes: Mistake[] = []
  for (const [index, row] of parsed.data.entries()) {
    const cover = parsed.data.slice(0, index).findIndex((before) => covers(before, row))
    if (cover >= 0)
      mistakes.push(source.at([index], `row ${cover + 1} fits all that this one fits`))
    const known = new Set<string>()
    for (const [place, step] of row.steps.entries()) {
      const path = [index, 'steps', place]
      const { id } = stepOf(step)
      if (known.has(id)) mistakes.push(source.at(path, 'the same step stands before it'))
      known.add(id)
      if (step.tell === 'unit' && step.deadline !== undefined && !ofUnit.has(step.deadline))
        mistakes.push(source.at(path, `a unit has no part in the deadline ${step.deadline}`))
    }
  }
  return mistakes.length > 0 ? { rows: [], mistakes } : { rows: parsed.data.map(rowOf), mistakes }
}

const ofUnit: ReadonlySet<EscalationBasis> = new Set(['arrival', 'handling'])

const rowOf = ({ severity, time, work, category, steps }: WrittenRow): EscalationRow => ({
  ...(severity !== undefined && { severities: severity }),
  ...(time !== undefined && { time }),
  ...(work !== undefined && { work }),
  ...(category !== undefined && { category }),
  steps: steps.map(stepOf),
})

function stepOf(written: WrittenStep): EscalationStep {
  const { deadline, before, after = 0, unaccepted, tell, every, times = usualTimes } = written
  const of = deadline ?? 'order'
  const offset = unaccepted ?? (before === undefined ? after : -before)
  return {
    id: idOf(of, offset, tell),
    ...{ of, offset, tell },
    ...(every !== undefined && { again: { every, times } }),
  }
}

/** Repeats do not belong to it: a longer pause makes no other step. */
const idOf = (of: EscalationBasis, offset: number, tell: EscalationTarget): string =>
  `${of}${offset < 0 ? '-' : '+'}${Math.abs(offset) / 1_000}s/${tell}`

const covers = (before: WrittenRow, row: WrittenRow): boolean =>
  (before.severity === undefined ||
    (row.severity?.every((one) => before.severity?.includes(one)) ?? false)) &&
  (before.time === undefined || before.time === row.time) &&
  (before.work === undefined || before.work === row.work) &&
  (before.category === undefined ||
    (row.category !== undefined && fitsCategory(before.category, row.category)))
