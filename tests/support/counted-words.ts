import { json } from '../../core/codecs.ts'
import {
  outgoing,
  type Effects,
  type LogRecord,
  type PartitionState,
  type Topic,
} from '../../core/log.ts'

export interface Word {
  readonly key: string
  /** Of the key, from 1 on. */
  readonly number: number
}

export interface Counted extends Word {
  /** How many words of the key the worker had seen, this one included. */
  readonly count: number
}

const topicOf = <T extends Word>(name: Topic<T>['name']): Topic<T> => ({
  name,
  key: (value) => value.key,
  ...json<T>(),
  retention: Number.POSITIVE_INFINITY,
})

export const wordsTopic = topicOf<Word>('readings')
export const countedTopic = topicOf<Counted>('alarms')

/** Counts the words of each key. Whoever does it twice, or from another's state, says a number that is not the word's. */
export function counted(records: readonly LogRecord<Word>[], state: PartitionState): Effects {
  const counts = new Map<string, number>()
  const values = records.map(({ value }): Counted => {
    const before = counts.get(value.key) ?? Number(state.get(value.key) ?? 0)
    counts.set(value.key, before + 1)
    return { ...value, count: before + 1 }
  })
  return {
    append: [outgoing(countedTopic, values)],
    state: [...counts].map(([key, value]) => ({ key, value })),
  }
}
