/** Asks the rows what cause an alarm may have, so that a restart, a replay and another process find the same. */
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Device } from '../../core/device.ts'
import type { CaseId } from '../../core/identity.ts'
import { plus } from '../../core/time.ts'
import { isFinal } from '../../core/case-terms.ts'
import type { CasesConfig } from '../config.ts'
import { openKey, type Place } from '../life/case.ts'
import {
  explains,
  faultOf,
  gatewayOf,
  isSilence,
  outageIn,
  powerOf,
  silences,
  stays,
  stormsOf,
  targets,
  together,
  type Wanting,
} from '../life/cause.ts'
import { placeOf, placeOfDevice, type Known, type Plan } from '../life/correlate.ts'
import { assign, type DispatchTable } from '../life/dispatch.ts'
import type { CaseStore } from '../ports.ts'
import { follow } from './repeats.ts'

export interface CauseDeps {
  readonly store: CaseStore
  readonly directory: Pick<DeviceDirectory, 'get'>
  readonly table: DispatchTable
  readonly config: Pick<CasesConfig, 'storm' | 'gatewayWait'>
}

/** Why what waited is looked at again. left: its gateway is back and the device is not; over: what it waited for has ended. */
export type Again = 'waited' | 'left' | 'over'

/** What the causes make of a transition. `counted`: the causes that it is counted with when it has a case. */
export type Course =
  | { readonly act: 'on'; readonly counted: readonly string[]; readonly at?: Place }
  | { readonly act: 'hold'; readonly cause: string }
  | {
      readonly act: 'fold'
      readonly cause: string
      readonly case: CaseId
      readonly counted: readonly string[]
    }

/** What the alarm itself says, whatever becomes of it. */
export function isCauseOf(transition: Wanting, device: Device | undefined): readonly string[] {
  const { subject } = transition
  const feed = outageIn(transition)
  return [
    ...(feed === undefined ? [] : [powerOf(feed)]),
    ...(transition.case.holdsBack === undefined ? [] : [faultOf(subject.device)]),
    ...(isSilence(transition) && device?.gateway === undefined ? [gatewayOf(subject.device)] : []),
  ]
}

export function causes({ store, directory, table, config }: CauseDeps) {
  const stormsFor = (transition: Wanting, device: Device | undefined): readonly string[] => {
    const { work, category, lead } = transition.case
    const { cell } = placeOf(transition, device)
    const { unit } = assign(table, { work, category, lead, cell, owner: device?.owner })
    return stormsOf(transition, unit, cell)
  }
  const firstOpen = async (ids: readonly CaseId[]): Promise<CaseId | undefined> => {
    for (const id of ids) {
      const found = await follow(store, id)
      if (found !== undefined && !isFinal(found.stage)) return found.id
    }
    return undefined
  }

  const byStorm = async (transition: Wanting, storms: readonly string[]): Promise<Course> => {
    const { window, cell, unit } = config.storm
    const since = plus(transition.at, -window)
    for (const [index, cause] of storms.entries()) {
      const enough = index === storms.length - 1 ? unit : cell
      const before = await store.caused(cause, since, enough)
      if (before.length < enough) continue
      const target = await firstOpen(targets(before))
      if (target !== undefined) return { act: 'fold', cause, case: target, counted: storms }
    }
    return { act: 'on', counted: storms }
  }

  const byGateway = async (
    transition: Wanting,
    { row }: Known,
    gateway: Device,
    storms: readonly string[],
    again: Again | undefined,
  ): Promise<Course | undefined> => {
    const { category, work } = transition.case
    const cause = gatewayOf(gateway.id)
    const key = openKey(placeOfDevice(gateway), category, work)
    const open = key === undefined ? undefined : await store.openCase(key)
    const silent = (await store.causing(cause)).filter((one) =>
      silences(one.transition, transition, gateway.period),
    )
    const target =
      open ?? (await firstOpen(silent.flatMap((one) => (one.case === undefined ? [] : [one.case]))))
    const fold = target && ({ act: 'fold', cause, case: target, counted: [] } as const)
    if (fold !== undefined && silent.length > 0) return fold
    if (again !== 'waited') return { act: 'hold', cause }
    const since = plus(row?.raisedAt ?? transition.at, -config.gatewayWait)
    const around = (await store.caused(cause, since, 10 * together)).filter((one) => one.standing)
    if (around.length < together) return undefined
    if (fold !== undefined) return fold
    const course = await byStorm(transition, storms)
    return course.act === 'on'
      ? { ...course, counted: [cause, ...storms], at: placeOfDevice(gateway) }
      : course
  }

  /** Until the feed is known to be dead, or so long has gone by. */
  const byPower = async (
    transition: Wanting,
    feed: string,
    period: number,
    again: Again | undefined,
  ): Promise<Course | undefined> => {
    const cause = powerOf(feed)
    const dead = (await store.causing(cause)).filter((one) =>
      silences(one.transition, transition, period),
    )
    const target = await firstOpen(
      dead.flatMap((one) => (one.case === undefined ? [] : [one.case])),
    )
    if (target !== undefined) return { act: 'fold', cause, case: target, counted: [] }
    return again === 'waited' ? undefined : { act: 'hold', cause }
  }

  return {
    async course(
      transition: AlarmTransition,
      known: Known,
      plan: Plan,
      again?: Again,
    ): Promise<Course | undefined> {
      if (transition.kind === 'cleared' || plan.act === 'register') return undefined
      if (plan.act === 'attach' && !plan.joined) return undefined
      const { row, device } = known
      const doubted = faultOf(transition.subject.device)
      for (const fault of await store.causing(doubted))
        if (explains(fault.transition, transition)) return { act: 'hold', cause: doubted }
      const storms = stormsFor(transition, device)
      if (again === undefined && row !== undefined && stays(row, transition, storms)) {
        const { cause, case: id } = row
        if (cause !== undefined && id !== undefined)
          if (transition.kind === 'eased' || (await firstOpen([id])) !== undefined)
            return { act: 'fold', cause, case: id, counted: [] }
      }
      if (plan.act === 'attach') return { act: 'on', counted: [] }
      const gateway =
        device?.gateway === undefined ? undefined : directory.get(device.gateway)?.device
      if (gateway !== undefined && again !== 'left' && isSilence(transition)) {
        const found = await byGateway(transition, known, gateway, storms, again)
        if (found !== undefined) return found
      }
      if (device?.power !== undefined && again !== 'left' && isSilence(transition)) {
        const found = await byPower(transition, device.power, device.period, again)
        if (found !== undefined) return found
      }
      return byStorm(transition, storms)
    },
  }
}
