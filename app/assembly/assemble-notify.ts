import { createMqttNotifier } from '../../cases/mqtt/notifier.ts'
import { createPlatformLink } from '../../cases/webhook/platform.ts'
import { createWebhookNotifier } from '../../cases/webhook/notifier.ts'
import type { Cases } from '../../cases/cases.ts'
import { createConnector } from '../../cases/platform/connector.ts'
import type { Mapping } from '../../cases/platform/decide/mapping.ts'
import { createNotify } from '../../cases/desk/notify.ts'
import type { Address, Addressee } from '../../cases/life/addressee.ts'
import type { DispatchTable } from '../../cases/life/dispatch.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { consumers } from '../../core/consumers.ts'
import type { Component } from '../../runtime/component.ts'
import type { AssemblyOptions, Shared } from './assembly-options.ts'

export interface NotifyParts {
  readonly store: CaseStore
  readonly cases: Cases
  readonly table: DispatchTable
  /** What the platform of the city calls our cases, where there is one. */
  readonly mapping: Mapping | undefined
}

/** Who tells of cases: crews by MQTT and webhook, and the platform of the city. */
export function assembleNotify(
  { config, backends, observer, notifier: mqttOptions }: AssemblyOptions,
  shared: Shared,
  { store, cases, table, mapping }: NotifyParts,
): readonly Component[] {
  const { notices, platform } = config.cases
  const mqtt = createMqttNotifier({ ...mqttOptions, observer })
  const addressees = new Map<Address, Addressee>([...table.units, ...table.desks])
  const notify = { ...shared, store, desk: cases.desk, addressees, config: notices }
  const components: Component[] = [
    mqtt,
    createNotify({ ...notify, notifier: mqtt, consumer: consumers.notifyMqtt }),
  ]
  const { secret, timeout, ...giveUp } = notices.webhook
  if (secret !== undefined) {
    const notifier = createWebhookNotifier({ clock: backends.clock, secret, timeout })
    const consumer = consumers.notifyWebhook
    components.push(createNotify({ ...notify, notifier, consumer, giveUp }))
  }
  if (platform !== undefined && mapping !== undefined) {
    const link = createPlatformLink({ clock: backends.clock, ...platform })
    const { commits } = cases
    components.push(createConnector({ ...shared, ...platform, store, commits, link, mapping }))
  }
  return components
}
