import type { z } from 'zod'

import type { ActorRole } from '../../core/actor.ts'
import type { DeviceConfiguration } from '../../core/device-configuration.ts'
import { commandRoles } from '../../core/device-command-table.ts'
import { settingsOf } from '../../core/device-settings.ts'
import type { Device } from '../../core/device.ts'
import { configurable } from '../decide/configuration-order.ts'
import { differences, stateOfConfiguration } from '../decide/device-configuration.ts'
import type { configurationSchema, deviceConfigurationSchema } from './configuration-contract.ts'

export function configurationView(
  configuration: DeviceConfiguration,
): z.output<typeof configurationSchema> {
  const { device, version, since, set, sent, due, reported } = configuration
  const isOut = sent?.version === version
  const known = version > 0 || reported !== undefined
  return {
    ...{ device, version, state: stateOfConfiguration(configuration) },
    ...(known && { since }),
    ...set,
    ...(isOut && { sent: sent.at, times: sent.times }),
    ...(due !== undefined && { due }),
    ...(reported !== undefined && { reported: reported.at }),
    ...(reported?.version !== undefined && { reportedVersion: reported.version }),
    ...(reported?.refused !== undefined && { refused: reported.refused }),
    differs: [...differences(configuration)],
  }
}

export function deviceConfigurationView(
  configuration: DeviceConfiguration,
  device: Device,
  role: ActorRole,
): z.output<typeof deviceConfigurationSchema> {
  const unreachable = configurable(device)
  const { desired, reported } = configuration
  const may = (commandRoles as readonly ActorRole[]).includes(role)
  return {
    ...configurationView(configuration),
    mayChange: may && unreachable === undefined,
    ...(unreachable !== undefined && { unreachable }),
    settings: [...settingsOf(device.kind)].map(([name, spec]) => ({
      ...{ name, ...spec },
      ...shown('desired', spec.unit, desired[name]),
      ...shown('reported', spec.unit, reported?.values[name]),
    })),
    period: device.period,
  }
}

const shown = (side: 'desired' | 'reported', unit: string, value: number | undefined) =>
  value === undefined ? {} : { [side]: unit === 'bool' ? value === 1 : value }
