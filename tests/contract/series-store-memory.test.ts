import { memorySeries } from '../support/memory-series.ts'
import { seriesStoreSuite } from './series-store.suite.ts'

seriesStoreSuite('in memory', () => Promise.resolve(memorySeries()))
