import type { RunningSystem } from '../support/running-system.ts'

/** Opens so many live feeds and reads what comes, as open pages do, until it is disposed of. */
export async function openFeeds(
  system: Pick<RunningSystem, 'httpUrl' | 'token'>,
  count: number,
): Promise<AsyncDisposable> {
  const closing = new AbortController()
  const headers = { authorization: `Bearer ${system.token('operator')}` }
  const reading = await Promise.all(
    Array.from({ length: count }, async () => {
      const response = await fetch(`${system.httpUrl}/v1/feed`, { headers, signal: closing.signal })
      if (response.status !== 200) throw new Error(`the feed answered ${response.status}`)
      return drain(response)
    }),
  )
  return {
    async [Symbol.asyncDispose]() {
      closing.abort()
      await Promise.all(reading.map(({ done }) => done))
    },
  }
}

const drain = (response: Response): { readonly done: Promise<void> } => ({
  done: (async () => {
    try {
      for await (const _ of response.body ?? []);
    } catch {
      // Closed by us.
    }
  })(),
})
