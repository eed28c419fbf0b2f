import { showDuration } from '../../words/format.ts'
import { limitWords, ruleWords } from '../../words/rules.ts'
import { say } from '../../words/words.ts'

/** A limit of handling, `2 urgent hours`, in the chosen language; what is written otherwise stays as it is. */
export function showLimit(limit: string): string {
  const match = /^(\d+(?:\.\d+)?)\s+([a-z]+(?: [a-z]+)?)$/i.exec(limit.trim())
  const [, count = '', words = ''] = match ?? []
  const clock = words.toLowerCase().replace(/s$/, '')
  if (!Object.hasOwn(limitWords, clock)) return limit
  return say(limitWords[clock as keyof typeof limitWords], { count })
}

export const showHold = (seconds: number): string =>
  seconds === 0 ? say(ruleWords.atOnce) : showDuration(seconds * 1_000)
