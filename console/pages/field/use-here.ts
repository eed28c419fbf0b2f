/** Where this phone is, asked for when a page opens. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import type { Position } from '../../offline/position.ts'
import { locate, type LocateTrouble } from '../crew/locate.ts'

/** As last found; stays while the person goes from one page to another. */
const here = signal<Position | undefined>(undefined)
export const hereTrouble = signal<LocateTrouble | undefined>(undefined)

let asked: Promise<Position | undefined> | undefined

/** One question at a time; undefined when the position is not known. */
export function findHere(): Promise<Position | undefined> {
  asked ??= locate()
    .then((found) => {
      const known = typeof found !== 'string'
      hereTrouble.value = known ? undefined : found
      here.value = known ? found : undefined
      return here.value
    })
    .finally(() => {
      asked = undefined
    })
  return asked
}

export function useHere(): Position | undefined {
  useEffect(() => {
    void findHere()
  }, [])
  return here.value
}
