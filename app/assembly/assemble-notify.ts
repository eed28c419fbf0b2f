import { createMqttNotifier } from '../../cases/mqtt/notifier.ts'
import { createPlatformLink } from '../../cases/webhook/platform.ts'
import { createWebhookNotifier } from '../../cases/webhook/notifier.ts'
import { patrolMessage } from '../../cases/webhook/patrol-message.ts'
import { callRobot, createRobotNotifier } from '../../cases/webhook/robot.ts'
import { createSealReceiver } from '../../cases/webhook/seal-receiver.ts'
import type { CasesConfig } from '../../cases/config.ts'
import { createConnector } from '../../cases/platform/connector.ts'
import type { Mapping } from '../../cases/platform/decide/mapping.ts'
import { patrolNotices } from '../../cases/desk/patrol-notices.ts'
import { createNotify } from '../../cases/desk/notify.ts'
import { sealPost } from '../../cases/desk/seal-post.ts'
import { deskOf, type Address, type Addressee } from '../../cases/life/addressee.ts'
import type { TableInForce } from '../../cases/desk/table-in-force.ts'
import { consumers } from '../../core/consumers.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { unitIdSchema } from '../../core/identity.ts'
import { timeOf, type Instant } from '../../core/time.ts'
import { createCommandSender } from '../../devices/command-sender.ts'
import { createConfigurationSender } from '../../devices/configuration-sender.ts'
import type { Commits } from '../../runtime/commits.ts'
import { MapView } from '../../runtime/map-view.ts'
import type { Component } from '../../runtime/component.ts'
import type { AssemblyOptions, Shared } from './assembly-options.ts'
import { assemblePush, type PushParts } from './assemble-push.ts'

export interface NotifyParts extends PushParts {
  readonly table: TableInForce
  /** What the platform of the city calls our cases, where there is one. */
  readonly mapping: Mapping | undefined
  readonly commandsChanged: Commits
}

/** Who tells devices what to do, and of cases: crews by MQTT, webhook and robot, desks by robot, people by push, the platform of the city, and whoever keeps seals outside. */
export async function assembleNotify(
  options: AssemblyOptions,
  shared: Shared,
  parts: NotifyParts,
): Promise<readonly Component[]> {
  const { config, backends, observer, notifier: mqttOptions } = options
  const { store, cases, table, calendar, mapping, commandsChanged } = parts
  const { notices, platform, seals } = config.cases
  const mqtt = createMqttNotifier({ ...mqttOptions, observer })
  // A unit that the table has no more is told of the orders that it still has.
  const addressees: ReadonlyMap<Address, Addressee> = new MapView<Address, Addressee>(
    () => new Map<Address, Addressee>([...table.known, ...table.desks]),
  )
  const accounts = await backends.accounts()
  const person = async (name: string) => {
    const account = await accounts.named(name)
    return account?.disabled === false ? account : undefined
  }
  const notify = { ...shared, store, desk: cases.desk, addressees, config: notices, person }
  const components: Component[] = [
    mqtt,
    createNotify({ ...notify, notifier: mqtt, consumer: consumers.notifyMqtt }),
    createCommandSender({
      ...shared,
      commands: backends.registry.commands,
      changed: commandsChanged,
      send: (to, message, signal) => mqtt.publish(`ub/v1/${to}/command`, message, signal),
      underLease: (task, work, signal) => store.underLease(task, work, signal),
    }),
    createConfigurationSender({
      ...shared,
      configurations: backends.registry.configurations,
      changed: commandsChanged,
      send: (to, message, signal) => mqtt.publish(`ub/v1/${to}/configuration`, message, signal),
      underLease: (task, work, signal) => store.underLease(task, work, signal),
    }),
  ]
  const { secret, timeout, ...giveUp } = notices.webhook
  if (secret !== undefined) {
    const notifier = createWebhookNotifier({ clock: backends.clock, secret, timeout })
    const consumer = consumers.notifyWebhook
    components.push(createNotify({ ...notify, notifier, consumer, giveUp }))
  }
  if (notices.robots.length > 0) {
    const robots = robotsOf(notices.robots, table)
    const told = [...robots.keys()].map((id) => [id, addressees.get(id) ?? { id }] as const)
    const date = (at: Instant) => timeOf(at, (instant) => calendar.offset(instant))
    const notifier = createRobotNotifier({ clock: backends.clock, robots, date, timeout })
    const more = { notifier, consumer: consumers.notifyRobot, giveUp }
    components.push(createNotify({ ...notify, ...more, addressees: new Map(told) }))
    const supervisors = robots.get('@supervisor')
    if (supervisors !== undefined)
      components.push(
        patrolNotices({
          ...notify,
          tell: (tasks, signal) => {
            const message = patrolMessage(tasks, supervisors.language, date, notices.baseUrl)
            return callRobot(supervisors, message, backends.clock, timeout, signal)
          },
        }),
      )
  }
  if (notices.push.enabled) components.push(assemblePush(options, shared, { ...parts, person }))
  if (seals.post !== undefined) {
    const receiver = createSealReceiver({ clock: backends.clock, ...seals.post })
    components.push(sealPost({ ...shared, receiver, config: seals.post }))
  }
  if (platform !== undefined && mapping !== undefined) {
    const link = createPlatformLink({ clock: backends.clock, ...platform })
    const { commits } = cases
    components.push(createConnector({ ...shared, ...platform, store, commits, link, mapping }))
  }
  return components
}

/** By whom they tell; one of a unit that is not there is a mistake of the configuration. */
function robotsOf(
  robots: CasesConfig['notices']['robots'],
  { known }: Pick<TableInForce, 'known'>,
) {
  const unknown = robots.find(
    ({ to }) => deskOf(to) === undefined && !known.has(unitIdSchema.parse(to)),
  )
  if (unknown === undefined) return new Map(robots.map(({ to, ...robot }) => [to, robot]))
  const message = `cases.notices.robots: there is no unit ${unknown.to}`
  throw new UrbanBrainError('config-invalid', message)
}
