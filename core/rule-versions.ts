/**
 * Versions of the rules that people made, and which of them is judged by. A version never changes: who edits makes another
 * one. Number 0 stands for the files of the folder, which are judged by until somebody puts a version in force.
 */
import { z } from 'zod'

import type { ShadowResult } from './rule-shadow.ts'
import { instant, type Instant } from './time.ts'

const at = z.int().transform(instant)

export const ruleVersionSchema = z.object({
  number: z.int().min(1),
  at,
  by: z.string(),
  why: z.string(),
  /** The version it was made from. */
  base: z.int().min(0),
  /** Hash of the folder's files as they were when a version of this line was last made from them. */
  folder: z.string(),
  /** Names of the documents that differ from those of the base. */
  changed: z.array(z.string()).readonly(),
  /** Hash of each document, by its name. */
  documents: z.record(z.string(), z.string()),
})

export const ruleChangeSchema = z.object({
  number: z.int().min(1),
  /** `shadow`: judged by beside the one in force, with no effect; 0 ends it. */
  what: z.enum(['in-force', 'shadow']),
  version: z.int().min(0),
  at,
  by: z.string(),
  why: z.string(),
})

export type RuleVersion = z.output<typeof ruleVersionSchema>
export type RuleChange = z.output<typeof ruleChangeSchema>

export interface NewRuleVersion extends Omit<RuleVersion, 'number' | 'at' | 'documents'> {
  readonly at: Instant
  readonly texts: ReadonlyMap<string, string>
}

export interface RuleVersions {
  /** Newest first, at most `limit`, those before the number `before`. */
  versions(limit: number, before?: number): Promise<readonly RuleVersion[]>
  version(number: number): Promise<RuleVersion | undefined>
  /** The documents of a version, by name. */
  texts(number: number): Promise<ReadonlyMap<string, string> | undefined>
  /** What the newest version says already, by the same person for the same reason, is that version. */
  add(version: NewRuleVersion): Promise<RuleVersion>
  /** Newest first. */
  changes(what: RuleChange['what'], limit: number): Promise<readonly RuleChange[]>
  /** What each partition has seen of the shadow that a change began; said again it takes the place of what was said. */
  keepShadow(change: number, partition: number, result: ShadowResult): Promise<void>
  shadowResults(change: number): Promise<readonly ShadowResult[]>
  /** Rejects with `version-conflict` when `seen` is not the newest change of its kind (0: none); nothing is written then. */
  change(change: Omit<RuleChange, 'number'>, seen: number): Promise<RuleChange>
}

/** The change that began the shadow that runs now: what was put in force since ended it. */
export async function shadowOf(
  versions: Pick<RuleVersions, 'changes'>,
): Promise<RuleChange | undefined> {
  const [shadow] = await versions.changes('shadow', 1)
  if (shadow === undefined || shadow.version === 0) return undefined
  const [inForce] = await versions.changes('in-force', 1)
  return shadow.number > (inForce?.number ?? 0) ? shadow : undefined
}
