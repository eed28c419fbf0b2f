import { actions } from '../../offline/outbox.ts'
import { crewOrders, readOrders } from '../../offline/orders.ts'
import { ofPerson, type Action, type Person } from '../../offline/queue.ts'
import type { Case } from '../../api/types.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { crewWords, networkWords } from '../../words/crew.ts'
import { handOverWords } from '../../words/hand-over.ts'
import { supportWords } from '../../words/support.ts'
import { say } from '../../words/words.ts'
import { MyOrders } from './my-orders.tsx'
import { Notices, SoundSwitch } from './notices.tsx'
import { OrderCard } from './order-card.tsx'
import { parted } from './sorting.ts'
import { StateBar } from './state-bar.tsx'
import { useCrew, useOutbox, useReloads } from './use-crew.ts'
import { Waiting } from './waiting.tsx'
import './crew.css'

export function Orders() {
  const person = useCrew()
  return person === undefined ? null : <OrdersOf person={person} />
}

const every = 30_000

function OrdersOf({ person }: { readonly person: Person }) {
  useOutbox(person)
  const orders = useResource(
    `orders ${person.name}`,
    (leaving) => readOrders(person, crewOrders, leaving),
    {
      every,
    },
  )
  useReloads(orders.reload, () => true)
  const mine = ofPerson(actions.value, person)
  const shown = orders.value?.value ?? []
  // What waits for an order that is not in the list any more is still seen and decided here.
  const stray = mine.filter((action) => !shown.some(({ id }) => id === action.case))
  return (
    <main id="content" class="page crew">
      <h1>{say(crewWords.title)}</h1>
      <StateBar person={person} />
      <Notices />
      <MyOrders person={person} />
      {stray.length === 0 || orders.value === undefined ? null : (
        <ul class="record">
          {stray.map((action) => (
            <Waiting key={action.id} action={action} person={person} behind={false} named />
          ))}
        </ul>
      )}
      <Loaded resource={orders}>
        {({ value, at, kept }) => {
          const { open, reported, supported } = parted(value, person.unit)
          return (
            <>
              <p>
                <DataTime at={at} />
                {kept ? <span class="quiet"> · {say(networkWords.kept)}</span> : null}
              </p>
              <h2>{say(crewWords.orders, { count: open.length })}</h2>
              <Cards orders={open} waiting={mine} empty={say(crewWords.none)} />
              <h2>{say(supportWords.mine, { count: supported.length })}</h2>
              <Cards orders={supported} waiting={mine} empty={say(supportWords.none)} />
              <h2>{say(crewWords.reported, { count: reported.length })}</h2>
              <Cards orders={reported} waiting={mine} empty={say(crewWords.noneReported)} />
            </>
          )
        }}
      </Loaded>
      <p>
        <a href="/hand-over">{say(handOverWords.title)}</a>
      </p>
      <SoundSwitch />
    </main>
  )
}

interface CardsProps {
  readonly orders: readonly Case[]
  readonly waiting: readonly Action[]
  readonly empty: string
}

const Cards = ({ orders, waiting, empty }: CardsProps) =>
  orders.length === 0 ? (
    <p class="quiet">{empty}</p>
  ) : (
    <ul class="orders">
      {orders.map((order) => (
        <li key={order.id}>
          <OrderCard order={order} waiting={waiting.filter((action) => action.case === order.id)} />
        </li>
      ))}
    </ul>
  )
