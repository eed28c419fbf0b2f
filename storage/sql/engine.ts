import type { Kysely, Transaction } from 'kysely'

/** What queries that hold on every engine ask of one. Both ways reject with an error of ours, never with the engine's. */
export interface SqlEngine<Schema> {
  readonly read: <T>(work: (database: Kysely<Schema>) => Promise<T>) => Promise<T>
  /**
   * One transaction, in which each statement sees what was committed before it. `work` may run more than once; only the
   * effects of the last run are kept.
   */
  readonly write: <T>(work: (transaction: Transaction<Schema>) => Promise<T>) => Promise<T>
}
