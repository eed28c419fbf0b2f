/** One case that waits for an inspector: where it is, what was reported and done, and the answer. */
import { useRoute } from 'preact-iso'
import { useEffect } from 'preact/hooks'

import type { CaseEvent, CaseWithTimeline } from '../../api/types.ts'
import type { Bilingual } from '../../../core/bilingual.ts'
import { actions } from '../../offline/outbox.ts'
import { readOrder } from '../../offline/orders.ts'
import { ofPerson, type Person } from '../../offline/queue.ts'
import { SeverityBadge, StageBadge } from '../../parts/badges.tsx'
import { loadNames } from '../../parts/case-names.ts'
import { Countdown } from '../../parts/countdown.tsx'
import { GridFact } from '../../parts/grid-fact.tsx'
import { DeletedPhotos, deletedPhotos } from '../../parts/deleted-photos.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { PhotoDoubts } from '../../parts/photo-doubts.tsx'
import { useResource } from '../../state/resource.ts'
import { caseWords } from '../../words/cases.ts'
import { crewWords, networkWords, outboxWords } from '../../words/crew.ts'
import { fieldWords } from '../../words/field.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { LookAlikes } from '../cases/look-alikes.tsx'
import { Notices, SoundSwitch } from '../crew/notices.tsx'
import { SentPhoto } from '../crew/photo.tsx'
import { PlaceOf } from '../crew/place.tsx'
import { photosIn, Record } from '../crew/record.tsx'
import { StateBar } from '../crew/state-bar.tsx'
import { useCrew, useOutbox, useReloads } from '../crew/use-crew.ts'
import { Waiting } from '../crew/waiting.tsx'
import { Answers } from './answers.tsx'
import { Claimed } from './inspections.tsx'
import { usePatrol } from './use-patrol.ts'
import '../crew/crew.css'
import './field.css'

export function Inspection() {
  const person = useCrew()
  const { id = '' } = useRoute().params
  return person === undefined ? null : <InspectionOf key={id} person={person} id={id} />
}

const every = 30_000

function InspectionOf({ person, id }: { readonly person: Person; readonly id: string }) {
  useOutbox(person)
  usePatrol(person)
  useEffect(() => void loadNames(), [])
  const order = useResource(
    `inspection ${person.name} ${id}`,
    (leaving) => readOrder(person, id, leaving),
    { every },
  )
  useReloads(order.reload, (other) => other === id)
  const waiting = ofPerson(actions.value, person).filter((action) => action.case === id)
  const refused = waiting.findIndex(({ state }) => state === 'refused')
  const seen = order.value
  return (
    <main id="content" class="page crew">
      <a class="touch" href="/field">
        ← {say(fieldWords.back)}
      </a>
      <h1>{seen === undefined ? id : say(seen.value.case.title)}</h1>
      <StateBar person={person} />
      <Notices page="field" open={id} />
      {waiting.length === 0 ? null : (
        <ul class="record">
          {waiting.map((action, place) => (
            <Waiting
              key={action.id}
              action={action}
              person={person}
              behind={refused !== -1 && place > refused}
              timeline={seen?.value.timeline ?? []}
            />
          ))}
        </ul>
      )}
      <Loaded resource={order} gone={say(outboxWords.gone)}>
        {({ value, at, kept }) => (
          <DeletedPhotos.Provider value={deletedPhotos(value.timeline)}>
            <p>
              <DataTime at={at} />
              {kept ? <span class="quiet"> · {say(networkWords.kept)}</span> : null}
            </p>
            <Head order={value} person={person} />
            <PlaceOf of={value.case} title={say(value.case.title)} />
            <Told timeline={value.timeline} event="collected" words={fieldWords.seen} />
            <Told timeline={value.timeline} event="checkAsked" words={fieldWords.task} />
            <Told timeline={value.timeline} event="reported" words={fieldWords.handled} />
            <h2>{say(crewWords.doing)}</h2>
            <Answers order={value} person={person} waiting={waiting} />
            <LookAlikes subject={value.case} />
            <h2>{say(outboxWords.record)}</h2>
            <Record timeline={value.timeline} />
          </DeletedPhotos.Provider>
        )}
      </Loaded>
      <SoundSwitch />
    </main>
  )
}

interface HeadProps {
  readonly order: CaseWithTimeline
  readonly person: Person
}

function Head({ order, person }: HeadProps) {
  const { id, severity, stage, deadlines, alarms, standing, reworks, claimed, standard, place } =
    order.case
  return (
    <section class={`sheet edge-${severity}`}>
      <p class="row">
        <SeverityBadge severity={severity} />
        <StageBadge stage={stage} />
        <Countdown deadlines={deadlines} />
      </p>
      <dl class="head">
        <dt>{say(crewWords.number)}</dt>
        <dd>{id}</dd>
        <GridFact cell={place.cell} />
        {standard === undefined ? null : (
          <>
            <dt>{say(fieldWords.filing)}</dt>
            <dd>{say(standard.filing)}</dd>
            <dt>{say(caseWords.closing)}</dt>
            <dd>{say(standard.closing)}</dd>
          </>
        )}
      </dl>
      <Claimed claimed={claimed} person={person} />
      {alarms.length === 0 ? null : (
        <p>
          {standing.length === 0
            ? say(crewWords.cleared)
            : say(crewWords.standing, { count: standing.length })}
        </p>
      )}
      {reworks === 0 ? null : <p>{say(crewWords.reworks, { count: reworks })}</p>}
    </section>
  )
}

interface ToldProps {
  readonly timeline: readonly CaseEvent[]
  readonly event: string
  readonly words: Bilingual
}

/** What the last event of that name says, in words and pictures; nothing when it says neither. */
function Told({ timeline, event: name, words }: ToldProps) {
  const event = timeline.findLast((one) => one.event === name)
  const text = event?.data['text']
  const photos = event === undefined ? [] : photosIn(event)
  if (event === undefined || (typeof text !== 'string' && photos.length === 0)) return null
  return (
    <section class="sheet">
      <h2>{say(words)}</h2>
      <time class="quiet">{showInstant(event.at, 'minute')}</time>
      {typeof text === 'string' ? <p class="text">{text}</p> : null}
      <div class="photos">
        {photos.map(({ sha256 }, place) => (
          <SentPhoto key={sha256} sha256={sha256} number={place + 1} of={event.case} />
        ))}
      </div>
      <PhotoDoubts data={event.data} />
    </section>
  )
}
