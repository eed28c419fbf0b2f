import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import { deskRoles, type Actor } from '../../core/actor.ts'
import { deviceParams } from '../../core/api-fields.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { commandRoles } from '../../core/device-command-table.ts'
import { differingStates, type ConfigurationOrder } from '../../core/device-configuration.ts'
import type { Device } from '../../core/device.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { seesDevice, visibleDevice, visibleDevices } from '../../runtime/visible-device.ts'
import { configurable, orderedValues } from '../decide/configuration-order.ts'
import { noConfiguration } from '../decide/device-configuration.ts'
import {
  configurationsQuerySchema,
  configurationsSchema,
  configuredManySchema,
  configureManySchema,
  configureSchema,
  deviceConfigurationSchema,
  mostConfigured,
} from './configuration-contract.ts'
import { configurationView, deviceConfigurationView } from './configuration-views.ts'
import type { DevicesApiDependencies } from './dependencies.ts'

const tags = ['devices']

/** What devices should be set to, and how they are. */
export const configurationRoutes =
  (dependencies: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, directory, clock, registry, observer, commandsChanged } = dependencies
    const { configurations } = registry
    const set = async (orders: readonly ConfigurationOrder[]) => {
      const kept = await configurations.set(orders)
      const at = orders[0]?.at
      for (const { version, set: by } of kept)
        if (by?.at === at) observer.emit('device-configuration.set', { version })
      commandsChanged.announce()
      return kept
    }

    server.get(
      '/v1/devices/:id/configuration',
      {
        onRequest: access.allowLimited(...deskRoles),
        schema: {
          summary: 'What a device should be set to, and how it says that it is set',
          tags,
          params: deviceParams,
          response: { 200: deviceConfigurationSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        await directory.follow()
        const { device } = visibleDevice(directory, request.params.id, actor)
        const found = await configurations.find(device.id)
        const known = found ?? noConfiguration(device.id, clock.now())
        return deviceConfigurationView(known, device, actor.role)
      },
    )

    server.post(
      '/v1/devices/:id/configuration',
      {
        onRequest: access.allowLimited(...commandRoles),
        schema: {
          summary: 'Say what a device should be set to',
          description:
            'Answered when it is kept; it goes out until the device has it. The same twice is one change.',
          tags,
          params: deviceParams,
          body: configureSchema,
          response: { 200: deviceConfigurationSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        await directory.follow()
        const { device } = visibleDevice(directory, request.params.id, actor)
        const { reason, version: seen } = request.body
        const why = configurable(device)
        if (why !== undefined) throw refused('device-configuration-refused', [why])
        const values = valuesFor(request.body.values, device)
        const order = { device: device.id, values, by: actor.name, at: clock.now(), reason, seen }
        const [kept] = await set([order])
        const known = kept ?? noConfiguration(device.id, order.at)
        return deviceConfigurationView(known, device, actor.role)
      },
    )

    server.get(
      '/v1/configurations',
      {
        onRequest: access.allowLimited(...deskRoles),
        schema: {
          summary: 'Devices by what became of their configuration: those that differ, and others',
          tags,
          querystring: configurationsQuerySchema,
          response: { 200: configurationsSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        const { state, after, limit } = request.query
        await directory.follow()
        const states = state === 'differs' ? differingStates : [state]
        const found = await configurations.in(states, after, limit)
        const last = found.at(-1)
        return {
          configurations: found
            .filter(({ device }) => seesDevice(actor, directory.get(device)))
            .map(configurationView),
          ...(found.length === limit && last !== undefined && { next: last.device }),
        }
      },
    )

    server.post(
      '/v1/configurations',
      {
        onRequest: access.allowLimited(...commandRoles),
        schema: {
          summary: `Say what many devices should be set to, ${mostConfigured} at most`,
          description:
            'All or none of those that a configuration reaches. `check` says first how many it would be.',
          tags,
          body: configureManySchema,
          response: { 200: configuredManySchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        const { devices: named, kind, values, reason, check } = request.body
        await directory.follow()
        const { reached, left } = chosenFrom(directory, actor, { devices: named, kind })
        const [by, at] = [actor.name, clock.now()]
        const orders = reached.map((device) => {
          const wanted = valuesFor(values, device)
          return { device: device.id, values: wanted, by, at, reason }
        })
        if (!check) await set(orders)
        return { devices: orders.length, left }
      },
    )
  }

/** Those that a configuration reaches, and the others with the reason. */
function chosenFrom(
  directory: DevicesApiDependencies['directory'],
  actor: Actor,
  { devices: named, kind }: Pick<z.output<typeof configureManySchema>, 'devices' | 'kind'>,
) {
  const chosen =
    named === undefined
      ? visibleDevices(directory, actor).filter(({ device }) => device.kind === kind)
      : [...new Set(named)].map((id) => visibleDevice(directory, id, actor))
  const reached: Device[] = []
  const left: ({ readonly device: string } & Bilingual)[] = []
  for (const { device } of chosen) {
    const why = configurable(device)
    if (why === undefined) reached.push(device)
    else left.push({ device: device.id, ...why })
  }
  if (reached.length > mostConfigured)
    throw refused('device-configuration-refused', [tooMany(reached.length)])
  return { reached, left: left.slice(0, mostConfigured) }
}

function valuesFor(
  wanted: Parameters<typeof orderedValues>[0],
  device: Device,
): ConfigurationOrder['values'] {
  const ordered = orderedValues(wanted, device)
  if ('mistakes' in ordered) throw refused('device-configuration-invalid', ordered.mistakes)
  return ordered.values
}

const tooMany = (count: number): Bilingual => ({
  zh: `共 ${count} 台设备，一次最多 ${mostConfigured} 台`,
  en: `these are ${count} devices; at once there are ${mostConfigured} at most`,
})

function refused(
  code: 'device-configuration-invalid' | 'device-configuration-refused',
  told: readonly Bilingual[],
): UrbanBrainError {
  const [en, zh] = [told.map((one) => one.en), told.map((one) => one.zh)]
  return new UrbanBrainError(code, en.join('; '), {
    details: code === 'device-configuration-invalid' ? en : [],
    chinese: {
      message: zh.join('；'),
      details: code === 'device-configuration-invalid' ? zh : [],
    },
  })
}
