/** What is not part of the first view waits until that is there: whoever opens the page is to see the city first. */
import { useCallback, useEffect, useState } from 'preact/hooks'

/** Milliseconds after the map has come, or has turned out not to. */
const pause = 3_000

export interface FirstView {
  /** Whether the rest may be read now. */
  readonly over: boolean
  readonly onMap: () => void
}

export function useFirstView(): FirstView {
  const [map, setMap] = useState(false)
  const [over, setOver] = useState(false)
  useEffect(() => {
    if (!map) return undefined
    const timer = setTimeout(() => setOver(true), pause)
    return () => clearTimeout(timer)
  }, [map])
  return { over, onMap: useCallback(() => setMap(true), []) }
}
