/** What is true for the whole city; read once after signing in. */
import { signal } from '@preact/signals'

import type { City } from '../api/types.ts'
import { call } from '../api/client.ts'

/** Until the city has said its own. */
export const usualZone = 'Asia/Shanghai'

const remembered = 'urban-brain.city.3'

export const city = signal<City | undefined>(undefined)
/** Whether it was asked for, whatever came of that: what is made by its word waits till then, and is made once. */
export const cityAsked = signal(false)

export async function loadCity(): Promise<void> {
  try {
    city.value = await call('GET /v1/city', { signal: AbortSignal.timeout(6_000) })
    localStorage.setItem(remembered, JSON.stringify(city.value))
  } catch {
    const kept = localStorage.getItem(remembered)
    if (kept !== null) city.value ??= JSON.parse(kept) as City
  } finally {
    cityAsked.value = true
  }
}
