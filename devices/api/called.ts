import type { Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'
import type { Grid } from '../register/grid.ts'

export interface Names {
  readonly grid: Pick<Grid, 'cell'>
  /** By what the register has of them. */
  readonly units?: ReadonlyMap<string, { readonly name: Bilingual }>
}

/** What people call the place of a device and whose it is, of both of which the register has a code. */
export const calledBy =
  ({ grid, units }: Names) =>
  ({ cell, owner }: Pick<Device, 'cell' | 'owner'>): string => {
    const place = cell === undefined ? undefined : grid.cell(cell)
    const unit = owner === undefined ? undefined : units?.get(owner)?.name
    return [place?.district, place?.street, place?.community, place?.name, unit?.zh, unit?.en]
      .filter((name) => name !== undefined)
      .join('\n')
  }
