/** Names of devices that an answer gives by number, asked for together. A name is an addition: without it the number stands alone. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import { call } from '../api/client.ts'

export type DeviceNames = ReadonlyMap<string, string>

const names = signal<DeviceNames>(new Map())
/** Those whose name was asked for; what has none is not asked for again. */
const asked = new Set<string>()
const waiting = new Set<string>()
/** Milliseconds in which the rows of a page come together in one question. */
const gathering = 20
const mostAtOnce = 100

function want(ids: readonly string[]): void {
  const unknown = ids.filter((id) => !asked.has(id))
  if (unknown.length === 0) return
  if (waiting.size === 0) setTimeout(() => void askAll(), gathering)
  for (const id of unknown) {
    asked.add(id)
    waiting.add(id)
  }
}

async function askAll(): Promise<void> {
  const all = [...waiting]
  waiting.clear()
  for (let start = 0; start < all.length; start += mostAtOnce) {
    const ids = all.slice(start, start + mostAtOnce)
    try {
      const query = { ids: ids.join(','), limit: mostAtOnce }
      const { devices } = await call('GET /v1/devices', { query })
      const found = devices.flatMap(({ id, name }): [string, string][] =>
        name === undefined ? [] : [[id, name]],
      )
      names.value = new Map([...names.value, ...found])
    } catch {
      // The next page that shows them asks again.
      for (const id of ids) asked.delete(id)
    }
  }
}

export function useDeviceNames(ids: readonly string[]): DeviceNames {
  useEffect(() => want(ids), [ids.join(' ')])
  return names.value
}

/** `name (number)` */
export const withName = (id: string, known: DeviceNames): string => {
  const name = known.get(id)
  return name === undefined ? id : `${name} (${id})`
}
