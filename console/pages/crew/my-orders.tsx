/** Orders of which this person was told and that they have not opened yet. */
import { call } from '../../api/client.ts'
import type { Person } from '../../offline/queue.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { useCaseEvents } from '../../state/case-events.ts'
import { useResource } from '../../state/resource.ts'
import { showInstant } from '../../words/format.ts'
import { personalWords as words } from '../../words/personal.ts'
import { say } from '../../words/words.ts'

const every = 60_000

export function MyOrders({ person: { name } }: { readonly person: Person }) {
  const found = useResource(
    `my orders ${name}`,
    (signal) => call('GET /v1/account/orders', { signal }),
    { every },
  )
  useCaseEvents(found.reload)
  const orders = found.value ?? []
  if (orders.length === 0) return null
  return (
    <section class="sheet notice" aria-labelledby="my-orders">
      <h2 id="my-orders">
        {say(words.waiting)} ({orders.length})
      </h2>
      <ul>
        {orders.map(({ case: id, title, severity, told }) => (
          <li key={id}>
            <a class="touch" href={`/crew/${id}`}>
              {say(title)}
            </a>{' '}
            <SeverityBadge severity={severity} />{' '}
            <time class="quiet">{showInstant(told, 'minute')}</time>
          </li>
        ))}
      </ul>
    </section>
  )
}
