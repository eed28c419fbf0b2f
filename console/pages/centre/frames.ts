/** How long the frames of the page take: asked for by `?frames` in the address, read by whoever measures the map. */
import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

import { quantile } from './quantile.ts'

/** Frames looked back at: five seconds at 60 Hz. */
const lookedBack = 300
const reportEvery = 500

/** Writes `data-frame-median` and `data-frame-p95` (milliseconds) on the element while the page is shown. */
export function useFrameMeter(element: RefObject<HTMLElement | null>, wanted: boolean): void {
  useEffect(() => {
    if (!wanted) return undefined
    const times: number[] = []
    let before: number | undefined
    let reported = 0
    let frame = requestAnimationFrame(function tick(at) {
      if (before !== undefined) times.push(at - before)
      if (times.length > lookedBack) times.shift()
      before = at
      if (at - reported > reportEvery && element.current !== null) {
        reported = at
        element.current.dataset['frameMedian'] = (quantile(times, 0.5) ?? 0).toFixed(1)
        element.current.dataset['frameP95'] = (quantile(times, 0.95) ?? 0).toFixed(1)
      }
      frame = requestAnimationFrame(tick)
    })
    return () => cancelAnimationFrame(frame)
  }, [wanted])
}
