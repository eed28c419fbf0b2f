/** What the command centre reads, how often, and what makes it read again. */
import { useEffect } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { AnswerOf } from '../../api/routes.ts'
import type {
  Alarm,
  Case,
  DailyReport,
  DevicePlace,
  DevicesSilent,
  Rain,
  Summary,
} from '../../api/types.ts'
import { loadUnitNames } from '../../parts/case-names.ts'
import { useCaseEvents } from '../../state/case-events.ts'
import { useResource, type Resource } from '../../state/resource.ts'
import { readGravest, type Rows } from '../../state/rows.ts'
import { standingAlarms } from '../../state/standing.ts'
import { openStages } from '../../../core/case-terms.ts'
import type { CityGrid } from './picture.ts'
import { placesIn } from './places.ts'
import { useYesterday } from './use-yesterday.ts'

async function readDevices(signal: AbortSignal): Promise<readonly DevicePlace[]> {
  const devices: DevicePlace[] = []
  let after: string | undefined
  do {
    const page: AnswerOf<'GET /v1/devices-places'> = await call('GET /v1/devices-places', {
      query: { after },
      signal,
    })
    devices.push(...placesIn(page.devices))
    after = page.after
  } while (after !== undefined)
  return devices
}

export interface CentreData {
  readonly grid: Resource<CityGrid>
  readonly devices: Resource<readonly DevicePlace[]>
  readonly silent: Resource<DevicesSilent>
  readonly alarms: Resource<Rows<Alarm>>
  readonly cases: Resource<Rows<Case>>
  readonly summary: Resource<Summary>
  readonly today: Resource<DailyReport>
  /** The day before that of `today`, until the time of day that `today` has reached. */
  readonly yesterday: DailyReport | undefined
  /** Nothing before the first view is over. */
  readonly rain: Resource<Rain | undefined>
}

/** They change a figure of the day that stands beside those of the moment. */
const countedToday: ReadonlySet<string> = new Set(['filed', 'closed', 'reopened'])

const seconds = (count: number): number => count * 1_000

/** `firstViewOver`: what nobody looks for first is read then. */
export function useCentreData(firstViewOver: boolean): CentreData {
  const grid = useResource('grid', (signal) => call('GET /v1/grid', { signal }))
  const devices = useResource('devices', readDevices, { every: seconds(600) })
  const silent = useResource(
    'silent',
    // The answer is made again every half minute for six hours, every other minute for a day.
    (signal) => call('GET /v1/devices-silent', { query: { hours: 6 }, signal }),
    { every: seconds(30) },
  )
  // An alarm that opens no case makes no event of a case: it is seen by asking.
  const alarms = useResource('alarms', (signal) => standingAlarms(signal), { every: seconds(15) })
  const cases = useResource(
    'cases',
    (signal) =>
      readGravest((paging, severity) =>
        call('GET /v1/cases', {
          query: { ...paging, severity, stage: openStages.join(','), order: 'deadline' },
          signal,
        }),
      ),
    { every: seconds(60) },
  )
  const summary = useResource('summary', (signal) => call('GET /v1/summary', { signal }), {
    every: seconds(15),
  })
  const today = useResource<DailyReport>(
    'today',
    (signal) => call('GET /v1/report/daily', { signal }),
    {
      every: seconds(60),
    },
  )
  const yesterday = useYesterday(today.value, firstViewOver)
  useEffect(() => {
    if (firstViewOver) void loadUnitNames()
  }, [firstViewOver])
  const rain = useResource<Rain | undefined>(
    `rain ${firstViewOver}`,
    async (signal) => (firstViewOver ? call('GET /v1/rain', { signal }) : undefined),
    { every: seconds(60) },
  )
  const read = [alarms, cases, summary]
  useCaseEvents(
    () => {
      for (const { reload } of read) reload()
    },
    { busy: () => read.some(({ loading }) => loading) },
  )
  useCaseEvents(today.reload, {
    concerns: ({ event }) => countedToday.has(event),
    busy: () => today.loading,
  })
  return { grid, devices, silent, alarms, cases, summary, today, yesterday, rain }
}
