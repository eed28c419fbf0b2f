import { consumers } from '../../core/consumers.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import type { DurableLog } from '../../core/log.ts'
import { deadLettersTopic } from '../../core/topics.ts'
import type { Span } from '../health/health.ts'

const step = 1_000
/** Records looked at in each partition: of a flood of refused frames the newest ones are counted. */
const longestLook = 20_000

/** How many frames of the span somebody else sent under each name, by name. */
export async function unprovenFrames(
  log: Pick<DurableLog, 'positions' | 'read'>,
  { from, to }: Span,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const { partition, first, next } of await log.positions(
    deadLettersTopic.name,
    consumers.adoption.group,
  )) {
    const stop = Math.max(first, next - longestLook)
    let end = next
    let older = false
    while (end > stop && !older) {
      const start = Math.max(stop, end - step)
      const records = await log.read(deadLettersTopic, partition, start, end - start)
      // A letter that was put back keeps the instant it was received at, so one old letter ends nothing.
      older = records.length > 0 && records.every(({ value }) => value.receivedAt < from)
      for (const { offset, value } of records) {
        const name = offset < end ? claimed(value) : undefined
        if (name === undefined || value.receivedAt < from || value.receivedAt >= to) continue
        counts.set(name, (counts.get(name) ?? 0) + 1)
      }
      end = start
    }
  }
  return counts
}

/** The name that the source used and that is not its own; undefined for any other fault. */
function claimed({ reason, source, device, topic }: DeadLetter): string | undefined {
  if (reason === 'not-your-device') return device
  if (reason !== 'topic-not-allowed') return undefined
  const name = /^ub\/v1\/([^/]+)\/(?:telemetry|event|status|reply)$/.exec(topic)?.[1]
  return name === source ? undefined : name
}
