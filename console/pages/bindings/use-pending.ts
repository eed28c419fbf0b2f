/** A list that is walked through by the arrow keys says each of its choices: what is meant is the one that was stayed at. */
import { useEffect, useRef, useState } from 'preact/hooks'

const pause = 400

/** What to show, and what to call at each choice. `answer`: another one for each answer, in which the choice stands or was refused. */
export function usePending(
  actual: string,
  answer: unknown,
  commit: (chosen: string) => void,
): readonly [shown: string, choose: (chosen: string) => void] {
  const [pending, setPending] = useState<string>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const newest = useRef(commit)
  newest.current = commit
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (timer.current === undefined) setPending(undefined)
  }, [answer])
  const choose = (chosen: string) => {
    setPending(chosen)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      timer.current = undefined
      newest.current(chosen)
    }, pause)
  }
  return [pending ?? actual, choose]
}
