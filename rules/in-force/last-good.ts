import type { Clock } from '../../core/time.ts'
import type { RuleSet } from './catalogue.ts'

/** How old an answer may be, in milliseconds. */
const freshFor = 5_000

/**
 * The rule set of a folder for readers that do not judge by it. It is loaded again when the answer is older than five
 * seconds; while the folder holds a broken edit, the last set that was good answers. Rejects only before the first one.
 */
export function lastGood(load: () => Promise<RuleSet>, clock: Pick<Clock, 'elapsed'>) {
  let good: RuleSet | undefined
  let loadedAt = Number.NEGATIVE_INFINITY
  let loading: Promise<RuleSet> | undefined
  return (): Promise<RuleSet> => {
    if (good !== undefined && clock.elapsed() - loadedAt < freshFor) return Promise.resolve(good)
    loading ??= load()
      .then(
        (ruleSet) => (good = ruleSet),
        (error: unknown) => {
          if (good === undefined) throw error
          return good
        },
      )
      .finally(() => {
        loadedAt = clock.elapsed()
        loading = undefined
      })
    return loading
  }
}
