import type { ComponentChildren } from 'preact'

import type { Case } from '../../api/types.ts'
import type { Action } from '../../offline/queue.ts'
import { SeverityBadge, StageBadge } from '../../parts/badges.tsx'
import { CameBack } from '../../parts/came-back.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { networkWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'
import { placeLine } from './named-place.ts'

export interface OrderCardProps {
  /** The page it opens on. */
  readonly page?: 'crew' | 'field'
  readonly order: Case
  readonly waiting: readonly Action[]
  readonly children?: ComponentChildren
}

export function OrderCard({ page = 'crew', order, waiting, children }: OrderCardProps) {
  const { id, title, severity, stage } = order
  const refused = waiting.filter(({ state }) => state === 'refused').length
  const where = placeLine(order)
  return (
    <a class={`order-card edge-${severity}`} href={`/${page}/${encodeURIComponent(id)}`}>
      <span class="row">
        <SeverityBadge severity={severity} />
        <StageBadge stage={stage} />
        <Countdown {...order} />
      </span>
      <strong class="order-title">{say(title)}</strong>
      {where === undefined ? null : <span class="order-place">{where}</span>}
      <span class="quiet">{id}</span>
      <CameBack of={order} />
      {children}
      {waiting.length > refused ? (
        <span>◷ {say(networkWords.waiting, { count: waiting.length - refused })}</span>
      ) : null}
      {refused > 0 ? (
        <span class="trouble">⚠ {say(networkWords.refused, { count: refused })}</span>
      ) : null}
    </a>
  )
}
