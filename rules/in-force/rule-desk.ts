/** What people do to the rules: draft a version, check it, put it in force, go back. */
import type { Device } from '../../core/device.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { shadowTogether, type ShadowResult } from '../../core/rule-shadow.ts'
import {
  shadowOf,
  type RuleChange,
  type RuleVersion,
  type RuleVersions,
} from '../../core/rule-versions.ts'
import { mistakeText, type Mistake } from '../../runtime/yaml-source.ts'
import { limitNumbers } from '../language/limits.ts'
import { lintReport, testReport } from '../tester/tester.ts'
import { checkCatalogue, rulesInvalid } from './catalogue.ts'
import { changedIn, draftOf, type DraftEdits } from './draft.ts'
import { limitsFile, limitTables } from './read-limits.ts'
import { readRuleFiles, type RuleFiles } from './rule-files.ts'
import { folderHash } from './rule-source.ts'

type Done = Pick<RuleChange, 'at' | 'by' | 'why'>

interface ReadVersion {
  /** Undefined for the files of the folder. */
  readonly made: RuleVersion | undefined
  readonly texts: ReadonlyMap<string, string>
  readonly limits: ReturnType<typeof limitNumbers>
}

interface RuleCheck extends Pick<
  ReturnType<typeof lintReport>,
  'ok' | 'rules' | 'mistakes' | 'warnings'
> {
  readonly passed: number
  /** They stop it. */
  readonly failures: readonly Mistake[]
  /** Tests that pass by the numbers they were written for, and not by those of this version: told, and no obstacle. */
  readonly byNumbers: readonly Mistake[]
}

interface NewDraft extends DraftEdits {
  /** The version in force when it is left out. */
  readonly base?: number | undefined
  /** The files of the folder as they are now, in place of edits. */
  readonly imports: boolean
}

interface SeenShadow {
  readonly begun: RuleChange
  readonly result: ShadowResult
}

export interface RuleDesk {
  readonly versions: Pick<RuleVersions, 'versions' | 'changes'>
  read(version: number): Promise<ReadVersion>
  draft(edits: NewDraft, done: Done): Promise<RuleVersion>
  check(version: number): Promise<RuleCheck>
  put(version: number, done: Done): Promise<void>
  /** Lets a version run beside the rules in force, with no effect; 0 ends that. */
  shadow(version: number, done: Done): Promise<void>
  /** What runs beside them, and what it would have raised. */
  seen(): Promise<SeenShadow | undefined>
  /** To the one before the one in force when none is named; resolves with the one that is in force now. */
  back(to: number | undefined, done: Done): Promise<number>
}

const mostShown = 20

/** `profiles`: those the city chose. `devices`: the registered ones. */
export function ruleDesk(
  folder: string,
  profiles: readonly string[],
  versions: RuleVersions,
  devices: () => Promise<Iterable<Device>>,
): RuleDesk {
  const filesOf = async (version: number): Promise<RuleFiles> => {
    if (version === 0) return readRuleFiles(folder)
    const texts = await versions.texts(version)
    if (texts === undefined) throw unknown(version)
    return { texts, mistakes: [] }
  }
  const textsOf = async (version: number): Promise<ReadonlyMap<string, string>> => {
    const { texts, mistakes } = await filesOf(version)
    if (mistakes.length > 0) throw rulesInvalid(folder, mistakes)
    return readable(texts)
  }
  const newest = async () => (await versions.changes('in-force', 1))[0]

  /** The limits of those that the version was made from, the newest first. */
  async function* limitsBefore(version: number) {
    for (let at = version; at !== 0;) {
      at = (await versions.version(at))?.base ?? 0
      yield (await filesOf(at)).texts.get(limitsFile)
    }
  }

  const check = async (version: number): Promise<RuleCheck> => {
    const files = await filesOf(version)
    const report = checkCatalogue(files, profiles)
    const { rules, mistakes, warnings } = lintReport(report, await devices())
    const { passed, failures } = await tested(files)
    let left = failures
    for await (const limits of limitsBefore(version)) {
      if (left.length === 0) break
      if (limits === files.texts.get(limitsFile)) continue
      const texts = new Map(files.texts).set(limitsFile, limits)
      const then = new Set((await tested({ ...files, texts })).failures.map(nameOfTest))
      left = left.filter((failure) => then.has(nameOfTest(failure)))
    }
    const ok = mistakes.length === 0 && left.length === 0
    const byNumbers = failures.filter((failure) => !left.includes(failure))
    return { ok, rules, mistakes, warnings, passed, failures: left, byNumbers }
  }

  const putGood = async (version: number, done: Done, seen: number): Promise<void> => {
    const { ok, mistakes, failures } = await check(version)
    if (!ok)
      throw new UrbanBrainError('rules-invalid', `version ${version} is not put in force`, {
        details: [...mistakes, ...failures].slice(0, mostShown).map(mistakeText),
      })
    await versions.change({ what: 'in-force', version, ...done }, seen)
  }

  return {
    versions,
    check,

    async read(version) {
      const made = version === 0 ? undefined : await versions.version(version)
      const texts = await textsOf(version)
      return { made, texts, limits: limitNumbers(limitTables(texts.get(limitsFile)) ?? {}) }
    },

    async draft({ base: asked, imports, ...edits }, done) {
      const base = asked ?? (await newest())?.version ?? 0
      const before = await textsOf(base)
      const texts = imports ? await textsOf(0) : draftOf(before, edits, done.why)
      const made = base === 0 || imports ? undefined : await versions.version(base)
      const folderNow = made?.folder ?? folderHash(imports ? texts : before)
      const changed = changedIn(before, texts)
      if (changed.length === 0)
        throw new UrbanBrainError('request-invalid', 'nothing differs from what it is made from')
      return versions.add({ ...done, base, folder: folderNow, changed, texts })
    },

    async put(number, done) {
      const version = await versions.version(number)
      if (version === undefined) throw unknown(number)
      const last = await newest()
      const current = last?.version ?? 0
      if (current === number) return
      // What was put in force or edited since the draft was made would be undone without a word.
      const edited = current === 0 && folderHash(await textsOf(0)) !== version.folder
      if (version.base !== current || edited)
        throw new UrbanBrainError(
          'version-conflict',
          `version ${number} was made from ${nameOf(version.base)}, and ${edited ? 'its files were edited since' : `${nameOf(current)} is in force`}; draft it anew`,
        )
      await putGood(number, done, last?.number ?? 0)
    },

    async shadow(number, done) {
      if (number !== 0) {
        const { mistakes } = checkCatalogue(await filesOf(number))
        if (mistakes.length > 0) throw rulesInvalid(nameOf(number), mistakes)
      }
      const [last] = await versions.changes('shadow', 1)
      await versions.change({ what: 'shadow', version: number, ...done }, last?.number ?? 0)
    },

    async seen() {
      const begun = await shadowOf(versions)
      if (begun === undefined) return undefined
      return { begun, result: shadowTogether(await versions.shadowResults(begun.number)) }
    },

    async back(asked, done) {
      const changes = await versions.changes('in-force', 200)
      const [last, before] = changes
      if (last === undefined)
        throw new UrbanBrainError('request-invalid', 'nothing was put in force yet')
      const to = asked ?? before?.version ?? 0
      if (to !== 0 && !changes.some(({ version }) => version === to))
        throw new UrbanBrainError('request-invalid', `version ${to} was never in force`)
      if (to !== last.version) await putGood(to, done, last.number)
      return to
    },
  }
}

/** Of the tests of files that can be judged by; those of others say nothing. */
async function tested(files: RuleFiles): Promise<Pick<RuleCheck, 'passed' | 'failures'>> {
  const report = checkCatalogue(files)
  return report.ruleSet === undefined ? { passed: 0, failures: [] } : testReport(report)
}

const readable = (texts: RuleFiles['texts']): ReadonlyMap<string, string> =>
  new Map([...texts].flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])))

/** File, line and name; what differs stands below. */
const nameOfTest = (failure: Mistake): string => mistakeText(failure).split('\n', 1)[0] ?? ''

const nameOf = (version: number): string => (version === 0 ? 'the folder' : `version ${version}`)

const unknown = (version: number): UrbanBrainError =>
  new UrbanBrainError('not-found', `there is no version ${version} of the rules`)
