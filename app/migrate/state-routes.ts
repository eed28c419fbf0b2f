/**
 * Where a thing remembered by the one partition of an embedded log belongs among many. It follows the records that ask for
 * it: what is known of a device goes where the records of the device go.
 */
import { areaKey } from '../../core/area-member.ts'
import { everyConsumer, type Memory } from '../../core/consumers.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { RuleId } from '../../core/identity.ts'
import type { TopicName } from '../../core/log.ts'
import { partitionOf } from '../../storage/kafka/partitioner.ts'

export interface Routes {
  readonly partitions: number
  /** The gateway that speaks for a device. */
  readonly gatewayOf: (device: string) => string | undefined
}

/** The partitions; none for what is not needed. */
export function partitionsFor(
  { partitions, gatewayOf }: Routes,
  topic: TopicName,
  group: string,
  key: string,
): readonly number[] {
  const memory = memoryOf(topic, group, key)
  const homeOf = (device: string) => partitionOf(device, partitions)
  const rest = key.slice(memory.prefix?.length ?? 0)
  switch (memory.belongs) {
    case 'first':
      return [0]
    case 'everywhere':
      return Array.from({ length: partitions }, (_, partition) => partition)
    case 'device':
      return [homeOf(rest)]
    case 'deviceAfterSlash':
      return [homeOf(rest.slice(rest.indexOf('/') + 1))]
    case 'area': {
      const [rule = '', area = ''] = rest.split('/')
      return [homeOf(areaKey({ rule: rule as RuleId, area }))]
    }
    case 'sender': {
      const gateway = gatewayOf(rest)
      return [...new Set([homeOf(rest), ...(gateway === undefined ? [] : [homeOf(gateway)])])]
    }
    case 'nowhere':
      break
  }
  return []
}

const isOfDevice = (rest: string): boolean => rest.includes('/') && !rest.startsWith('~')

function memoryOf(topic: TopicName, group: string, key: string): Memory {
  const consumer = everyConsumer.find((each) => each.topic === topic && each.group === group)
  const memories = Object.values(consumer?.remembers ?? {})
  const found =
    memories.find((each) => each.key === key) ??
    memories.find(
      ({ prefix, belongs }) =>
        prefix !== undefined &&
        key.startsWith(prefix) &&
        (belongs !== 'deviceAfterSlash' || isOfDevice(key.slice(prefix.length))),
    )
  if (found !== undefined) return found
  throw new UrbanBrainError(
    'engine-mismatch',
    `${group} remembers ${key}, and this version does not know where that belongs`,
  )
}
