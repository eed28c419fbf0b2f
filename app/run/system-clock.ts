import { instant, type Clock } from '../../core/time.ts'

interface Turn {
  readonly sleepers: Set<() => void>
  readonly timer: NodeJS.Timeout
}

/** By the millisecond in which they wake: one timer for all of them, so that they do it in one turn of the loop. */
const turns = new Map<number, Turn>()

function turnAt(at: number): Turn {
  const known = turns.get(at)
  if (known !== undefined) return known
  const come = () => {
    turns.delete(at)
    for (const wake of turn.sleepers) wake()
  }
  const turn: Turn = { sleepers: new Set(), timer: setTimeout(come, at - performance.now()) }
  turns.set(at, turn)
  return turn
}

export const systemClock: Clock = {
  now: () => instant(Date.now()),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason)
        return
      }
      const at = Math.round(performance.now() + milliseconds)
      const turn = turnAt(at)
      const abort = () => {
        turn.sleepers.delete(wake)
        // A thread that stops does not stay for a timer that nobody waits for.
        if (turn.sleepers.size === 0 && turns.get(at) === turn) {
          turns.delete(at)
          clearTimeout(turn.timer)
        }
        reject(signal?.reason)
      }
      const wake = () => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }
      turn.sleepers.add(wake)
      signal?.addEventListener('abort', abort)
    }),
}
