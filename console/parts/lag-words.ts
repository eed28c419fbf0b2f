/** The condition of a rule on the clock of a device, in words: how far its time is from ours, and whether it catches up. Pure. */

export type LagTerms =
  | { readonly state: 'in-time' }
  /** Seconds of an hour that a device behind has to catch up, for being no trouble. */
  | { readonly state: 'wrong'; readonly catchesUp: number }

const wrong = /^lag < 0 \|\| lag > 0 && \w+ > -(?<seconds>\d+)$/

/** `lag < 0 || lag > 0 && trend > -300`, `lag == 0`, as rules of `time: receipt` say it (docs/rules.md). */
export function readLag(text: string): LagTerms | undefined {
  if (text === 'lag == 0') return { state: 'in-time' }
  const { seconds } = wrong.exec(text)?.groups ?? {}
  return seconds === undefined ? undefined : { state: 'wrong', catchesUp: Number(seconds) }
}
