import type { Key } from 'lmdb'

import type { TopicName } from '../../core/log.ts'

import { blockCount, blockWrittenAt } from './block.ts'
import {
  baseOf,
  blocksFrom,
  nextOffset,
  oldestWanted,
  type Volume,
  type WritableVolume,
} from './volume.ts'

const step = 500

/**
 * Retires the oldest blocks of a topic that were written before `before` and that every group is done with. Returns the
 * number of records retired. Groups keep their offsets in the volume of their outputs, hence `readers`.
 */
export async function retire(
  volume: WritableVolume,
  readers: readonly Volume[],
  topic: TopicName,
  before: number,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<number> {
  const read = Math.min(...readers.map((reader) => oldestWanted(reader, topic)))
  // Under pressure only what somebody has read may go; a topic without readers waits for its first one.
  if (read === Number.POSITIVE_INFINITY && before === read) return 0
  let records = 0
  let bytes = 0
  for (;;) {
    volume.root.resetReadTxn()
    const next = nextOffset(volume, topic)
    const keys: Key[] = []
    for (const { key, value } of blocksFrom(volume, topic, 0, step)) {
      const end = baseOf(key) + blockCount(value)
      // The newest block stays: it says where the topic goes on.
      if (end > read || end === next || blockWrittenAt(value) >= before || bytes >= mostBytes) break
      keys.push(key)
      records += blockCount(value)
      bytes += value.length
    }
    if (keys.length === 0) return records
    await volume.write({
      purpose: 'retention',
      bytes: 0,
      scattered: 1,
      work: () =>
        volume.data.batch(() => {
          for (const key of keys) void volume.data.remove(key)
        }),
    })
    if (keys.length < step) return records
  }
}

/** Bytes the records of a volume take; freed pages are used again and do not count. */
export function usedBytes(volume: Volume): number {
  const stats = volume.data.getStats() as {
    pageSize: number
    treeBranchPageCount: number
    treeLeafPageCount: number
    overflowPages: number
  }
  return (
    stats.pageSize * (stats.treeBranchPageCount + stats.treeLeafPageCount + stats.overflowPages)
  )
}
