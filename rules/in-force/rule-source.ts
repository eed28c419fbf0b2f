/** Where the rules that are judged by come from: the version that somebody put in force, or else the files of the folder. */
import type { RuleVersions } from '../../core/rule-versions.ts'
import { checkCatalogue, contentHash, type CatalogueReport } from './catalogue.ts'
import { readRuleFiles, type RuleTexts } from './rule-files.ts'

export interface SourcedReport extends CatalogueReport {
  /** Number of the version; 0 for the folder. */
  readonly from: number
}

export interface RuleSource {
  /** In the words of a message. */
  nameOf(from: number): string
  /** Number of the version in force; 0 for the folder. */
  inForce(): Promise<number>
  read(from: number): Promise<SourcedReport>
}

/** Of all files by name and text. */
export const folderHash = (texts: RuleTexts): string => contentHash(JSON.stringify([...texts]))

/** `profiles`: those the city chose; `check`: of somebody who has checked the same before. */
export function ruleSource(
  folder: string,
  profiles: readonly string[],
  versions: RuleVersions | undefined,
  check: typeof checkCatalogue = checkCatalogue,
): RuleSource {
  return {
    nameOf: (from) => (from === 0 ? folder : `version ${from}`),
    async inForce() {
      const [last] = (await versions?.changes('in-force', 1)) ?? []
      return last?.version ?? 0
    },
    async read(from) {
      if (from === 0) return { ...check(await readRuleFiles(folder), profiles), from }
      const texts = (await versions?.texts(from)) ?? new Map<string, string>()
      return { ...check({ texts, mistakes: [] }, profiles), from }
    },
  }
}

/** Why edits of the folder have no effect; undefined when nobody made any since the version was made of its files. */
export async function ignoredFolder(
  folder: string,
  from: number,
  versions: RuleVersions | undefined,
): Promise<string | undefined> {
  if (from === 0) return undefined
  const version = await versions?.version(from)
  const { texts } = await readRuleFiles(folder)
  if (version === undefined || version.folder === folderHash(texts)) return undefined
  return `version ${from} of the rules is in force, and the files in ${folder}, edited since, are not: \`rules import\` makes a version of them`
}
