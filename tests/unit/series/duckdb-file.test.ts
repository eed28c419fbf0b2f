import { copyFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { instant } from '../../../core/time.ts'
import { lookAtSeries } from '../../../series/duckdb/file.ts'
import { openDuckDbSeries } from '../../../series/duckdb/series.ts'
import { point } from '../../contract/series-store-points.ts'
import { realClock } from '../../support/clocks.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const engine = { memoryLimit: '256MB', threads: 1 }
const block = 262_144

test(
  'a time series with a damaged block is named by the look, or opens for work',
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryFolder()
    const whole = join(folder, 'whole.duckdb')
    {
      await using series = await openDuckDbSeries({ ...engine, path: whole, clock: realClock })
      const devices = Array.from({ length: 500 }, (_, n) => `wl-${(n * 7_919) % 100_003}`)
      for (let batch = 0; batch < 20; batch += 1)
        await series.write(
          devices.map((device, n) =>
            point(device, instant(1.7e12 + batch * 60_000 + ((n * 7_919) % 50_021)), {
              laeq: n % 90,
            }),
          ),
        )
    }
    const { size } = await stat(whole)
    const damaged = join(folder, 'damaged.duckdb')
    const open = async () => {
      await using series = await openDuckDbSeries({ ...engine, path: damaged, clock: realClock })
      return series.readings({ from: instant(0), to: instant(1), limit: 1 })
    }
    let named = 0
    // Past the three heads, one bit of each block.
    for (let at = 3 * 4_096 + 100; at < size; at += block) {
      await copyFile(whole, damaged)
      const bytes = await readFile(damaged)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      await writeFile(damaged, bytes)
      const said = await lookAtSeries({ ...engine, path: damaged }, {}).catch(
        (error: unknown) => error,
      )
      if (said instanceof Error) {
        named += 1
        expect(said).toMatchObject({ code: 'store-damaged' })
      } else await expect(open(), `a bit at ${at}`).resolves.toEqual([])
    }
    expect(named).toBeGreaterThan(0)
  },
)
