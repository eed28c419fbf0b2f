/** A list that is walked through by the arrow keys says each of its choices: what is meant is the one that was stayed at. */
import { useEffect, useRef, useState } from 'preact/hooks'

import type { TriedBinding } from '../../api/types.ts'

const pause = 400

/**
 * What to show, and what to call at each choice. `answer`: another one for each answer, in which the choice stands or was refused. While
 * the text has mistakes nobody knows what it says of a place, so nothing is chosen in it.
 */
export function usePending(
  actual: string,
  answer: Pick<TriedBinding, 'mistakes'>,
  commit: (chosen: string) => void,
): readonly [shown: string, choose: (chosen: string) => void] {
  const [pending, setPending] = useState<string>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const newest = useRef({ answer, commit })
  newest.current = { answer, commit }
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (timer.current === undefined) setPending(undefined)
  }, [answer])
  const choose = (chosen: string) => {
    setPending(chosen)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      timer.current = undefined
      if (newest.current.answer.mistakes.length === 0) newest.current.commit(chosen)
      else setPending(undefined)
    }, pause)
  }
  return [pending ?? actual, choose]
}
