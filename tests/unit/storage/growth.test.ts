/** Threads hear of topics that they read, soon and not for every commit. Two of them are two of one thread here. */
import { expect, onTestFinished, test } from 'vitest'

import type { TopicName } from '../../../core/log.ts'
import { Growth } from '../../../storage/lmdb/growth.ts'
import { until } from '../../support/until.ts'

function threads(folder: string, ...reads: readonly TopicName[]) {
  const heard: TopicName[] = []
  const reader = new Growth(folder, (topic) => heard.push(topic))
  for (const topic of reads) reader.listen(topic)
  const writer = new Growth(folder, (topic) => heard.push(topic))
  onTestFinished(() => {
    reader[Symbol.dispose]()
    writer[Symbol.dispose]()
  })
  return { reader, writer, heard }
}

test('one word at once for many commits, one behind the last of them, and none of what is not read', async () => {
  const { writer, heard } = threads('one', 'alarms', 'readings')
  for (let commit = 0; commit < 100; commit++)
    for (const topic of ['alarms', 'readings', 'frames'] as const) writer.tell(topic)
  await until(() => heard.length >= 4, 'both have been told twice')
  writer.tell('replies')
  writer.tell('case-events')
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(heard.toSorted()).toEqual(['alarms', 'alarms', 'readings', 'readings'])
})

test('who begins to listen after a word hears the next one', async () => {
  const { reader, writer, heard } = threads('two')
  writer.tell('alarms')
  await new Promise((resolve) => setTimeout(resolve, 20))
  reader.listen('alarms')
  expect(heard).toEqual([])
  writer.tell('alarms')
  await until(() => heard.length === 1, 'it has been told')
})

test('logs of other folders hear nothing, and one that is closed neither tells nor hears', async () => {
  const { reader, writer, heard } = threads('three', 'alarms')
  const other = threads('four', 'alarms')
  reader[Symbol.dispose]()
  reader.listen('readings')
  reader.tell('alarms')
  writer.tell('alarms')
  writer.tell('readings')
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect([heard, other.heard]).toEqual([[], []])
})
