/** What a log that nobody runs on tells about the stores beside it. */
import { join } from 'node:path'

import { consumers } from '../../core/consumers.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { Topic } from '../../core/log.ts'
import type { Reading } from '../../core/reading.ts'
import { plus, type Instant } from '../../core/time.ts'
import { caseEventsTopic, readingsTopic, topics } from '../../core/topics.ts'
import { openLmdbExport } from '../../storage/lmdb/export.ts'
import type { Place } from './decide/fit.ts'

export interface LogFacts {
  readonly places: readonly Place[]
  readonly newestCaseEvent: CaseEventRecord | undefined
  /** A reading that the time series has taken and would still keep. */
  readonly stored: Reading | undefined
  /** Where the group of the time series goes on, and what is kept for it. */
  readonly series: Place | undefined
}

export const seriesGroup = consumers.series.group
/** Records looked through for a reading; between two there may be ticks and statuses. */
const back = 2_000

/** `since`: the time series keeps what was observed later. Both volumes are there, and whole. */
export async function logFacts(data: string, since: Instant): Promise<LogFacts> {
  await using log = openLmdbExport(join(data, 'log'))
  const every: readonly Topic<unknown>[] = Object.values(topics)
  const places = every.flatMap(({ name: topic }) =>
    [...log.groups(topic)].map(([group, committed]): Place => ({
      topic,
      group,
      committed,
      ...log.range(topic),
    })),
  )
  // The newest block of each topic says where it goes on.
  for (const topic of every) {
    const { first, next } = log.range(topic.name)
    if (next > first) log.records(topic, next - 1, 1)
  }
  const events = log.range('case-events')
  const series = places.find(({ topic, group }) => topic === 'readings' && group === seriesGroup)
  const read =
    series === undefined
      ? []
      : log.records(readingsTopic, Math.max(series.first, series.committed - back), back)
  const stored = read
    .flatMap(({ offset, value }) =>
      series !== undefined && offset < series.committed && value.type === 'reading' ? [value] : [],
    )
    .findLast(({ timing, observedAt }) => timing === 'live' && observedAt > plus(since, slack))
  return {
    places,
    series,
    stored,
    newestCaseEvent:
      events.next > events.first
        ? log.records(caseEventsTopic, events.next - 1, 1)[0]?.value
        : undefined,
  }
}

/** What is about to be deleted may be gone already. */
const slack = 3_600_000
