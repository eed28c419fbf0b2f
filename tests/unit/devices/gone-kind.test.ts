/** A device stays registered when the city takes the file of its kind away. */
import { expect, test } from 'vitest'

import type { Kind } from '../../../core/kinds.ts'
import { kindOf } from '../../../core/kinds.ts'
import { neverFires } from '../../../rules/language/reach.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import { citySchema } from '../../../core/city.ts'
import { instant } from '../../../core/time.ts'
import { checkDevice, isMistaken } from '../../../devices/register/device-row.ts'
import { loadGrid } from '../../../devices/files/grid.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { device } from '../../contract/registry.suite.ts'

const gone = device('gm-1', { kind: 'gone' as Kind, site: 'home' })
test('it is kept, called by the id of its kind, and can be put out of service', async () => {
  await using registry = await openSqliteRegistry(':memory:')
  await registry.put([gone])
  expect(await registry.changes(0, 10)).toMatchObject([{ device: { id: 'gm-1', kind: 'gone' } }])
  expect(kindOf(gone.kind)).toMatchObject({ zh: 'gone', en: 'gone', quantities: [] })
  const grid = await loadGrid('deploy/sample-city/grid.geojson')
  const changed = checkDevice({ id: 'gm-1', active: false }, { crs: 'wgs84', grid }, gone)
  expect(isMistaken(changed) ? changed : changed.active).toBe(false)
})

test('no rule watches it', async () => {
  const rules = await loadCatalogue('rules/catalogue')
  const clock = cityClock(citySchema.parse({ name: { zh: '市', en: 'City' } }))
  expect(neverFires(rules, gone, instant(0), clock)).toEqual([])
})
