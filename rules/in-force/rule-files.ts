/** The files of a folder of rules, as text. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { messageOf } from '../../core/errors.ts'
import { readOrMistake } from '../../runtime/written-file.ts'
import type { Mistake } from '../../runtime/yaml-source.ts'

/** By name, in the order of the names; undefined for one that cannot be read. */
export type RuleTexts = ReadonlyMap<string, string | undefined>

export const mostFiles = 1_000
const fileBytes = 65_536
export const mostCharacters = 4_194_304

/**
 * A name that begins with a dot belongs to an editor or to a mounted volume. Any other `.yaml` must be a file: one that is
 * not, or is gone, might have been a rule, and leaving out a rule would clear its alarms.
 */
const isRuleName = (name: string): boolean => /\.ya?ml$/.test(name) && !name.startsWith('.')

export interface RuleFiles {
  readonly texts: RuleTexts
  readonly mistakes: readonly Mistake[]
}

export async function readRuleFiles(folder: string): Promise<RuleFiles> {
  const mistakes: Mistake[] = []
  const texts = new Map<string, string | undefined>()
  const refused = (message: string): RuleFiles => ({
    texts: new Map(),
    mistakes: [{ file: folder, line: 1, message }],
  })
  let names: string[]
  try {
    names = (await readdir(folder)).filter(isRuleName).sort()
  } catch (error) {
    return refused(messageOf(error))
  }
  if (names.length > mostFiles) return refused(`has more than ${mostFiles} files`)
  let characters = 0
  for (const name of names) {
    const text = await readOrMistake(join(folder, name), name, fileBytes, mistakes)
    characters += text?.length ?? 0
    if (characters > mostCharacters)
      return refused(`its files have more than ${mostCharacters} characters together`)
    texts.set(name, text)
  }
  return { texts, mistakes }
}

/** Changes when a file of the folder does. */
export async function signatureOf(folder: string): Promise<string> {
  try {
    const names = (await readdir(folder)).filter(isRuleName).sort()
    const parts = await Promise.all(
      names.map(async (name) => {
        const found = await stat(join(folder, name)).catch(() => undefined)
        return `${name}:${found?.mtimeMs}:${found?.size}`
      }),
    )
    return parts.join('|')
  } catch (error) {
    return messageOf(error)
  }
}
