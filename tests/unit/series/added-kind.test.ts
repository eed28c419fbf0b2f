/** A kind that the city adds to a time series that is there already. */
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { kindSchema } from '../../../core/kinds.ts'
import type { Point } from '../../../core/series.ts'
import { instant } from '../../../core/time.ts'
import { learnKinds } from '../../../core/vocabulary.ts'
import { openDuckDbSeries } from '../../../series/duckdb/series.ts'
import { encodePoints } from '../../../series/influxdb/lines.ts'
import { measurementsOf } from '../../../series/influxdb/schema.ts'
import { point } from '../../contract/series-store-points.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const everything = { from: instant(0), to: instant(2e12), limit: 10 }

test('is stored beside what was stored before', { timeout: 120_000 }, async () => {
  const options = {
    path: join(await temporaryFolder(), 'series.duckdb'),
    clock: { now: () => instant(0) },
    memoryLimit: '256MB',
    threads: 1,
  }
  {
    await using store = await openDuckDbSeries(options)
    await store.write([point('wl-1', 1e12, { depth: 3 })])
  }
  const flow = { unit: 'm3/h', range: [0, 160], zh: '流量', en: 'Flow' } as const
  expect(
    learnKinds([
      {
        ...{ id: 'gas', zh: '燃气表', en: 'Gas meter', period: 60 },
        ...{ sites: { road: null }, quantities: { gasFlow: flow, ch4: null } },
      },
    ]),
  ).toEqual([])
  const kind = kindSchema.parse('gas')
  const values: Readonly<Record<string, number>> = { gasFlow: 1.5, ch4: 2 }
  const said: Point = { ...point('gm-1', 1e12 + 1, values), kind }

  await using store = await openDuckDbSeries(options)
  await store.write([said])
  expect(await store.readings(everything)).toMatchObject([
    { device: 'gm-1', kind: 'gas', values },
    { device: 'wl-1', values: { depth: 3 } },
  ])
  expect(await store.readings({ ...everything, kind })).toHaveLength(1)
  const hour = { from: instant(0), to: instant(2e12), slot: 3_600_000 }
  expect(await store.tallies(hour)).toMatchObject([
    { device: 'gm-1', values: 2, normal: 2 },
    { device: 'wl-1', values: 1, normal: 1 },
  ])

  const { lines, dead } = encodePoints([{ point: said, slot: 0 }], undefined)
  expect(dead).toEqual([])
  expect(lines.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^gas,.*device=gm-1.* .*gasFlow=1\.5/),
  ])
  expect(measurementsOf({})).toContain('gas')
})
