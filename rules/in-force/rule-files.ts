/** The files of a folder of rules, as text. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import type { Bilingual } from '../../core/bilingual.ts'
import { messageOf } from '../../core/errors.ts'
import { unreadable } from '../../runtime/schema-words.ts'
import { readOrMistake } from '../../runtime/written-file.ts'
import { isYamlFile } from '../../runtime/yaml-folder.ts'
import { mistakeAt, type Mistake } from '../../runtime/yaml-source.ts'
import { wrong } from '../language/mistake-words.ts'

/** By name, in the order of the names; undefined for one that cannot be read. */
export type RuleTexts = ReadonlyMap<string, string | undefined>

export const mostFiles = 1_000
const fileBytes = 65_536
export const mostCharacters = 4_194_304

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
    // Each must be a file: one that is not, or is gone, might have been a rule, and leaving out a rule would clear its alarms.
    names = (await readdir(folder)).filter(isYamlFile).sort()
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
