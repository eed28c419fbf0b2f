/** One device as people write it, in a file or a request, checked against its kind and the grid. Pure. */
import type { z } from 'zod'

import { deviceSchema, type Device } from '../core/device.ts'
import { kinds, type Kind } from '../core/kinds.ts'
import { fromGcj02 } from './gcj02.ts'
import type { Grid } from './grid.ts'

/** wgs84: as satellites say it, also CGCS2000. gcj02: as Chinese maps show it, shifted by some hundred metres. */
export const referenceSystems = ['wgs84', 'gcj02'] as const
type ReferenceSystem = (typeof referenceSystems)[number]

export interface Surroundings {
  readonly crs: ReferenceSystem
  readonly grid: Pick<Grid, 'cell' | 'cellAt'>
}

export type DeviceFields = Readonly<Partial<Record<keyof z.input<typeof deviceSchema>, unknown>>>

/** The device, or every mistake in words. The period of its kind, the cell of its position, active unless told. */
export function checkDevice(
  fields: DeviceFields,
  { crs, grid }: Surroundings,
): Device | readonly string[] {
  const parsed = deviceSchema.safeParse({
    ...fields,
    period: fields.period ?? periodOf(fields.kind),
    active: fields.active ?? true,
  })
  if (!parsed.success) {
    return parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
    )
  }
  const device = { ...parsed.data, ...(crs === 'gcj02' ? fromGcj02(parsed.data) : {}) }
  const mistakes: string[] = []
  const sites: readonly string[] = kinds[device.kind].sites
  if (!sites.includes(device.site)) {
    mistakes.push(`site: a ${device.kind} stands at ${sites.join(', ')}, not ${device.site}`)
  }
  if (device.gateway === device.id) mistakes.push('gateway: a device is not its own gateway')
  const cell =
    device.cell === undefined
      ? grid.cellAt(device.longitude, device.latitude)
      : grid.cell(device.cell)
  if (cell === undefined) {
    mistakes.push(
      device.cell === undefined
        ? `position: ${device.longitude.toFixed(6)}, ${device.latitude.toFixed(6)} (WGS-84) lies in no grid cell`
        : `cell: the grid has no cell ${device.cell}`,
    )
  }
  if (mistakes.length > 0 || cell === undefined) return mistakes
  return { ...device, cell: cell.code }
}

function periodOf(kind: unknown): number {
  const known = typeof kind === 'string' && Object.hasOwn(kinds, kind)
  return known ? kinds[kind as Kind].period : 60
}
