/** One case: where it stands, what may be done to it, and its whole record. */
import { useRoute } from 'preact-iso'
import { useEffect, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Case, CaseWithTimeline } from '../../api/types.ts'
import { SeverityBadge, StageBadge } from '../../parts/badges.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { before, type Board } from '../../parts/dashboard-address.ts'
import { DashboardLink } from '../../parts/dashboard-link.tsx'
import { whyPath } from '../../parts/device-names.ts'
import { FoldedAlarms } from '../../parts/folded-alarms.tsx'
import { DeletedPhotos, deletedPhotos } from '../../parts/deleted-photos.ts'
import { DataTime, isGone, Loaded } from '../../parts/loaded.tsx'
import { OrderNote } from '../../parts/order-note.tsx'
import { WhyHere } from '../../parts/why-here.tsx'
import { useResource } from '../../state/resource.ts'
import { caseWords } from '../../words/cases.ts'
import { recordWords } from '../../words/case-record.ts'
import { whyWords } from '../../words/why.ts'
import { say } from '../../words/words.ts'
import { Actions } from './actions.tsx'
import { CaseAlarms } from './case-alarms.tsx'
import { CaseFacts } from './case-facts.tsx'
import { ChainSteps } from './chain-steps.tsx'
import { useCaseEvents } from '../../state/case-events.ts'
import { loadNames } from '../../parts/case-names.ts'
import { OnDuty } from '../../parts/on-duty.tsx'
import { EscalationSheet } from './escalation.tsx'
import { EvidenceCurve } from './evidence-curve.tsx'
import { FollowSheet } from './follow-sheet.tsx'
import { Photos } from './photos.tsx'
import { RecordMark } from './record-mark.tsx'
import { ReceiptsSheet } from './receipts.tsx'
import { dispatchedBecause, photosIn } from './record.ts'
import { ReporterSheet } from './reporter.tsx'
import { Timeline } from './timeline.tsx'
import './cases.css'

/** Also when the live feed is away. */
const every = 60_000

export function CasePage() {
  const id = useRoute().params['id'] ?? ''
  return <OneCase key={id} id={id} />
}

function OneCase({ id }: { readonly id: string }) {
  const found = useResource(
    `case ${id}`,
    (signal) => call('GET /v1/cases/{id}', { path: { id }, signal }),
    { every },
  )
  // Paper without its curve would have to be printed again.
  const [ready, setReady] = useState(false)
  useCaseEvents(found.reload, { concerns: (event) => event.case === id })
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <main id="content" class="page case-page on-paper">
      <p class="no-print">
        <a href="/cases">{say(caseWords.backToQueue)}</a>
      </p>
      {isGone(found) ? (
        <h1>{say(caseWords.unknown)}</h1>
      ) : (
        <>
          <div class="row case-title">
            <h1>{found.value === undefined ? id : say(found.value.case.title)}</h1>
            <span class="fill" />
            <DataTime at={found.at} />
            <a class="no-print" href={`/v1/cases/${id}/file?format=html`} download>
              {say(recordWords.file)}
            </a>
            <button type="button" class="no-print" disabled={!ready} onClick={() => print()}>
              {say(caseWords.print)}
            </button>
          </div>
          <Loaded resource={found}>
            {(value) => (
              <DeletedPhotos.Provider value={deletedPhotos(value.timeline)}>
                <Whole found={value} reload={found.reload} onReady={() => setReady(true)} />
              </DeletedPhotos.Provider>
            )}
          </Loaded>
        </>
      )}
    </main>
  )
}

/** What the device measured from before the case until its end; of a case without a device the work on all. */
function boardOf({ place, collectedAt, endedAt: to }: Case): Board {
  if (place.device === undefined) return { name: 'cases' }
  return {
    name: 'device',
    device: place.device,
    from: before(collectedAt),
    ...(to === undefined ? {} : { to }),
  }
}

interface WholeProps {
  readonly found: CaseWithTimeline
  readonly reload: () => void
  readonly onReady: () => void
}

function Whole({ found, reload, onReady }: WholeProps) {
  const { case: subject, timeline, commands } = found
  const photos = photosIn(timeline)
  const isReported = timeline.some(({ data }) => data['reporterHash'] !== undefined)
  return (
    <>
      <p class="row">
        <code>{subject.id}</code>
        <SeverityBadge severity={subject.severity} />
        <StageBadge stage={subject.stage} />
        <Countdown {...subject} />
        <DashboardLink board={boardOf(subject)} />
        {subject.alarms.length === 0 ? null : (
          <a class="no-print" href={whyPath('case', subject.id)}>
            {say(whyWords.ask)}
          </a>
        )}
      </p>
      <ChainSteps subject={subject} timeline={timeline} />
      <WhyHere timeline={timeline} />
      <OrderNote of={subject} />
      <div class="case-columns">
        <div>
          <Actions subject={subject} commands={commands} onDone={reload} />
          <CaseFacts subject={subject} because={dispatchedBecause(timeline)} />
          <OnDuty unit={subject.unit ?? ''} />
          <EscalationSheet key={subject.version} subject={subject} />
          <ReceiptsSheet subject={subject} />
          {isReported ? <ReporterSheet id={subject.id} /> : null}
          {subject.source === 'sensor' ? null : <FollowSheet subject={subject} />}
          <EvidenceCurve subject={subject} timeline={timeline} onReady={onReady} />
          <CaseAlarms subject={subject} timeline={timeline} />
          <FoldedAlarms into={subject.id} />
          <section class="sheet" aria-labelledby="case-photos">
            <h2 id="case-photos">{say(caseWords.photos)}</h2>
            {photos.length === 0 ? <p class="quiet">{say(caseWords.noPhotos)}</p> : null}
            <Photos of={subject.id} photos={photos} />
          </section>
        </div>
        <section class="sheet" aria-labelledby="case-record">
          <h2 id="case-record">{say(recordWords.record)}</h2>
          <RecordMark id={subject.id} version={subject.version} />
          <Timeline timeline={timeline} />
        </section>
      </div>
    </>
  )
}
