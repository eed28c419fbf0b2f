/** What the console asks of patrols (巡查), by their contract. Types only. */
import type * as looks from '../../cases/api/look-contract.ts'
import type * as patrols from '../../cases/api/patrol-contract.ts'
import type { Answer, Body, Query } from './route-shapes.ts'

export interface PatrolRoutes {
  'GET /v1/patrols': {
    readonly query: Query<typeof patrols.patrolsQuerySchema>
    readonly answer: Answer<typeof patrols.patrolsPageSchema>
  }
  'GET /v1/patrols/mine': { readonly answer: Answer<typeof patrols.myPatrolsSchema> }
  'GET /v1/patrols/{id}': { readonly answer: Answer<typeof patrols.patrolWithCasesSchema> }
  'POST /v1/patrols/{id}/commands': {
    readonly body: patrols.PatrolCommandBody
    readonly answer: patrols.Patrol
  }
  'POST /v1/patrols/{id}/track/reveal': {
    readonly body: Body<typeof looks.revealSchema>
    readonly answer: Answer<typeof patrols.trackSchema>
  }
  'GET /v1/patrol-figures': {
    readonly query: Query<typeof patrols.patrolFiguresQuerySchema>
    readonly answer: Answer<typeof patrols.patrolFiguresSchema>
  }
}
