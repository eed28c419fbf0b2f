/** The measure of what a program keeps: garbage does not count, what a thread of it holds does. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { nodeWithUs } from '../support/end-with-us.ts'
import { heapProbe, liveHeap } from '../support/live-heap.ts'

/** A million numbers in a list take 8 MB. */
const program = `
  const { Worker, isMainThread } = require('node:worker_threads')
  const list = (seed) => Array.from({ length: 1e6 }, (_, index) => index + seed / 7)
  globalThis.kept = Array.from({ length: 4 }, (_, index) => list(index + 1))
  globalThis.garbage = Array.from({ length: 12 }, (_, index) => list(index + 1))
  delete globalThis.garbage
  const idle = 'data:text/javascript,import{parentPort}from"node:worker_threads";setInterval(()=>{},1e3);parentPort.postMessage(1)'
  new Worker(new URL(idle), {
    workerData: { thread: 'desk' },
  }).on('message', () => process.stdout.write('ready'))
  process.stdin.on('data', () => {
    globalThis.kept.push(list(9), list(10))
    process.stdout.write('more')
  })
`

test('tells by thread what stays after a collection', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-heap-'))
  const { nodeArguments, environment } = heapProbe(folder)
  const child = spawn(...nodeWithUs([...nodeArguments, '-e', program]), {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  try {
    await once(child.stdout, 'data')
    const before = await liveHeap(folder)
    expect(Object.keys(before).sort()).toEqual(['desk', 'main'])
    expect(before['main']).toBeGreaterThan(30)
    expect(before['main']).toBeLessThan(60)
    expect(before['desk']).toBeLessThan(20)
    child.stdin.write('keep')
    await once(child.stdout, 'data')
    const after = await liveHeap(folder)
    const grown = (after['main'] ?? 0) - (before['main'] ?? 0)
    expect(grown).toBeGreaterThan(14)
    expect(grown).toBeLessThan(18)
  } finally {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
})
