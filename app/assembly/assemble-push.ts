import type { Cases } from '../../cases/cases.ts'
import { createNotify } from '../../cases/desk/notify.ts'
import { isPushService } from '../../cases/desk/personal-ways.ts'
import { pushReach, type PushReachDeps } from '../../cases/desk/push-reach.ts'
import type { Calendar } from '../../cases/life/working-time.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { PushKeys } from '../../cases/webpush/keys.ts'
import { createPushNotifier } from '../../cases/webpush/notifier.ts'
import { consumers } from '../../core/consumers.ts'
import type { Component } from '../../runtime/component.ts'
import type { AssemblyOptions, Shared } from './assembly-options.ts'

export interface PushParts {
  readonly store: CaseStore
  readonly cases: Cases
  readonly calendar: Calendar
  readonly pushKeys: () => Promise<PushKeys>
}

interface Push extends PushParts {
  readonly person: PushReachDeps['person']
}

/** Web Push has to name somebody who answers for our calls, and takes no address of this machine. */
const nobody = 'mailto:operator@urban-brain.invalid'

/** Who tells people on the phones and desks that they allowed. */
export function assemblePush(
  { config, backends, observer }: AssemblyOptions,
  shared: Shared,
  { store, cases, calendar, pushKeys, person }: Push,
): Component {
  const { notices } = config.cases
  const { baseUrl, push, webhook } = notices
  const { clock } = backends
  const { timeout, attempts, pause, rest } = webhook
  const reach = pushReach({ store, clock, calendar, person })
  const notifier = createPushNotifier({
    ...{ clock, keys: pushKeys, timeout },
    contact: push.contact ?? (baseUrl.startsWith('https:') ? baseUrl : nobody),
    mayCall: (url) => isPushService(config.cases, url),
    ended: async ({ id, person }) => {
      if (await store.endPushDevice(id))
        observer.emit('push.ended', { reason: 'gone', device: id, person })
    },
  })
  return createNotify({
    ...{ ...shared, store, desk: cases.desk, config: notices, addressees: new Map(), reach },
    ...{ notifier, consumer: consumers.notifyPush, giveUp: { attempts, pause, rest } },
  })
}
