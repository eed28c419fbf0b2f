/** What the console asks while a binding is written, and of the letters that it is written against. Types only. */
import type * as bindings from '../../ingest/api/binding-contract.ts'
import type * as ingest from '../../ingest/api/contract.ts'
import type { Body, Query } from './route-shapes.ts'

export interface LetterRoutes {
  'GET /v1/dead-letters': {
    readonly query: Query<typeof ingest.deadLettersQuerySchema>
    readonly answer: ingest.DeadLettersPage
  }
  'GET /v1/dead-letters/{offset}': {
    readonly query: Query<typeof ingest.deadLetterQuerySchema>
    readonly answer: ingest.DeadLetter
  }
  'POST /v1/dead-letters/redrive': {
    readonly body: ingest.Redrive
    readonly answer: ingest.Redriven
  }
  'POST /v1/bindings/try': {
    readonly body: bindings.TryBinding
    readonly answer: bindings.TriedBinding
  }
  'POST /v1/bindings/try-letters': {
    readonly body: Body<typeof bindings.tryLettersSchema>
    readonly answer: bindings.TriedLettersView
  }
}
