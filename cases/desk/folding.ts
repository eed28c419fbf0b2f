/** What an incident writes into the record of a case: how many alarms are folded into it, and that a sensor is in doubt. */
import type { AlarmTransition } from '../../core/alarm.ts'
import { isFinal } from '../../core/case-terms.ts'
import type { Observer } from '../../core/observer.ts'
import type { Wanting } from '../life/cause.ts'
import { explainsCase, grows, isTold } from '../life/cause.ts'
import type { CaseEvent } from '../life/facts.ts'
import { urbanBrain } from '../life/passed.ts'
import type { AlarmChange, CaseStore } from '../ports.ts'
import type { Course } from './causes.ts'
import type { CaseDesk } from './desk.ts'
import { follow } from './repeats.ts'

export interface FoldingDeps {
  readonly store: CaseStore
  readonly desk: CaseDesk
  readonly observer: Observer
}

/** Standing alarms of one device that are looked through. */
const mostDoubted = 100

/** undefined: the case has changed meanwhile. Most folded alarms are a row and no event of their case. */
export async function fold(
  { store, desk, observer }: FoldingDeps,
  transition: Wanting,
  { cause, case: id }: Course & { readonly act: 'fold' },
  change: AlarmChange,
): Promise<readonly CaseEvent[] | undefined> {
  const target = await store.get(id)
  const count = (await store.folded(id)) + (change.causes?.kept?.further === true ? 1 : 0)
  const { severity, alarm, kind } = transition
  const template = kind === 'eased' ? undefined : transition.case
  const automatic = template?.filing === 'automatic'
  if (
    target === undefined ||
    isFinal(target.stage) ||
    !(isTold(count, target) || grows(target, { severity, automatic }))
  ) {
    await store.putAlarm(change)
    return []
  }
  const last = { cause, alarm, severity, ...(template && { template }) }
  const command = { command: 'fold', count, last } as const
  const answer = await desk.execute(id, command, urbanBrain, { alarm: change })
  if (answer.refusal !== undefined) return undefined
  const { events } = answer
  if (events.some(({ event }) => event === 'folded'))
    observer.emit('incident.folded', { case: id, cause, count })
  return events
}

/** Open cases that have alarms of the device say that its sensor is in doubt. A person decides what becomes of them. */
export async function doubt(
  { store, desk }: Pick<FoldingDeps, 'store' | 'desk'>,
  transition: AlarmTransition,
): Promise<void> {
  if (transition.kind === 'cleared' || transition.case.holdsBack === undefined) return
  const { alarm, title, subject } = transition
  const { items } = await store.alarms({ device: subject.device, standing: true }, mostDoubted)
  for (const named of new Set(items.flatMap((row) => row.case ?? []))) {
    const state = await follow(store, named)
    if (state === undefined || isFinal(state.stage) || !explainsCase(transition, state)) continue
    if (state.doubts?.includes(alarm) === true) continue
    await desk.execute(state.id, { command: 'doubt', alarm, title }, urbanBrain)
  }
}
