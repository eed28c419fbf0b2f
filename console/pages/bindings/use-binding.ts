/** The text that is written, and what the server says of it. One question after the other, so that each choice is made in the newest text. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { TriedBinding } from '../../api/types.ts'
import type { Change } from './choice.ts'

/** Whoever types is not followed at each letter. */
const typing = 500
const looking = 4_000

export interface WrittenOnPage {
  readonly text: string
  readonly tried: TriedBinding | undefined
  readonly cause: unknown
  readonly choose: (changes: readonly Change[]) => void
  readonly type: (text: string) => void
}

export function useBinding(partition: number, offset: number): WrittenOnPage {
  const [text, setText] = useState('')
  const [tried, setTried] = useState<TriedBinding>()
  const [cause, setCause] = useState<unknown>()
  const newest = useRef<string | undefined>(undefined)
  const turn = useRef(Promise.resolve())
  const left = useRef(false)

  const ask = useCallback(
    (changes: readonly Change[]) => {
      const once = async () => {
        for (;;) {
          const sent = newest.current
          if (left.current) return
          const body = { partition, offset, changes: [...changes] }
          const answer = await call('POST /v1/bindings/try', {
            body: sent === undefined ? body : { ...body, text: sent },
          })
          // Typed meanwhile: the choice is made in that.
          if (newest.current !== sent) continue
          newest.current = answer.text
          setText(answer.text)
          setTried(answer)
          setCause(undefined)
          return
        }
      }
      turn.current = turn.current.then(once).catch(setCause)
    },
    [partition, offset],
  )

  useEffect(() => {
    left.current = false
    newest.current = undefined
    ask([])
    return () => {
      left.current = true
    }
  }, [ask])

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  // Whether it is in force by now; and what failed is asked again.
  const isWatched = tried?.mistakes.length === 0 || cause !== undefined
  useEffect(() => {
    if (!isWatched) return undefined
    const watch = setInterval(() => {
      if (document.visibilityState === 'visible') ask([])
    }, looking)
    return () => clearInterval(watch)
  }, [isWatched, ask])

  return {
    ...{ text, tried, cause },
    choose: ask,
    type: (typed) => {
      newest.current = typed
      setText(typed)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => ask([]), typing)
    },
  }
}
