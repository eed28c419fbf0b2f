/** The four scores of reported data (及时、准确、真实、完整) put in an order. Pure. */
import type { DeviceHealth } from '../../api/types.ts'

export const scoreNames = [
  'timely',
  'accurate',
  'authentic',
  'complete',
] as const satisfies readonly (keyof DeviceHealth)[]
export type ScoreName = (typeof scoreNames)[number]

/** Shares of 0 to 1; absent when nothing can be said. */
export type Scores = Pick<DeviceHealth, ScoreName>

export type Scored = Pick<DeviceHealth, ScoreName | 'id' | 'lastAt' | 'silent'>

export type HealthOrder = 'worst' | ScoreName | 'lastAt' | 'id'

/** Below it a score is called low. */
const lowScore = 0.9

export const isLow = (score: number | undefined): boolean => score !== undefined && score < lowScore

/** The lowest of the scores there are. */
export function worstOf(scores: Scores): number | undefined {
  const given = scoreNames.map((name) => scores[name]).filter((score) => score !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}

/**
 * Worst first. Without a score a silent device counts as worse than zero; one of which nothing can be said comes last either way.
 */
export function inOrder<T extends Scored>(
  devices: readonly T[],
  order: HealthOrder,
  downwards = false,
): readonly T[] {
  const key = keys[order]
  const sign = downwards ? -1 : 1
  return devices.toSorted((a, b) => {
    const [first, second] = [key(a), key(b)]
    if (first === second) return a.id < b.id ? -1 : 1
    if (first === undefined) return 1
    if (second === undefined) return -1
    return first < second ? -sign : sign
  })
}

const scoreOr = (score: number | undefined, { silent }: Scored): number | undefined =>
  score ?? (silent ? -1 : undefined)
const scoreKey = (name: ScoreName) => (device: Scored) => scoreOr(device[name], device)

const keys: Readonly<Record<HealthOrder, (device: Scored) => number | string | undefined>> = {
  worst: (device) => scoreOr(worstOf(device), device),
  timely: scoreKey('timely'),
  accurate: scoreKey('accurate'),
  authentic: scoreKey('authentic'),
  complete: scoreKey('complete'),
  lastAt: ({ lastAt }) => lastAt ?? 0,
  id: ({ id }) => id,
}

/** Mean of one score over the devices that have it. */
export function meanScore(devices: readonly Scores[], name: ScoreName): number | undefined {
  const given = devices.map((device) => device[name]).filter((score) => score !== undefined)
  if (given.length === 0) return undefined
  return given.reduce((sum, score) => sum + score, 0) / given.length
}
