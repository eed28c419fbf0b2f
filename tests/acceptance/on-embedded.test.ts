/** Every timeline again on the engines of one machine: LMDB, SQLite and DuckDB. */
import { vi } from 'vitest'

import { embeddedEngines } from '../support/engines.ts'
import { playOn } from '../support/timeline.ts'

vi.setConfig({ testTimeout: 240_000 })
playOn(embeddedEngines)

await import('./every-fact-once.test.ts')

await import('./false-closing.test.ts')
await import('./life-of-a-case.test.ts')
await import('./manhole-covers.test.ts')
await import('./missing-data.test.ts')
await import('./noise.test.ts')
await import('./quiet-day.test.ts')
await import('./same-facts.test.ts')
await import('./standing-water.test.ts')
