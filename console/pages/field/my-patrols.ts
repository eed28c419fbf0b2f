/** Today's patrols from the server, or as the phone kept them where that is away. */
import { call } from '../../api/client.ts'
import type { Patrol } from '../../api/types.ts'
import { isAway, watched, within } from '../../offline/network.ts'
import type { Seen } from '../../offline/orders.ts'
import type { Person } from '../../offline/queue.ts'

const remembered = 'urban-brain.patrols'
const patience = 10_000

interface Kept {
  readonly by: string
  readonly at: number
  readonly value: readonly Patrol[]
}

export async function readMyPatrols(
  { name }: Person,
  leaving: AbortSignal,
): Promise<Seen<readonly Patrol[]>> {
  const at = Date.now()
  try {
    const value = await watched(call('GET /v1/patrols/mine', { signal: within(patience, leaving) }))
    localStorage.setItem(remembered, JSON.stringify({ by: name, at, value } satisfies Kept))
    return { value, at, kept: false }
  } catch (error) {
    if (leaving.aborted || !isAway(error)) throw error
    const text = localStorage.getItem(remembered)
    const kept = text === null ? undefined : (JSON.parse(text) as Kept)
    if (kept?.by !== name) throw error
    return { value: kept.value, at: kept.at, kept: true }
  }
}
