import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Device } from '../../core/device.ts'
import { openKey } from '../life/case.ts'
import { placeOf, type Known } from '../life/correlate.ts'
import type { CaseStore } from '../ports.ts'
import { follow } from './repeats.ts'

export interface LookDeps {
  readonly store: CaseStore
  readonly directory: Pick<DeviceDirectory, 'get' | 'follow'>
  /** Metres within which a case of the category is one of the same place. */
  readonly nearby: (category: string) => number
}

/** What the register knows of an alarm when a transition of it comes in. */
export async function look(
  { store, directory, nearby }: LookDeps,
  transition: AlarmTransition,
): Promise<Known> {
  const { subject } = transition
  if (directory.get(subject.device) === undefined) await directory.follow()
  const device = directory.get(subject.device)?.device
  const row = await store.alarm(transition.alarm)
  // What is folded into a case is none of its alarms.
  const linked = row?.outcome === 'folded' ? undefined : await follow(store, row?.case)
  const key =
    transition.kind === 'cleared'
      ? linked && openKey(linked.place, linked.category, linked.work)
      : openKey(placeOf(transition, device), transition.case.category, transition.case.work)
  const same = key === undefined ? undefined : await store.openCase(key)
  const id = same ?? (await openNear(store, nearby, transition, device))
  const open = id === undefined ? undefined : await store.get(id)
  return { row, linked, open, device }
}

async function openNear(
  store: CaseStore,
  nearby: LookDeps['nearby'],
  transition: AlarmTransition,
  device: Device | undefined,
) {
  if (transition.kind === 'cleared') return undefined
  const { category, work } = transition.case
  const metres = nearby(category)
  return metres === 0
    ? undefined
    : store.openNear(placeOf(transition, device), category, work, metres)
}
