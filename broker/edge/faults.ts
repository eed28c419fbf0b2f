/** Tells what goes wrong with a connection, once. */
import type { EventEmitter } from 'node:events'

import type { Client } from 'aedes'

import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Edge } from './edge.ts'

export function tellFaults(edge: Edge, observer: Observer): void {
  const failed = new WeakSet<Client>()
  const clientFailed = (client: Client, error: Error): void => {
    const code: unknown = Reflect.get(error, 'errorCode')
    // The hook that refused has told it already.
    if (code === undefined && !failed.has(client)) {
      // One fault may fail every publish in hand; it is told once.
      failed.add(client)
      observer.emit('broker.client-error', { client: client.id ?? '', message: error.message })
    }
  }
  edge.on('clientError', clientFailed)
  edge.on('connectionError', clientFailed)
  const faults: EventEmitter = edge
  faults.on('error', (error: unknown) => {
    observer.emit('broker.client-error', { message: messageOf(error) })
  })
}
