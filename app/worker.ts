/** Entry of a worker thread: starts its part, says so, stops when told. */
import { parentPort, workerData } from 'node:worker_threads'

import { UrbanBrainError, messageOf, type ErrorCode } from '../core/errors.ts'

import { startThread, type ThreadOptions } from './thread.ts'

/** Where the parts of a thread listen. */
export interface Addresses {
  readonly httpUrl: string | undefined
  readonly mqttPort: number | undefined
  readonly webSocketPort: number | undefined
}

export type WorkerMessage =
  | { readonly type: 'started'; readonly addresses: Addresses }
  | {
      readonly type: 'failed'
      readonly code: ErrorCode
      readonly message: string
      readonly details: readonly string[]
    }
  | { readonly type: 'stopped' }

const tell = (message: WorkerMessage): void => parentPort?.postMessage(message)

try {
  const running = await startThread(workerData as ThreadOptions)
  parentPort?.once('message', () => {
    void running.stop().then(() => {
      tell({ type: 'stopped' })
      parentPort?.close()
    })
  })
  const { http, broker } = running.assembly
  const ports = broker?.ports()
  tell({
    type: 'started',
    addresses: { httpUrl: http?.url(), mqttPort: ports?.mqtt, webSocketPort: ports?.webSocket },
  })
} catch (error) {
  const known = error instanceof UrbanBrainError ? error : undefined
  tell({
    type: 'failed',
    code: known?.code ?? 'internal',
    message:
      known?.message ??
      (error instanceof Error ? (error.stack ?? error.message) : messageOf(error)),
    details: known?.details ?? [],
  })
}
