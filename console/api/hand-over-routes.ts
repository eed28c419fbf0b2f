/** What the console asks of logs of shifts and hand-overs (值班日志、交接班), by their contract. Types only. */
import type * as logs from '../../cases/api/duty-log-contract.ts'
import type { Query } from './route-shapes.ts'

export interface HandOverRoutes {
  'GET /v1/duty-logs': { readonly answer: readonly logs.DutyLogHead[] }
  'GET /v1/duty-logs/{desk}': { readonly answer: logs.DutyLogView }
  'GET /v1/duty-logs/{desk}/sheet': { readonly answer: logs.HandOverSheetView }
  'POST /v1/duty-logs/{desk}/commands': {
    readonly body: logs.DutyLogAsked
    readonly answer: logs.DutyLogView
  }
  'GET /v1/hand-overs': {
    readonly query: Query<typeof logs.handOversQuerySchema>
    readonly answer: logs.HandOverList
  }
  'GET /v1/hand-overs/{desk}/{shift}': { readonly answer: logs.FrozenHandOver }
}
