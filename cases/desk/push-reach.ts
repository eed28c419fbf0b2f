/** Whose browsers a notice goes to: of the person whom an order is told to, or of everybody at the desk who may see the case. */
import type { ActorRole } from '../../core/actor.ts'
import { isWithin, type Scope } from '../../core/scope.ts'
import { localTime, type Clock } from '../../core/time.ts'
import type { Addressee } from '../life/addressee.ts'
import { addressee, type Notice } from '../life/notice.ts'
import { waysFor } from '../life/personal-choice.ts'
import type { PushDevice } from '../life/push-device.ts'
import type { Calendar } from '../life/working-time.ts'
import type { PersonalStore } from '../personal-ports.ts'
import type { PushStore } from '../push-ports.ts'

/** Somebody whose account is in use. */
export type PushPerson = Scope & { readonly role: ActorRole }

export interface PushReachDeps {
  readonly store: Pick<PersonalStore, 'personalChoice'> & Pick<PushStore, 'pushDevices'>
  /** undefined: there is no such account, or it is disabled. */
  readonly person: (name: string) => Promise<PushPerson | undefined>
  readonly clock: Pick<Clock, 'now'>
  readonly calendar: Pick<Calendar, 'offset'>
}

export function pushReach(deps: PushReachDeps): (told: Notice) => Promise<Addressee | undefined> {
  const { store, person } = deps
  return async (told) => {
    const id = addressee(told)
    if (told.personal !== true && 'role' in told.to) {
      const push = await devicesOfDesk(deps, told, told.to.role)
      return push.length === 0 ? undefined : { id, push }
    }
    if (told.personal !== true || told.person === undefined) return undefined
    const isKnown = (await person(told.person)) !== undefined
    // Without any it fails at once, and the person is told by the next way.
    return { id, push: isKnown ? await store.pushDevices(told.person) : [] }
  }
}

/** Whether the case of the notice lies in somebody's part of the city. */
export const maySee = (scope: Scope, { where, unit, district }: Notice): boolean =>
  isWithin(scope, { cell: where.cell, unit, district })

async function devicesOfDesk(
  { store, person, clock, calendar }: PushReachDeps,
  told: Notice,
  role: ActorRole,
): Promise<readonly PushDevice[]> {
  const now = clock.now()
  const { hour, minute } = localTime(now, calendar.offset(now))
  const wants = async (name: string): Promise<boolean> => {
    const who = await person(name)
    if (who?.role !== role || !maySee(who, told)) return false
    const choice = await store.personalChoice(name)
    return (
      choice === undefined || waysFor(choice, told.severity, hour * 60 + minute).includes('push')
    )
  }
  const devices = await store.pushDevices()
  const wanting = new Set<string>()
  for (const name of new Set(devices.map((device) => device.person)))
    if (await wants(name)) wanting.add(name)
  return devices.filter((device) => wanting.has(device.person))
}
