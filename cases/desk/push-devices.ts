/** Browsers that people allow to be told by Web Push: allowed, shown and ended by whoever they are of. */
import { ECDH } from 'node:crypto'

import type { Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import { hashToken } from '../../runtime/token.ts'
import type { CasesConfig } from '../config.ts'
import type { PersonalChoice } from '../life/personal-choice.ts'
import type { PushDevice } from '../life/push-device.ts'
import type { PersonalStore } from '../personal-ports.ts'
import type { PushStore } from '../push-ports.ts'
import { isPushService } from './personal-ways.ts'

export interface PushDevicesDeps {
  readonly store: Pick<PushStore, 'pushDevices' | 'putPushDevice' | 'endPushDevice'>
  readonly clock: Pick<Clock, 'now'>
  readonly config: Pick<CasesConfig, 'notices'>
  /** That browsers know our calls by. */
  readonly pushKey: () => Promise<string>
}

type Allowing = Pick<PushDevice, 'name' | 'language' | 'endpoint' | 'keys'>

/** Of one person. */
const most = 10

export async function shownPushDevices(
  { store, config, pushKey }: PushDevicesDeps,
  { name }: Pick<Actor, 'name'>,
) {
  const devices = await store.pushDevices(name)
  return {
    ...(config.notices.push.enabled && { publicKey: await pushKey() }),
    devices: devices.map(({ id, name: called, since }) => ({ id, name: called, since })),
  }
}

export async function allowPush(
  { store, clock, config }: PushDevicesDeps,
  { name: person }: Pick<Actor, 'name'>,
  allowing: Allowing,
): Promise<void> {
  const { endpoint, keys } = allowing
  const mistake = !config.notices.push.enabled
    ? 'push: there is no such channel here'
    : !isPushService(config, endpoint)
      ? `push: ${URL.canParse(endpoint) ? new URL(endpoint).host : 'this'} is no push service that may be called from here (cases.notices.push.services)`
      : isPoint(keys.p256dh)
        ? undefined
        : 'push: the key of the browser is no point of P-256'
  if (mistake !== undefined)
    throw new UrbanBrainError('request-invalid', 'this device cannot be told', {
      details: [mistake],
    })
  const id = hashToken(endpoint)
  await store.putPushDevice({ ...allowing, id, person, since: clock.now() }, most)
}

function isPoint(key: string): boolean {
  try {
    ECDH.convertKey(key, 'prime256v1', 'base64url')
    return true
  } catch {
    return false
  }
}

/** What the person chose, without push where no device allows it: another way is tried at once. */
export async function reachableChoice(
  store: Pick<PersonalStore, 'personalChoice'> & Pick<PushStore, 'pushDevices'>,
  person: string,
): Promise<PersonalChoice | undefined> {
  const choice = await store.personalChoice(person)
  if (choice?.ways.some(({ channel }) => channel === 'push') !== true) return choice
  if ((await store.pushDevices(person)).length > 0) return choice
  return { ...choice, ways: choice.ways.filter(({ channel }) => channel !== 'push') }
}
