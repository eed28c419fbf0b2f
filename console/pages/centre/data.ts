/** What the command centre reads, how often, and what makes it read again. */
import { call } from '../../api/client.ts'
import type { Alarm, Case, DeviceHealth, DevicePlace, Summary } from '../../api/types.ts'
import { useCaseEvents } from '../../state/case-events.ts'
import { useResource, type Resource } from '../../state/resource.ts'
import { readRows, type Rows } from '../../state/rows.ts'
import { standingAlarms } from '../../state/standing.ts'
import { openStages } from '../../../core/case-terms.ts'
import type { CityGrid } from './picture.ts'

async function readDevices(signal: AbortSignal): Promise<readonly DevicePlace[]> {
  const devices: DevicePlace[] = []
  let after: string | undefined
  do {
    const page: { readonly devices: readonly DevicePlace[]; readonly after?: string } = await call(
      '/v1/devices-places',
      { query: { after }, signal },
    )
    devices.push(...page.devices)
    after = page.after
  } while (after !== undefined)
  return devices
}

/** The day's numbers of /v1/report/daily that the vital signs show. */
export interface Today {
  readonly cases: { readonly filed: number; readonly closed: number }
}

export interface CentreData {
  readonly grid: Resource<CityGrid>
  readonly devices: Resource<readonly DevicePlace[]>
  readonly health: Resource<{ readonly devices: readonly DeviceHealth[] }>
  readonly alarms: Resource<Rows<Alarm>>
  readonly cases: Resource<Rows<Case>>
  readonly summary: Resource<Summary>
  readonly today: Resource<Today>
}

const seconds = (count: number): number => count * 1_000

export function useCentreData(): CentreData {
  const grid = useResource<CityGrid>('grid', (signal) => call('/v1/grid', { signal }))
  const devices = useResource('devices', readDevices, { every: seconds(600) })
  const health = useResource<{ readonly devices: readonly DeviceHealth[] }>(
    'health',
    // The answer is made again every half minute for six hours, every other minute for a day.
    (signal) => call('/v1/devices-health', { query: { hours: 6 }, signal }),
    { every: seconds(30) },
  )
  // An alarm that opens no case makes no event of a case: it is seen by asking.
  const alarms = useResource('alarms', (signal) => standingAlarms(signal), { every: seconds(15) })
  const cases = useResource(
    'cases',
    (signal) =>
      readRows<Case>('/v1/cases', { stage: openStages.join(','), order: 'deadline' }, signal),
    { every: seconds(60) },
  )
  const summary = useResource<Summary>('summary', (signal) => call('/v1/summary', { signal }), {
    every: seconds(15),
  })
  const today = useResource<Today>('today', (signal) => call('/v1/report/daily', { signal }), {
    every: seconds(60),
  })
  const read = [alarms, cases, summary]
  useCaseEvents(
    () => {
      for (const { reload } of read) reload()
    },
    { busy: () => read.some(({ loading }) => loading) },
  )
  return { grid, devices, health, alarms, cases, summary, today }
}
