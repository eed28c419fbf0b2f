/** Counts at the last place of ours before an engine or the kernel: the methods of the libraries, for as long as a trace runs. */
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'

import { DuckDBAppender } from '@duckdb/node-api'
import Database from 'libsql'
import { open } from 'lmdb'

import type { Tally } from './tally.ts'

/** Replaces a method by one that does what it did and counts; returns what puts it back. */
function counting<Of extends object>(
  of: Of,
  method: keyof Of & string,
  count: (self: Of, given: readonly unknown[], answer: unknown) => void,
): () => void {
  const original: unknown = Reflect.get(of, method)
  if (typeof original !== 'function') throw new TypeError(`there is no ${method} to count`)
  Reflect.set(of, method, function counted(this: Of, ...given: unknown[]): unknown {
    const answer: unknown = Reflect.apply(original, this, given)
    count(this, given, answer)
    return answer
  })
  return () => Reflect.set(of, method, original)
}

/** Statements and transactions of SQLite, cells of DuckDB. Begun before anything is opened, since statements are kept. */
export function countEngines(tally: Tally): Disposable {
  const added = (name: string) => () => tally.add(name)
  const commits = new Set<unknown>()
  const restore = [
    counting(Database.prototype, 'prepare', (_, [sql], statement) => {
      tally.add('sqlite.prepared')
      if (sql === 'commit') commits.add(statement)
    }),
    counting(statementPrototype(), 'run', (statement) => {
      if (commits.has(statement)) tally.add('sqlite.transactions')
    }),
    counting(DuckDBAppender.prototype, 'endRow', added('duckdb.rows')),
    counting(DuckDBAppender.prototype, 'appendNull', added('duckdb.nulls')),
  ]
  return {
    [Symbol.dispose]: () => {
      for (const back of restore) back()
    },
  }
}

/** The library does not export its class. */
function statementPrototype(): { readonly run: unknown } {
  const database = new Database(':memory:')
  const prototype: unknown = Object.getPrototypeOf(database.prepare('select 1'))
  database.close()
  return prototype as { readonly run: unknown }
}

/** What a broker on this port writes to its sockets. */
export function countSockets(tally: Tally, port: number): Disposable {
  const count = (socket: Socket) => {
    if (socket.localPort === port) tally.add('edge.writes')
  }
  const restore = [
    counting(Socket.prototype, '_write', count),
    counting(Socket.prototype, '_writev', count),
  ]
  return {
    [Symbol.dispose]: () => {
      for (const back of restore) back()
    },
  }
}

/** Transactions that an environment of LMDB has committed since it was made: each is one sync of its file. */
export async function transactionsOf(folder: string): Promise<number> {
  const root = open({ path: folder, readOnly: true })
  const { lastTxnId } = root.getStats() as { readonly lastTxnId: number }
  await root.close()
  return lastTxnId
}

/** Bytes that this process has handed to the kernel so far, for files and sockets. Linux. */
export const bytesWritten = (): number =>
  Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
