import { existsSync } from 'node:fs'

import type { TopicName } from '../../core/log.ts'

import { encodeOffset, offsetKey, openVolume, type Volume } from './volume.ts'
import { volumeFile } from './whole.ts'

/** One of these for each volume: it is no block, offset or state. */
const identityKey = ['i', 'installation']

/** Whether the volume was ever opened. */
export const isVolume = (folder: string): boolean => existsSync(volumeFile(folder))

/** Of the installation the volume belongs to. The volume is there, and whole. */
export const volumeIdentity = (folder: string): Promise<string | undefined> =>
  using(folder, ({ data }) => data.get(identityKey)?.toString('utf8'))

/** Makes the volume where there is none. */
export const markVolume = (folder: string, identity: string): Promise<void> =>
  using(folder, async ({ data }) => {
    await data.put(identityKey, Buffer.from(identity, 'utf8'))
  })

/** Where a group goes on; for a log that nobody runs on. */
export const placeGroup = (
  folder: string,
  topic: TopicName,
  group: string,
  offset: number,
): Promise<void> =>
  using(folder, async ({ data }) => {
    await data.put(offsetKey(topic, group), encodeOffset(offset))
  })

async function using<T>(folder: string, work: (volume: Volume) => T | Promise<T>): Promise<T> {
  const volume = openVolume(folder)
  try {
    return await work(volume)
  } finally {
    await volume.root.close()
  }
}
