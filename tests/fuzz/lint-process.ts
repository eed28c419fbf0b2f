/** Lints one folder after the other in a process of its own, which a document may bring to a standstill or to its end. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import type { LintAnswer } from './lint-child.ts'
import { nodeWithUs } from '../support/end-with-us.ts'

const child = fileURLToPath(new URL('lint-child.ts', import.meta.url))

export interface LintProcess extends AsyncDisposable {
  /** What is wrong, if anything; mistakes in the documents are not. After a fault it can be asked no more. */
  lint(folder: string): Promise<{ readonly outcome: string; readonly faults: readonly string[] }>
}

/** `within` milliseconds for each folder. */
export function startLintProcess(within: number): LintProcess {
  const running = spawn(...nodeWithUs(['--import', 'tsx', child]), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let error = ''
  running.stderr?.on('data', (chunk: Buffer) => (error = (error + chunk.toString()).slice(-2_000)))
  const gone = once(running, 'close').then(([code, signal]) => String(code ?? signal))
  const end = async () => {
    running.kill('SIGKILL')
    await gone
  }
  const starting = once(running, 'message')
  return {
    async lint(folder) {
      await Promise.race([starting, gone])
      const late = new AbortController()
      const answer = once(running, 'message', { signal: late.signal }).then(
        ([said]) => said as LintAnswer,
      )
      answer.catch(() => {})
      if (running.connected) running.send(folder, () => {})
      const found = await Promise.race([
        answer,
        gone,
        delay(within, undefined, { signal: late.signal }),
      ])
      late.abort()
      if (typeof found === 'object')
        return {
          outcome: found.outcome,
          faults: found.error === undefined ? [] : [`lint throws ${found.error}`],
        }
      if (found === undefined) {
        await end()
        return { outcome: 'no end', faults: [`lint does not end within ${within} ms`] }
      }
      return { outcome: 'ended', faults: [`lint ends with ${found}: ${error}`] }
    },
    [Symbol.asyncDispose]: end,
  }
}
