import { useRoute } from 'preact-iso'
import { useEffect } from 'preact/hooks'

import type { CaseWithTimeline } from '../../api/types.ts'
import { actions } from '../../offline/outbox.ts'
import { readOrder } from '../../offline/orders.ts'
import { ofPerson, type Action, type Person } from '../../offline/queue.ts'
import { SeverityBadge, StageBadge } from '../../parts/badges.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { SuspensionLines } from '../../parts/suspension-lines.tsx'
import { SupportLines } from '../../parts/support-lines.tsx'
import { SupervisionNote } from '../../parts/supervision-note.tsx'
import { DeletedPhotos, deletedPhotos } from '../../parts/deleted-photos.ts'
import { DataTime, isGone, Loaded } from '../../parts/loaded.tsx'
import { OrderNote } from '../../parts/order-note.tsx'
import { WhyHere } from '../../parts/why-here.tsx'
import { useResource } from '../../state/resource.ts'
import { caseWords } from '../../words/cases.ts'
import { crewWords, networkWords, outboxWords } from '../../words/crew.ts'
import { workWords } from '../../../core/case-terms.ts'
import { supportWords } from '../../words/support.ts'
import { say } from '../../words/words.ts'
import { loadNames, showLimit } from '../../parts/case-names.ts'
import { Doing } from './doing.tsx'
import { Notices, SoundSwitch } from './notices.tsx'
import { MeasuredLines } from './measured-lines.tsx'
import { placeLine } from './named-place.ts'
import { PlaceOf } from './place.tsx'
import { Record } from './record.tsx'
import { StateBar } from './state-bar.tsx'
import { useRead } from './use-read.ts'
import { useCrew, useOutbox, useReloads } from './use-crew.ts'
import { Waiting } from './waiting.tsx'
import './crew.css'

export function Order() {
  const person = useCrew()
  const { id = '' } = useRoute().params
  // Anew for each order: forms and drafts of one never show at another.
  return person === undefined ? null : <OrderOf key={id} person={person} id={id} />
}

const every = 30_000

function OrderOf({ person, id }: { readonly person: Person; readonly id: string }) {
  useOutbox(person)
  useEffect(() => {
    void loadNames()
  }, [])
  const order = useResource(
    `order ${person.name} ${id}`,
    (leaving) => readOrder(person, id, leaving),
    { every },
  )
  useReloads(order.reload, (other) => other === id)
  useRead(person, order.value?.value)
  const waiting = ofPerson(actions.value, person).filter((action) => action.case === id)
  const seen = order.value
  return (
    <main id="content" class="page crew">
      <a class="touch" href="/crew">
        ← {say(crewWords.back)}
      </a>
      <h1>{seen === undefined ? say(crewWords.order, { id }) : say(seen.value.case.title)}</h1>
      <StateBar person={person} />
      <Notices open={id} />
      {seen === undefined || isGone(order) ? (
        <WaitingList waiting={waiting} person={person} />
      ) : null}
      <Loaded resource={order} gone={say(outboxWords.gone)}>
        {({ value, at, kept }) => (
          <DeletedPhotos.Provider value={deletedPhotos(value.timeline)}>
            <Head order={value} />
            <h2 class="unseen">{say(crewWords.doing)}</h2>
            <WaitingList waiting={waiting} person={person} timeline={value.timeline} />
            <Doing order={value} person={person} waiting={waiting} />
            <PlaceOf of={value.case} title={say(value.case.title)} />
            <Details order={value} />
            <p>
              <DataTime at={at} />
              {kept ? <span class="quiet"> · {say(networkWords.kept)}</span> : null}
            </p>
            <SoundSwitch />
            <h2>{say(outboxWords.record)}</h2>
            <Record timeline={value.timeline} />
          </DeletedPhotos.Provider>
        )}
      </Loaded>
    </main>
  )
}

/** What decides what to do now; it stands on the first screen of a phone with the first button. */
function Head({ order }: { readonly order: CaseWithTimeline }) {
  const { severity, stage, alarms, standing, reworks, supervision } = order.case
  const where = placeLine(order.case)
  return (
    <section class={`sheet edge-${severity}`}>
      <p class="row">
        <SeverityBadge severity={severity} />
        <StageBadge stage={stage} />
        <Countdown {...order.case} />
      </p>
      {where === undefined ? null : <p class="order-place">{where}</p>}
      <WhyHere timeline={order.timeline} />
      <OrderNote of={order.case} />
      <MeasuredLines timeline={order.timeline} />
      {supervision === undefined ? null : (
        <div>
          <strong>{say(caseWords.supervision)}</strong>{' '}
          <SupervisionNote supervision={supervision} />
        </div>
      )}
      {alarms.length === 0 ? null : (
        <p>
          {standing.length === 0
            ? say(crewWords.cleared)
            : say(crewWords.standing, { count: standing.length })}
        </p>
      )}
      <SuspensionLines subject={order.case} />
      {stage === 'verifying' ? <p>{say(crewWords.isReported)}</p> : null}
      {reworks === 0 ? null : <p>{say(crewWords.reworks, { count: reworks })}</p>}
    </section>
  )
}

function Details({ order }: { readonly order: CaseWithTimeline }) {
  const { id, limit, work, standard, supports } = order.case
  return (
    <section class="sheet">
      <dl class="head">
        <dt>{say(crewWords.number)}</dt>
        <dd>{id}</dd>
        <dt>{say(crewWords.work)}</dt>
        <dd>{say(workWords[work])}</dd>
        <dt>{say(crewWords.limit)}</dt>
        <dd>{showLimit(limit)}</dd>
        {standard === undefined ? null : (
          <>
            <dt>{say(caseWords.closing)}</dt>
            <dd>{say(standard.closing)}</dd>
          </>
        )}
        {supports === undefined ? null : (
          <>
            <dt>{say(supportWords.supports)}</dt>
            <dd>
              <SupportLines supports={supports} />
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

interface WaitingListProps {
  readonly waiting: readonly Action[]
  readonly person: Person
  /** Where it is at hand: who of the unit was first stands in it. */
  readonly timeline?: CaseWithTimeline['timeline']
}

function WaitingList({ waiting, person, timeline = [] }: WaitingListProps) {
  if (waiting.length === 0) return null
  const refused = waiting.findIndex(({ state }) => state === 'refused')
  return (
    <ul class="record">
      {waiting.map((action, place) => (
        <Waiting
          key={action.id}
          action={action}
          person={person}
          behind={refused !== -1 && place > refused}
          timeline={timeline}
        />
      ))}
    </ul>
  )
}
