/** What waits for an inspector on site (核实, 核查), nearest first. */
import { useEffect, useState } from 'preact/hooks'

import { readOrders } from '../../offline/orders.ts'
import { actions } from '../../offline/outbox.ts'
import type { Position } from '../../offline/position.ts'
import { ofPerson, type Action, type Person } from '../../offline/queue.ts'
import type { Case } from '../../api/types.ts'
import { loadNames, streetCodes, streetName } from '../../parts/case-names.ts'
import { isMine, myGrids } from '../../parts/grids.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { networkWords } from '../../words/crew.ts'
import { fieldWords } from '../../words/field.ts'
import { gridWords } from '../../words/grids.ts'
import { say } from '../../words/words.ts'
import { Notices, SoundSwitch } from '../crew/notices.tsx'
import { OrderCard } from '../crew/order-card.tsx'
import { StateBar } from '../crew/state-bar.tsx'
import { useCrew, useOutbox, useReloads } from '../crew/use-crew.ts'
import { Waiting } from '../crew/waiting.tsx'
import { Tabs } from './tabs.tsx'
import {
  byDeadline,
  isToCheck,
  isToVerify,
  metresTo,
  mineFirst,
  nearestFirst,
  showDistance,
  waitsForInspector,
} from './nearest.ts'
import { useHere } from './use-here.ts'
import { usePatrol } from './use-patrol.ts'
import '../crew/crew.css'
import './field.css'

export function Inspections() {
  const person = useCrew()
  return person === undefined ? null : <InspectionsOf person={person} />
}

const every = 30_000
const rememberedArea = 'urban-brain.field.area'
/** In the place of an area. */
const ofMyGrid = 'mine'

function InspectionsOf({ person }: { readonly person: Person }) {
  useOutbox(person)
  usePatrol(person)
  const position = useHere()
  const [area, setArea] = useState(() => localStorage.getItem(rememberedArea) ?? '')
  const [order, setOrder] = useState<Order>('nearest')
  useEffect(() => void loadNames(), [])
  const orders = useResource(
    `inspections ${person.name} ${area}`,
    (leaving) =>
      readOrders(
        person,
        {
          stage: 'collected,verifying',
          cell: area === '' || area === ofMyGrid ? undefined : area,
          fits: waitsForInspector,
        },
        leaving,
      ),
    { every },
  )
  useReloads(orders.reload, () => true)
  const mine = ofPerson(actions.value, person)
  const all = orders.value?.value ?? []
  // What waits for a case that is not in the list any more is still seen and decided here.
  const stray = mine.filter(
    ({ case: of, request }) => request.command !== 'patrol' && !all.some(({ id }) => id === of),
  )
  const choose = (chosen: string) => {
    localStorage.setItem(rememberedArea, chosen)
    setArea(chosen)
  }
  return (
    <main id="content" class="page crew">
      <h1>{say(fieldWords.title)}</h1>
      <Tabs />
      <StateBar person={person} />
      <Notices page="field" />
      {stray.length === 0 || orders.value === undefined ? null : (
        <ul class="record">
          {stray.map((action) => (
            <Waiting key={action.id} action={action} person={person} behind={false} named />
          ))}
        </ul>
      )}
      <Choices {...{ area, order }} onArea={choose} onOrder={setOrder} />
      <Loaded resource={orders}>
        {({ value: found, at, kept }) => (
          <>
            <p>
              <DataTime at={at} />
              {kept ? <span class="quiet"> · {say(networkWords.kept)}</span> : null}
            </p>
            {(
              [
                [fieldWords.toCheck, isToCheck],
                [fieldWords.toVerify, isToVerify],
              ] as const
            ).map(([words, waits]) => {
              const cases = found.filter(
                (one) => waits(one) && (area !== ofMyGrid || isMine(one.place)),
              )
              return (
                <section key={words.en}>
                  <h2>{say(words, { count: cases.length })}</h2>
                  <Cards {...{ cases, order, position, person }} waiting={mine} />
                </section>
              )
            })}
          </>
        )}
      </Loaded>
      <SoundSwitch />
    </main>
  )
}

type Order = 'nearest' | 'deadline'

interface ChoicesProps {
  readonly area: string
  readonly order: Order
  readonly onArea: (area: string) => void
  readonly onOrder: (order: Order) => void
}

function Choices({ area, order, onArea, onOrder }: ChoicesProps) {
  const streets = streetCodes()
  return (
    <div class="row field-choices">
      <label>
        {say(fieldWords.area)}
        <select value={area} onChange={({ currentTarget }) => onArea(currentTarget.value)}>
          <option value="">{say(fieldWords.everywhere)}</option>
          {area === ofMyGrid || myGrids.value.length > 0 ? (
            <option value={ofMyGrid}>
              {say(gridWords.mineOf, { names: myGrids.value.map(({ name }) => name).join(' ') })}
            </option>
          ) : null}
          {area === '' || area === ofMyGrid || streets.includes(area) ? null : (
            <option value={area}>{area}</option>
          )}
          {streets.map((code) => (
            <option key={code} value={code}>
              {streetName(code)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say(fieldWords.order)}
        <select
          value={order}
          onChange={({ currentTarget }) =>
            onOrder(currentTarget.value === 'deadline' ? 'deadline' : 'nearest')
          }
        >
          <option value="nearest">{say(fieldWords.nearest)}</option>
          <option value="deadline">{say(fieldWords.deadline)}</option>
        </select>
      </label>
    </div>
  )
}

interface CardsProps {
  readonly cases: readonly Case[]
  readonly order: Order
  readonly position: Position | undefined
  readonly person: Person
  readonly waiting: readonly Action[]
}

function Cards({ cases, order, position, person, waiting }: CardsProps) {
  if (cases.length === 0) return <p class="quiet">{say(fieldWords.none)}</p>
  const sorted = mineFirst(
    order === 'nearest' ? nearestFirst(cases, position) : byDeadline(cases),
    ({ place }) => isMine(place),
  )
  return (
    <ul class="orders">
      {sorted.map((one) => {
        const metres = metresTo(one.place, position)
        return (
          <li key={one.id}>
            <OrderCard
              page="field"
              order={one}
              waiting={waiting.filter((action) => action.case === one.id)}
            >
              {metres === undefined ? null : (
                <span>{say(fieldWords.distance, { distance: showDistance(metres) })}</span>
              )}
              {isMine(one.place) ? <span data-mine>{say(gridWords.mine)}</span> : null}
              <Claimed claimed={one.claimed} person={person} />
            </OrderCard>
          </li>
        )
      })}
    </ul>
  )
}

export const Claimed = ({
  claimed,
  person,
}: {
  readonly claimed: Case['claimed'] | undefined
  readonly person: Person
}) =>
  claimed === undefined ? null : (
    <span class="quiet">
      {claimed.name === person.name
        ? say(fieldWords.mine)
        : say(fieldWords.with, { who: claimed.person ?? claimed.name })}
    </span>
  )
