/** Whether the stores of an installation are of one moment: each group reads what is there, each register knows what it told. */
import { holdsTheLog } from '../../../core/consumers.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { TopicName } from '../../../core/log.ts'

import { restoreCommand } from './decide.ts'

export interface Place {
  readonly topic: TopicName
  readonly group: string
  /** Where it goes on. */
  readonly committed: number
  /** Of the topic: the oldest record kept, and the offset the next one will get. */
  readonly first: number
  readonly next: number
}

const volumeOf = (topic: TopicName): string => (topic === 'frames' ? 'log/intake' : 'log/work')

/** Throws `store-foreign` at a group that has read what its topic never held, or has still to read what is gone and was kept for it. */
export function placesMustFit(folder: string, places: readonly Place[]): void {
  for (const { topic, group, committed, first, next } of places) {
    if (committed > next)
      throw apart(
        `${folder}/log/work says that ${group} has read ${topic} up to ${committed}, and ${folder}/${volumeOf(topic)} ends at ${next}`,
      )
    if (committed < first && holdsTheLog(group))
      throw apart(
        `${folder}/log/work says that ${group} has read ${topic} up to ${committed}, and ${folder}/${volumeOf(topic)} begins at ${first}`,
      )
  }
}

/**
 * Where the relay has to go back to, so that the log hears again what it does not hold; undefined when it stands well.
 * Throws `store-foreign` when the log tells of a case event that the register does not know.
 */
export function relayMustFit(
  folder: string,
  newest: { readonly sequence: number; readonly case: string; readonly version: number },
  register: { readonly holds: boolean; readonly relayed: number },
): number | undefined {
  if (!register.holds)
    throw apart(
      `${folder}/log/work tells of event ${newest.version} of case ${newest.case}, and ${folder}/cases.sqlite does not know it`,
    )
  return register.relayed > newest.sequence ? newest.sequence : undefined
}

const apart = (what: string): UrbanBrainError =>
  new UrbanBrainError(
    'store-foreign',
    `${what}: one of them is older than the other; put the whole backup back: ${restoreCommand}`,
  )
