/** The rules that are judged by: the last good ones of a folder, whatever stands in it now. */
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/events.ts'
import { mistakeText, type Mistake } from '../../runtime/yaml-source.ts'
import { inspectCatalogue, rulesInvalid, type RuleSet } from './catalogue.ts'
import type { KeptRules } from './kept-rules.ts'
import { signatureOf } from './rule-files.ts'

export interface RulesInForce {
  /** Throws `rules-invalid` when the folder has mistakes and no good rules are kept. */
  start(): Promise<void>
  /** Takes what changed in the folder; never rejects. */
  look(): Promise<void>
  readonly ruleSet: RuleSet | undefined
  /** What is wrong with the folder while other rules are in force. */
  readonly trouble: string | undefined
}

const mostShown = 10

export function rulesInForce(folder: string, observer: Observer, kept?: KeptRules): RulesInForce {
  let ruleSet: RuleSet | undefined
  let trouble: string | undefined
  let seen: string | undefined

  const use = (found: RuleSet): void => {
    if (found.version === ruleSet?.version) return
    ruleSet = found
    observer.emit('rules.loaded', { rules: found.rules.length, version: found.version })
    observer.gauge('rules.active', found.rules.length)
  }

  const refuse = (message: string): void => {
    if (message === trouble) return
    trouble = message
    observer.emit('rules.load-failed', { message })
  }

  /** Mistakes of the folder; none when its rules are in force now. */
  const load = async (): Promise<readonly Mistake[]> => {
    const report = await inspectCatalogue(folder)
    if (report.unread) seen = undefined
    if (report.ruleSet === undefined) return report.mistakes
    trouble = undefined
    use(report.ruleSet)
    // The rules at work do not wait for a disk that is full.
    try {
      await kept?.keep(report)
    } catch (error) {
      observer.emit('rules.keep-failed', { message: messageOf(error) })
    }
    return []
  }

  return {
    async start() {
      seen = await signatureOf(folder)
      const mistakes = await load()
      if (mistakes.length === 0) return
      const before = await kept?.read()
      if (before === undefined) throw rulesInvalid(folder, mistakes)
      refuse(textOf(mistakes))
      use(before)
    },
    async look() {
      try {
        const now = await signatureOf(folder)
        if (now === seen) return
        seen = now
        const mistakes = await load()
        if (mistakes.length > 0) refuse(textOf(mistakes))
      } catch (error) {
        refuse(`${folder}: ${messageOf(error)}`)
      }
    },
    get ruleSet() {
      return ruleSet
    },
    get trouble() {
      return trouble
    },
  }
}

function textOf(mistakes: readonly Mistake[]): string {
  const shown = mistakes.slice(0, mostShown).map(mistakeText)
  const more = mistakes.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}
