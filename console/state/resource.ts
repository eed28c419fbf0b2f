/** Something read from the API that a page shows, with its age and what went wrong. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

import { ApiError } from '../api/client.ts'

export interface Resource<T> {
  /** The last that was read; stays while it is read again, and when that fails. */
  readonly value: T | undefined
  /** When it was read, epoch milliseconds. */
  readonly at: number | undefined
  readonly error: ApiError | undefined
  readonly loading: boolean
  readonly reload: () => void
}

/** Reads when `key` changes, when `reload` is called, and every `every` milliseconds while the page is looked at. */
export function useResource<T>(
  key: string,
  read: (signal: AbortSignal) => Promise<T>,
  { every }: { readonly every?: number } = {},
): Resource<T> {
  const [state, setState] = useState<Omit<Resource<T>, 'reload'> & { readonly key: string }>({
    key,
    value: undefined,
    at: undefined,
    error: undefined,
    loading: true,
  })
  const [turn, setTurn] = useState(0)
  const reader = useRef(read)
  reader.current = read
  const reload = useCallback(() => setTurn((before) => before + 1), [])

  useEffect(() => {
    const leaving = new AbortController()
    setState((before) =>
      before.key === key
        ? { ...before, loading: true }
        : { key, value: undefined, at: undefined, error: undefined, loading: true },
    )
    const settle = async () => {
      try {
        const value = await reader.current(leaving.signal)
        if (leaving.signal.aborted) return
        setState({ key, value, at: Date.now(), error: undefined, loading: false })
      } catch (cause) {
        if (leaving.signal.aborted) return
        const error = cause instanceof ApiError ? cause : new ApiError(0, 'internal', String(cause))
        setState((before) => ({ ...before, error, loading: false }))
      }
    }
    void settle()
    return () => leaving.abort()
  }, [key, turn])

  useEffect(() => {
    if (every === undefined) return undefined
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload()
    }, every)
    return () => clearInterval(timer)
  }, [every, reload])

  return { ...state, reload }
}
