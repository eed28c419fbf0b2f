/**
 * The last good rules, kept in the data folder: a start that finds a broken edit goes on with them, as a running system
 * would (decision 0018).
 */
import { open, readFile, rename } from 'node:fs/promises'

import { z } from 'zod'

import { checkCatalogue, rulesInvalid, type RuleSet } from './catalogue.ts'
import type { RuleSource, SourcedReport } from './rule-source.ts'

const keptSchema = z.object({
  folder: z.string(),
  /** Number of the version that the texts are of; 0: of the folder. */
  from: z.int().min(0).default(0),
  texts: z.record(z.string(), z.string()),
})

interface Kept {
  readonly ruleSet: RuleSet
  readonly from: number
}

export interface KeptRules {
  keep(report: SourcedReport): Promise<void>
  /** Undefined when there are none for this folder, or this version of the program refuses them. */
  read(): Promise<Kept | undefined>
}

/** `profiles`: those the city chose; `check`: of somebody who has checked the same before. */
export function keptRules(
  file: string,
  folder: string,
  profiles: readonly string[] = [],
  check: typeof checkCatalogue = checkCatalogue,
): KeptRules {
  const textOnDisk = () => readFile(file, 'utf8').catch(() => undefined)
  return {
    async keep({ texts, from }) {
      const text = JSON.stringify({ folder, from, texts: Object.fromEntries(texts) })
      if (text === (await textOnDisk())) return
      const part = `${file}.part`
      {
        await using handle = await open(part, 'w', 0o600)
        await handle.writeFile(text)
        await handle.sync()
      }
      await rename(part, file)
    },
    async read() {
      try {
        const kept = keptSchema.parse(JSON.parse((await textOnDisk()) ?? ''))
        if (kept.folder !== folder) return undefined
        const texts = new Map(Object.entries(kept.texts))
        const { ruleSet } = check({ texts, mistakes: [] }, profiles)
        return ruleSet && { ruleSet, from: kept.from }
      } catch {
        return undefined
      }
    },
  }
}

/** The rules in force, or, where they have mistakes, the kept ones; throws `rules-invalid` without either. */
export async function loadOrKept(source: RuleSource, kept: KeptRules): Promise<RuleSet> {
  const report = await source.read(await source.inForce())
  const ruleSet = report.ruleSet ?? (await kept.read())?.ruleSet
  if (ruleSet === undefined) throw rulesInvalid(source.nameOf(report.from), report.mistakes)
  return ruleSet
}
