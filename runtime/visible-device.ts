/** Who may see which device; one outside of somebody's scope does not exist for them. */
import type { Actor } from '../core/actor.ts'
import { UrbanBrainError } from '../core/errors.ts'
import { isWithin, scopeOf } from '../core/scope.ts'
import type { DeviceDirectory } from './device-directory.ts'

type Row = NonNullable<ReturnType<DeviceDirectory['get']>>

export const seesDevice = (actor: Actor, row: Row | undefined): row is Row =>
  row !== undefined && isWithin(scopeOf(actor), { cell: row.device.cell, unit: row.device.owner })

export const visibleDevices = (
  directory: Pick<DeviceDirectory, 'values'>,
  actor: Actor,
): readonly Row[] => [...directory.values()].filter((row) => seesDevice(actor, row))

export function visibleDevice(
  directory: Pick<DeviceDirectory, 'get'>,
  id: string,
  actor: Actor,
): Row {
  const row = directory.get(id)
  if (!seesDevice(actor, row))
    throw new UrbanBrainError('device-unknown', `${id} is not registered`)
  return row
}
