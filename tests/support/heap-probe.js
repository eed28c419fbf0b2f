// Loaded by `node --expose-gc --import` into every thread of a program that is measured (`live-heap.ts`): whoever connects to
// the thread's socket is told what its heap holds after a collection.
import { createServer } from 'node:net'
import { join } from 'node:path'
import { threadId, workerData } from 'node:worker_threads'

const folder = process.env['HEAP_PROBE']
if (folder !== undefined) {
  const name = workerData?.thread ?? (threadId === 0 ? 'main' : `thread-${threadId}`)
  const server = createServer((socket) => {
    socket.on('error', () => {})
    globalThis.gc()
    // What a finalizer lets go of is collected by the second.
    setImmediate(() => {
      globalThis.gc()
      const { heapUsed, external } = process.memoryUsage()
      socket.end(JSON.stringify(heapUsed + external))
    })
  })
  server.listen(join(folder, `${name}.heap`)).unref()
}
