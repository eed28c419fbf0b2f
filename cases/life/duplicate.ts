/**
 * A case that tells of what another one tells of already (重复). A person marks it: it ends as a repeat of the kept one, which takes
 * over its alarms and pictures. While the kept one is open that can be undone, and then its clocks are what they would have
 * been. A repeat is always one of a kept case, never of another repeat.
 */
import type { AlarmId, CaseId } from '../../core/identity.ts'
import { isFinal } from '../../core/case-terms.ts'
import type { Case } from './case.ts'
import type { Command, CommandName, Keeping } from './commands.ts'
import type { Context } from './decision-context.ts'
import type { CaseEvent, Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

export type OfRepeat = Extract<
  CaseEvent,
  { readonly event: 'duplicateMarked' | 'duplicateUnmarked' }
>
export type OfKept = Extract<CaseEvent, { readonly event: 'duplicateAdded' | 'duplicateRemoved' }>

/** The case that stands for what this one tells of. */
export const keptBy = ({ duplicate }: Pick<Case, 'duplicate'>): CaseId | undefined => duplicate?.of

export function refusedDuplicate(state: Case, command: CommandName): Refusal | undefined {
  const [first] = state.duplicates ?? []
  return command === 'markDuplicate' && first !== undefined
    ? {
        reason: 'has-repeats',
        text: `Case ${first.case} is a repeat of case ${state.id}; mark the other one as a repeat of ${state.id}.`,
      }
    : undefined
}

/** What the command makes of the repeat; `context.kept` is the case that is kept. */
export function duplicate(
  state: Case,
  command: Command & { readonly command: 'markDuplicate' | 'unmarkDuplicate' },
  { kept }: Pick<Context, 'kept'>,
): Fact[] | Refusal {
  const { reason } = command
  if (kept === undefined)
    return { reason: 'unknown-case', text: 'There is no such case to be kept.' }
  if (isFinal(kept.stage))
    return { reason: 'kept-ended', text: `Case ${kept.id} has ended (${kept.stage}).` }
  if (command.command === 'unmarkDuplicate') {
    const standing = kept.standing.filter((alarm) => state.alarms.includes(alarm))
    return [{ event: 'duplicateUnmarked', data: { of: kept.id, reason, standing } }]
  }
  return kept.id === state.id
    ? { reason: 'own-repeat', text: `Case ${state.id} cannot be a repeat of itself.` }
    : [{ event: 'duplicateMarked', data: { of: kept.id, reason } }]
}

/** The other half, in the record of the kept case. */
export function keeping(state: Case, command: Keeping): Fact[] | Refusal {
  const { reason, repeat } = command
  const known = state.duplicates?.find((one) => one.case === repeat.id)
  if (command.command === 'dropDuplicate')
    return known === undefined
      ? { reason: 'nothing-new', text: `Case ${repeat.id} is no repeat of case ${state.id}.` }
      : [
          {
            event: 'duplicateRemoved',
            data: { case: repeat.id, reason, alarms: known.alarms },
          },
        ]
  if (known !== undefined)
    return { reason: 'nothing-new', text: `Case ${repeat.id} is a repeat of it already.` }
  const { id, source, collectedAt, alarms, standing } = repeat
  const brought = alarms.filter((alarm) => !state.alarms.includes(alarm))
  return [
    {
      event: 'duplicateAdded',
      data: {
        ...{ case: id, source, collectedAt, reason, photos: command.photos, alarms: brought },
        standing: standing.filter((alarm) => !state.standing.includes(alarm)),
      },
    },
  ]
}

/** The repeat after it was marked, or taken up again. */
export function evolveRepeat(before: Case, event: OfRepeat): Case {
  if (event.event === 'duplicateMarked') {
    const { extension, suspension, supervision, claimed: _, ...rest } = before
    const { stage, deadlines } = before
    return {
      ...rest,
      ...{ stage: 'duplicate', deadlines: [], standing: [], endedAt: event.at },
      duplicate: {
        ...{ of: event.data.of, stage, deadlines },
        ...(extension !== undefined && { extension }),
        ...(suspension !== undefined && { suspension }),
        ...(supervision !== undefined && { supervision }),
      },
    }
  }
  const { duplicate: aside, ...rest } = before
  if (aside === undefined) return before
  const { of: _, ...taken } = aside
  return { ...rest, ...taken, endedAt: undefined, standing: event.data.standing }
}

/** The kept case after somebody told of it too, or did not after all. */
export function afterDuplicate(before: Case, event: OfKept): Partial<Case> {
  const { duplicates = [], alarms, standing } = before
  const { data } = event
  if (event.event === 'duplicateRemoved') {
    const stays = (alarm: AlarmId) => !data.alarms.includes(alarm)
    return {
      duplicates: duplicates.filter((one) => one.case !== data.case),
      alarms: alarms.filter(stays),
      standing: standing.filter(stays),
    }
  }
  const { source, collectedAt } = event.data
  return {
    duplicates: [...duplicates, { case: data.case, source, collectedAt, alarms: data.alarms }],
    alarms: [...alarms, ...data.alarms],
    standing: [...standing, ...event.data.standing],
  }
}

export const isOfRepeat = (event: CaseEvent): event is OfRepeat =>
  event.event === 'duplicateMarked' || event.event === 'duplicateUnmarked'

export const isOfKept = (event: CaseEvent): event is OfKept =>
  event.event === 'duplicateAdded' || event.event === 'duplicateRemoved'
