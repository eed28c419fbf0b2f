/** Reads what today is compared with, once more with every new time of day that today has reached. */
import { useEffect, useRef } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { DailyReport } from '../../api/types.ts'
import { city } from '../../state/city.ts'
import { useResource } from '../../state/resource.ts'
import { dayBefore } from './yesterday.ts'

export function useYesterday(
  today: DailyReport | undefined,
  firstViewOver: boolean,
): DailyReport | undefined {
  const zone = city.value?.zone
  const asked =
    !firstViewOver || today === undefined || zone === undefined ? undefined : dayBefore(today, zone)
  // By the date: the figure of a few minutes ago stays until the next one has come, that of another day does not.
  const { value, reload } = useResource<DailyReport | undefined>(
    `yesterday ${asked?.date}`,
    async (signal) => asked && call('GET /v1/report/daily', { query: { ...asked }, signal }),
  )
  const known = useRef(asked?.time)
  useEffect(() => {
    if (known.current !== undefined && known.current !== asked?.time) reload()
    known.current = asked?.time
  }, [asked?.time])
  return value
}
