/** Entry of a worker thread: starts its part, says so, stops when told. */
import { parentPort, workerData } from 'node:worker_threads'

import { UrbanBrainError, messageOf, type ErrorCode } from '../../core/errors.ts'

import { addressesOf, type Addresses } from '../addresses.ts'
import { systemError } from '../system-errors.ts'
import { yieldToOthers } from './thread-priority.ts'
import { startThread, type ThreadOptions } from './thread.ts'

export type WorkerMessage =
  | { readonly type: 'started'; readonly addresses: Addresses }
  | {
      readonly type: 'failed'
      readonly code: ErrorCode
      readonly message: string
      readonly details: readonly string[]
    }
  | { readonly type: 'stopped'; readonly failure?: string }

/** First that its part may begin, or shall not; then that it shall stop. */
export type WorkerOrder = 'open' | 'stop'

const tell = (message: WorkerMessage): void => parentPort?.postMessage(message)

const options = workerData as ThreadOptions
// Devices wait for the edge, nobody waits for the rest: what it leaves over is enough, and backlogs make batches larger.
if (!options.roles.includes('broker')) yieldToOthers(10)

const ordered = (): Promise<WorkerOrder> =>
  new Promise((resolve) => parentPort?.once('message', resolve))

async function mayBegin(): Promise<void> {
  if ((await ordered()) === 'stop')
    throw new UrbanBrainError('internal', 'another thread could not start')
}

async function work(): Promise<void> {
  try {
    const running = await startThread(options, mayBegin)
    const stop = async () => {
      const failure = await running.stop().then(() => undefined, messageOf)
      tell({ type: 'stopped', ...(failure !== undefined && { failure }) })
      parentPort?.close()
    }
    void ordered().then(stop)
    tell({ type: 'started', addresses: addressesOf(running.assembly) })
  } catch (error) {
    const known = error instanceof UrbanBrainError ? error : systemError(error)
    tell({
      type: 'failed',
      code: known?.code ?? 'internal',
      message:
        known?.message ??
        (error instanceof Error ? (error.stack ?? error.message) : messageOf(error)),
      details: known?.details ?? [],
    })
  }
}

void work()
