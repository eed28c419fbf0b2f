/** The components of the sample city, put in force by its first start: a register without them calls each cover of a case unknown. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { loadDispatchTable } from '../../cases/desk/city-files.ts'
import { Catalogue } from '../../cases/desk/catalogue.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { zoneOffset } from '../../core/time.ts'
import { loadGrid } from '../../devices/files/grid.ts'
import { readWrittenText } from '../../runtime/written-file.ts'
import { systemClock } from '../run/system-clock.ts'
import { loadCity } from './city-folder.ts'

const largest = 16 * 2 ** 20
const by = { name: 'sample-city', role: 'service' } as const

/** Whatever people have put in force meanwhile stays. */
export async function putSampleComponents(store: CaseStore, folder: string): Promise<void> {
  const file = join(folder, 'components.csv')
  if (!existsSync(file)) return
  const [{ zone }, table] = await Promise.all([loadCity(folder), loadDispatchTable(folder)])
  const calendar = { offset: zoneOffset(zone) }
  const catalogue = new Catalogue({ store, table, clock: systemClock, calendar })
  if ((await catalogue.heads('components')).length > 0) return
  const grid = await loadGrid(join(folder, 'grid.geojson'))
  const { rows, mistakes } = catalogue
    .spec('components')
    .read(await readWrittenText(file, largest), {
      ...{ units: table.units, today: catalogue.today, grids: new Set<string>() },
      cells: new Set(grid.cells.map(({ code }) => code)),
      cellAt: (longitude, latitude) => grid.cellAt(longitude, latitude)?.code,
    })
  if (mistakes.length > 0)
    throw new UrbanBrainError('import-invalid', `${file} has ${mistakes.length} mistakes`)
  // Another process of the city may have been faster: then its version holds.
  await catalogue.put('components', { content: { rows }, after: 0, reason: 'census of 2024' }, by)
}
