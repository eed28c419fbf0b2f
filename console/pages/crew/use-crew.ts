/** Who is at work with this phone, and the outbox that runs while a page of theirs is open. */
import { useEffect } from 'preact/hooks'

import { runOutbox, taken } from '../../offline/outbox.ts'
import type { Person } from '../../offline/queue.ts'
import { session } from '../../state/session.ts'
import { useCaseEvents } from '../../state/case-events.ts'

export function useCrew(): Person | undefined {
  const { value } = session
  return value.state === 'in' ? value.person : undefined
}

export function useOutbox(person: Person): void {
  useEffect(() => runOutbox(person), [person.name, person.unit])
}

/** Reads again when the server has taken something from here, and when something happened to one of these cases. */
export function useReloads(reload: () => void, concerns: (id: string) => boolean): void {
  useCaseEvents(reload, { concerns: (event) => concerns(event.case) })
  const { value: count } = taken
  useEffect(() => {
    if (count > 0) reload()
  }, [count, reload])
}
