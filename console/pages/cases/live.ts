import { useEffect, useRef } from 'preact/hooks'

import type { CaseEvent } from '../../api/types.ts'
import { onCaseEvent } from '../../state/feed.ts'

/** Many things happen in one commit, and many commits in one storm; what is shown is read again at most this often. */
const pause = 800

/** Calls `reload` soon after a case event that `concerns` this page; once for all that come within the pause. */
export function useCaseEvents(reload: () => void, concerns: (event: CaseEvent) => boolean): void {
  const latest = useRef({ reload, concerns })
  latest.current = { reload, concerns }
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined
    const end = onCaseEvent((event) => {
      if (waiting !== undefined || !latest.current.concerns(event)) return
      waiting = setTimeout(() => {
        waiting = undefined
        latest.current.reload()
      }, pause)
    })
    return () => {
      end()
      clearTimeout(waiting)
    }
  }, [])
}
