/** What is asked of readings. Types only. */
import type * as rain from '../../series/api/rain-contract.ts'
import type * as series from '../../series/api/contract.ts'
import type { Answer, Query } from './route-shapes.ts'

export interface SeriesRoutes {
  'GET /v1/readings': {
    readonly query: Query<typeof series.readingsQuerySchema> & { readonly bucket: string | number }
    readonly answer: Extract<
      Answer<typeof series.readingsSchema>,
      { readonly buckets: readonly unknown[] }
    >
  }
  'GET /v1/readings/latest': {
    readonly query: Query<typeof series.latestReadingsQuerySchema>
    readonly answer: Answer<typeof series.latestReadingsSchema>
  }

  'GET /v1/rain': { readonly answer: rain.Rain }
}
