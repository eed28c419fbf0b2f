import { useEffect } from 'preact/hooks'

import { onCaseEvent } from '../../state/feed.ts'

/** A burst of events, such as a storm brings, is one reload. */
const pause = 1_500

export function useReloadOnEvents(reload: () => void): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = onCaseEvent(() => {
      timer ??= setTimeout(() => {
        timer = undefined
        reload()
      }, pause)
    })
    return () => {
      end()
      clearTimeout(timer)
    }
  }, [reload])
}
