/**
 * The last good rules of a folder, kept in the data folder: a start that finds a broken edit goes on with them, as a
 * running system would (decision 0018).
 */
import { open, readFile, rename } from 'node:fs/promises'

import { z } from 'zod'

import { checkCatalogue, rulesInvalid, type CatalogueReport, type RuleSet } from './catalogue.ts'
import { readRuleFiles } from './rule-files.ts'

const keptSchema = z.object({ folder: z.string(), texts: z.record(z.string(), z.string()) })

export interface KeptRules {
  keep(report: CatalogueReport): Promise<void>
  /** Undefined when there are none for this folder, or this version of the program refuses them. */
  read(): Promise<RuleSet | undefined>
}

export function keptRules(file: string, folder: string): KeptRules {
  const textOnDisk = () => readFile(file, 'utf8').catch(() => undefined)
  return {
    async keep({ texts }) {
      const text = JSON.stringify({ folder, texts: Object.fromEntries(texts) })
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
        return checkCatalogue({ texts, mistakes: [] }).ruleSet
      } catch {
        return undefined
      }
    },
  }
}

/** The rules of the folder, or, where they have mistakes, the kept ones; throws `rules-invalid` without either. */
export async function loadOrKept(folder: string, kept: KeptRules): Promise<RuleSet> {
  const report = checkCatalogue(await readRuleFiles(folder))
  const ruleSet = report.ruleSet ?? (await kept.read())
  if (ruleSet === undefined) throw rulesInvalid(folder, report.mistakes)
  return ruleSet
}
