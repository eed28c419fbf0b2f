/** The files of a folder of rules, as text. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import type { Bilingual } from '../../core/bilingual.ts'
import { messageOf } from '../../core/errors.ts'
import { unreadable } from '../../runtime/schema-words.ts'
import { readOrMistake } from '../../runtime/written-file.ts'
import { mistakeAt, type Mistake } from '../../runtime/yaml-source.ts'
import { wrong } from '../language/mistake-words.ts'

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
  const refused = (said: Bilingual): RuleFiles => ({
    texts: new Map(),
    mistakes: [mistakeAt(folder, 1, said)],
  })
  let names: string[]
  try {
    names = (await readdir(folder)).filter(isRuleName).sort()
  } catch (error) {
    return refused(unreadable(messageOf(error)))
  }
  if (names.length > mostFiles) return refused(wrong('mostFiles', { most: mostFiles }))
  let characters = 0
  for (const name of names) {
    const text = await readOrMistake(join(folder, name), name, fileBytes, mistakes)
    characters += text?.length ?? 0
    if (characters > mostCharacters)
      return refused(wrong('mostCharacters', { most: mostCharacters }))
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
