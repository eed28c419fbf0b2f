/** The rules that are judged by: the last good ones of the version in force, or of the folder, whatever stands there now. */
import { isRetryable, messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { RuleVersions } from '../../core/rule-versions.ts'
import { signatureOfFolder } from '../../runtime/yaml-folder.ts'
import { mistakeText, type Mistake } from '../../runtime/yaml-source.ts'
import { rulesInvalid, type checkCatalogue, type RuleSet } from './catalogue.ts'
import type { KeptRules } from './kept-rules.ts'
import { ignoredFolder, ruleSource } from './rule-source.ts'

export interface RulesInForce {
  /** Throws `rules-invalid` when the rules have mistakes and no good ones are kept. */
  start(): Promise<void>
  /** Takes what was put in force, and with `folder` what changed there; never rejects. */
  look(options: { readonly folder: boolean }): Promise<void>
  readonly ruleSet: RuleSet | undefined
  /** What is wrong with what should be in force, or has no effect. */
  readonly trouble: string | undefined
}

export interface RulesInForceOptions {
  readonly folder: string
  /** Those the city chose. */
  readonly profiles: readonly string[]
  readonly observer: Observer
  readonly kept?: KeptRules | undefined
  /** Without it the files of the folder are all there is. */
  readonly versions?: RuleVersions | undefined
  /** Of somebody who has checked the same before. */
  readonly check?: typeof checkCatalogue | undefined
}

const mostShown = 10

export function rulesInForce(options: RulesInForceOptions): RulesInForce {
  const { folder, profiles, observer, kept, versions, check } = options
  const source = ruleSource(folder, profiles, versions, check)
  let ruleSet: RuleSet | undefined
  /** Where `ruleSet` comes from. */
  let used = 0
  let mistaken: string | undefined
  let ignored: string | undefined
  let seen: string | undefined

  const use = (found: RuleSet, from: number): void => {
    used = from
    if (found.version === ruleSet?.version) return
    ruleSet = found
    const rules = found.rules.length + found.areas.length
    observer.emit('rules.loaded', { rules, version: found.version })
    observer.gauge('rules.active', rules)
  }

  const refuse = (what: string, message: string): void => {
    const text = `the rules of before stay in force, ${what}: ${message}`
    if (text === mistaken) return
    mistaken = text
    observer.emit('rules.load-failed', { message })
  }

  const refuseMistakes = (from: number, mistakes: readonly Mistake[]): void => {
    const name = from === 0 ? 'the folder' : source.nameOf(from)
    refuse(`${name} has mistakes`, textOf(mistakes))
  }

  /** Mistakes of what is in force; none when it is judged by now. */
  const load = async (from: number): Promise<readonly Mistake[]> => {
    const report = await source.read(from)
    if (report.unread) seen = undefined
    if (report.ruleSet === undefined) return report.mistakes
    mistaken = undefined
    use(report.ruleSet, from)
    // The rules at work do not wait for a disk that is full.
    try {
      await kept?.keep(report)
    } catch (error) {
      observer.emit('rules.keep-failed', { message: messageOf(error) })
    }
    return []
  }

  const begin = async (): Promise<void> => {
    const from = await source.inForce()
    const mistakes = await load(from)
    if (mistakes.length === 0) return
    const before = await kept?.read()
    if (before === undefined) throw rulesInvalid(source.nameOf(from), mistakes)
    refuseMistakes(from, mistakes)
    use(before.ruleSet, before.from)
  }

  return {
    async start() {
      seen = signatureOfFolder(folder)
      try {
        await begin()
        ignored = await ignoredFolder(folder, used, versions)
      } catch (error) {
        if (!isRetryable(error)) throw error
        // The register is away: what was in force last goes on, and the next look asks again.
        const before = ruleSet === undefined ? await kept?.read() : undefined
        if (before !== undefined) use(before.ruleSet, before.from)
        if (ruleSet === undefined) throw error
        seen = undefined
      }
    },
    async look(watched) {
      try {
        const from = await source.inForce()
        const now = watched.folder ? signatureOfFolder(folder) : seen
        if (from === used && now === seen) {
          if (from > 0) mistaken = undefined
          return
        }
        const edited = now !== seen
        seen = now
        if (from !== used || (from === 0 && edited)) {
          const mistakes = await load(from)
          if (mistakes.length > 0) refuseMistakes(from, mistakes)
        }
        ignored = await ignoredFolder(folder, used, versions)
      } catch (error) {
        // Whoever follows the register tells that it is away.
        if (!isRetryable(error)) refuse(folder, messageOf(error))
      }
    },
    get ruleSet() {
      return ruleSet
    },
    get trouble() {
      return mistaken ?? ignored
    },
  }
}

function textOf(mistakes: readonly Mistake[]): string {
  const shown = mistakes.slice(0, mostShown).map(mistakeText)
  const more = mistakes.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}
