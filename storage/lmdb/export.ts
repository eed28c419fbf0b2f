import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { open, type Key } from 'lmdb'

import { UrbanBrainError } from '../../core/errors.ts'
import type { LogRecord, PartitionState, Topic, TopicName } from '../../core/log.ts'

import { readRecords } from './consumer.ts'
import { mustBeWhole } from './whole.ts'
import { firstOffset, groupOffsets, nextOffset, storedState, type Volume } from './volume.ts'

/** A log that nobody runs on, as it was left; for a copy into another one. */
export interface LmdbExport extends AsyncDisposable {
  /** `first` is the oldest record kept, `next` the offset after the newest one. */
  range(topic: TopicName): { readonly first: number; readonly next: number }
  /** Where every group that ever read the topic goes on. */
  groups(topic: TopicName): ReadonlyMap<string, number>
  records<T>(topic: Topic<T>, from: number, limit: number): readonly LogRecord<T>[]
  state(topic: TopicName, group: string): PartitionState
}

/** Opens the folder for reading only: nothing in it changes. */
export function openLmdbExport(folder: string): LmdbExport {
  const intake = openReadOnly(join(folder, 'intake'))
  const work = openReadOnly(join(folder, 'work'))
  const volumeOf = (topic: TopicName): Volume => (topic === 'frames' ? intake : work)
  return {
    range(topic) {
      const volume = volumeOf(topic)
      const next = nextOffset(volume, topic)
      return { first: firstOffset(volume, topic) ?? next, next }
    },
    groups: (topic) =>
      new Map([...groupOffsets(work, topic)].map(({ group, offset }) => [group, offset])),
    records: (topic, from, limit) =>
      readRecords(volumeOf(topic.name), topic, from, limit, { cut: true }),
    state: (topic, group) => storedState(work, topic, group),
    async [Symbol.asyncDispose]() {
      await intake.root.close()
      await work.root.close()
    },
  }
}

function openReadOnly(folder: string): Volume {
  if (!existsSync(join(folder, 'data.mdb')))
    throw new UrbanBrainError('config-invalid', `there is no log in ${folder}`)
  mustBeWhole(folder, { mostPages: Number.POSITIVE_INFINITY })
  const root = open<Buffer, Key>({ path: folder, encoding: 'binary', maxDbs: 2, readOnly: true })
  return { folder, root, data: root.openDB<Buffer, Key>({ name: 'log', encoding: 'binary' }) }
}
