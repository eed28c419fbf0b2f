/** Looks all the while whether somebody calls itself ready who takes nothing. */
import { setTimeout as delay } from 'node:timers/promises'

export interface GreenWatch extends AsyncDisposable {
  /** Moments at which it was so. */
  readonly lies: readonly string[]
}

const every = 500

/** `acknowledged` counts PUBACKs under a steady load; being ready without any for longer than `patience` is a lie. */
export function watchGreen(
  httpUrl: string,
  acknowledged: () => number,
  patience: number,
): GreenWatch {
  const over = new AbortController()
  const lies: string[] = []
  const look = async () => {
    let since = performance.now()
    let before = acknowledged()
    while (!over.signal.aborted) {
      const isReady = await fetch(`${httpUrl}/health/ready`, {
        signal: AbortSignal.timeout(2_000),
      }).then(
        ({ status }) => status === 200,
        () => false,
      )
      const now = performance.now()
      const count = acknowledged()
      if (!isReady || count !== before) since = now
      before = count
      if (now - since > patience) {
        lies.push(
          `${new Date().toISOString()}: ready for ${Math.round(now - since)} ms without a PUBACK`,
        )
        since = now
      }
      await delay(every, undefined, { signal: over.signal }).catch(() => {})
    }
  }
  const looking = look()
  return {
    lies,
    async [Symbol.asyncDispose]() {
      over.abort()
      await looking
    },
  }
}
