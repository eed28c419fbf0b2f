import { useEffect } from 'preact/hooks'

import type { Person } from '../../offline/queue.ts'
import { followWalk, walk } from './walk.ts'

/** Follows the phone on its patrol while a page for the field is open. */
export function usePatrol(person: Person): void {
  const { value } = walk
  const id = value?.by === person.name ? value.id : undefined
  useEffect(() => (id === undefined ? undefined : followWalk(person)), [id, person.name])
}
