/** Frames that were worked on before, once more: the readings that they make, from an empty memory on. */
import type { Bindings } from '../core/bindings/bindings.ts'
import type { Frame, Tick } from '../core/frame.ts'
import type { LogRecord } from '../core/log.ts'
import type { ReadingRecord } from '../core/topics.ts'
import { Remembered } from '../runtime/remembered.ts'
import type { ClockLimits } from './config.ts'
import type { DeviceLookup } from './denied.ts'
import { normalise } from './normalise.ts'

/** Of one partition. */
export function ingestAgain(
  devices: DeviceLookup,
  limits: ClockLimits,
  partitions: number,
  bindings?: Bindings,
) {
  const state = new Remembered()
  return (records: readonly LogRecord<Frame | Tick>[]): readonly ReadingRecord[] => {
    const [first] = records
    if (first === undefined) return []
    const { partition } = first
    const done = normalise({ records, state, partition, partitions }, devices, limits, bindings)
    state.apply(done.state)
    return done.append
      .filter(({ topic }) => topic.name === 'readings')
      .flatMap(({ values }) => values as readonly ReadingRecord[])
  }
}
