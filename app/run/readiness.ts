/** Whether a process does its work, by what its threads said last. Pure. */
import { staleAfter, type ThreadStatus } from './thread-status.ts'

/** Why the process is not ready, a line for each thread; empty when it is. */
export const notReady = (
  board: readonly ThreadStatus[],
  threads: readonly string[],
  now: number,
): readonly string[] =>
  threads.flatMap((thread) => {
    const status = board.find((word) => word.thread === thread)
    if (status === undefined) return [`${thread}: has not started`]
    if (now - status.at > staleAfter)
      return [`${thread}: silent for ${Math.round((now - status.at) / 1_000)} s`]
    return status.unready === undefined ? [] : [status.unready]
  })

/** What to look at although everything does its work. */
export const warningsOf = (board: readonly ThreadStatus[]): readonly string[] =>
  board.flatMap(({ warning }) => (warning === undefined ? [] : [warning]))
