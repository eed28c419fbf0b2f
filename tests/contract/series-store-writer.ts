/** A process of its own for the crash test: writes batch after batch and says each one that was acknowledged. */
import { instant } from '../../core/time.ts'
import { openDuckDbSeries } from '../../series/duckdb/series.ts'
import { point } from './series-store-points.ts'

const [path = '', from = '0'] = process.argv.slice(2)
const store = await openDuckDbSeries({
  path,
  clock: { now: () => instant(0) },
  memoryLimit: '256MB',
  threads: 1,
})
for (let batch = Number(from); ; batch += 1) {
  const points = Array.from({ length: 50 }, (_, n) => point(`d-${n}`, 1e12 + batch, { laeq: n }))
  await store.write(points)
  process.stdout.write(`${batch}\n`)
}
