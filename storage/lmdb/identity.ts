import { existsSync } from 'node:fs'

import type { Key } from 'lmdb'

import type { TopicName } from '../../core/log.ts'
import type { Room } from '../../core/room.ts'

import { encodeOffset, offsetKey, openVolume, type WritableVolume } from './volume.ts'
import { volumeFile } from './whole.ts'

/** One of these for each volume: it is no block, offset or state. */
const identityKey = ['i', 'installation']

/** Whether the volume was ever opened. */
export const isVolume = (folder: string): boolean => existsSync(volumeFile(folder))

/** Of the installation the volume belongs to. The volume is there, and whole. */
export const volumeIdentity = (folder: string, room: Room): Promise<string | undefined> =>
  using(folder, room, ({ data }) => data.get(identityKey)?.toString('utf8'))

/** Makes the volume where there is none. */
export const markVolume = (folder: string, room: Room, identity: string): Promise<void> =>
  put(folder, room, identityKey, Buffer.from(identity, 'utf8'))

/** Where a group goes on; for a log that nobody runs on. */
export const placeGroup = (
  folder: string,
  room: Room,
  topic: TopicName,
  group: string,
  offset: number,
): Promise<void> => put(folder, room, offsetKey(topic, group), encodeOffset(offset))

const put = (folder: string, room: Room, key: Key, value: Buffer): Promise<void> =>
  using(folder, room, async ({ data, write }) => {
    const work = () => data.put(key, value)
    await write({ purpose: 'record', bytes: value.length, scattered: 1, work })
  })

/** What the engine refuses is told by the write itself. */
const broken = () => {}

async function using<T>(
  folder: string,
  room: Room,
  work: (volume: WritableVolume) => T | Promise<T>,
): Promise<T> {
  await using volume = openVolume(folder, { room, broken })
  return await work(volume)
}
