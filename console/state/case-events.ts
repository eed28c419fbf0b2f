/** Pages that read again when something happened to a case. */
import { useEffect, useRef } from 'preact/hooks'

import type { FeedEvent } from '../api/types.ts'
import { onCaseEvent } from './feed.ts'

export interface CaseEventsOptions {
  /** Left out: every event concerns the page. */
  readonly concerns?: (event: FeedEvent) => boolean
  /** While it is so, nothing is read: a flood of events must not keep an answer from ever arriving. */
  readonly busy?: () => boolean
}

/** Many things happen in one commit, and many commits in one storm. */
const pause = 1_000

/** Calls `reload` at once after a case event, and once more for all that come within the pause after it. */
export function useCaseEvents(reload: () => void, options: CaseEventsOptions = {}): void {
  const latest = useRef({ reload, ...options })
  latest.current = { reload, ...options }
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let again = false
    const run = () => {
      if (latest.current.busy?.() === true) {
        timer = setTimeout(run, pause)
        return
      }
      again = false
      latest.current.reload()
      timer = setTimeout(() => {
        timer = undefined
        if (again) run()
      }, pause)
    }
    const end = onCaseEvent((event) => {
      if (latest.current.concerns?.(event) === false) return
      if (timer === undefined) run()
      else again = true
    })
    return () => {
      end()
      clearTimeout(timer)
    }
  }, [])
}
