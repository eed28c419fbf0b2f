/** Things that come one by one and many at a time, handed on together: a page is drawn once for all of them and not once for each. */
export interface Gathered<T> {
  readonly add: (thing: T) => void
  /** What is not handed on yet never is. */
  readonly clear: () => void
}

/** Milliseconds: shorter than anybody notices, longer than a burst of a stream takes to come. */
const pause = 100

/** All that are added within the pause after the first are given to `hand` in one call, in their order. */
export function gathered<T>(hand: (things: readonly T[]) => void): Gathered<T> {
  let waiting: T[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const clear = () => {
    clearTimeout(timer)
    timer = undefined
    waiting = []
  }
  const handOn = () => {
    const things = waiting
    clear()
    hand(things)
  }
  return {
    add: (thing) => {
      waiting.push(thing)
      timer ??= setTimeout(handOn, pause)
    },
    clear,
  }
}
