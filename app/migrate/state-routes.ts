/**
 * Where a thing remembered by the one partition of an embedded log belongs among many. It follows the records that ask for
 * it: what is known of a device goes where the records of the device go.
 */
import { UrbanBrainError } from '../../core/errors.ts'
import type { TopicName } from '../../core/log.ts'
import { watermarkKey } from '../../series/rollup/rollup.ts'
import { partitionOf } from '../../storage/kafka/partitioner.ts'

export interface Routes {
  readonly partitions: number
  /** The gateway that speaks for a device. */
  readonly gatewayOf: (device: string) => string | undefined
}

/** What ingest remembers of a device: what it said lately, with its own instant and without a good one, and our clock it goes by. */
const ofDevice = ['repeats/', 'aside/', 'agreed/'] as const
const rollup = 'rollup/'

/** The partitions; none for what is not needed. */
export function partitionsFor(
  { partitions, gatewayOf }: Routes,
  topic: TopicName,
  group: string,
  key: string,
): readonly number[] {
  const everywhere = () => Array.from({ length: partitions }, (_, partition) => partition)
  const homeOf = (device: string) => partitionOf(device, partitions)
  switch (`${topic}/${group}`) {
    case 'frames/ingest': {
      if (key === 'accounting') return [0]
      if (key === 'host-clock') return everywhere()
      const prefix = ofDevice.find((one) => key.startsWith(one))
      if (prefix === undefined) break
      // Frames go by who sent them: by the device itself, by its gateway, or now by the one and now by the other.
      const device = key.slice(prefix.length)
      const gateway = gatewayOf(device)
      return [...new Set([homeOf(device), ...(gateway === undefined ? [] : [homeOf(gateway)])])]
    }
    case 'readings/rules':
      // Latest ticks of several partitions of frames: there was one.
      if (key === '~lanes') return []
      if (key === '~tick' || key.startsWith('~rule/')) return everywhere()
      if (key.startsWith('~') || !key.includes('/')) break
      return [homeOf(key.slice(key.indexOf('/') + 1))]
    case 'readings/series':
      if (key === watermarkKey) return everywhere()
      if (!key.startsWith(rollup)) break
      return [homeOf(key.slice(rollup.length))]
    default:
  }
  throw new UrbanBrainError(
    'engine-mismatch',
    `${group} remembers ${key}, and this version does not know where that belongs`,
  )
}
