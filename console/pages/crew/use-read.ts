import { useEffect } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { CaseWithTimeline } from '../../api/types.ts'
import type { Person } from '../../offline/queue.ts'

/** Says that whoever was told of the order has it before them. Without network nobody hears of it, and the next look says it. */
export function useRead({ name }: Person, order: CaseWithTimeline | undefined): void {
  const { id, version, stage } = order?.case ?? {}
  const last = order?.timeline.findLast(
    ({ event, data, by }) =>
      (event === 'personTold' && data['person'] === name) ||
      (event === 'orderRead' && by.name === name),
  )
  const waits = (stage === 'dispatched' || stage === 'rework') && last?.event === 'personTold'
  useEffect(() => {
    if (id === undefined || !waits) return
    void call('POST /v1/cases/{id}/read', { path: { id } }).catch(() => undefined)
  }, [id, version, waits])
}
