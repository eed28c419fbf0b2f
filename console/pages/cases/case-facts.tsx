import type { ComponentChildren } from 'preact'

import type { Case, Place } from '../../api/types.ts'
import { ComponentLink } from '../../parts/component-link.tsx'
import { GridFact } from '../../parts/grid-fact.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { SuspensionLines } from '../../parts/suspension-lines.tsx'
import { recordWords, whyWords } from '../../words/case-record.ts'
import { caseWords } from '../../words/cases.ts'
import { duplicateWords } from '../../words/duplicates.ts'
import { disputeStateWords } from '../../../core/dispute-terms.ts'
import {
  checkWords,
  deadlineWords,
  latenessWords,
  sourceWords,
  workWords,
} from '../../../core/case-terms.ts'
import { CoordinationNote } from '../../parts/coordination-note.tsx'
import { coordinationWords } from '../../words/coordination.ts'
import { TransferNote } from '../../parts/transfer-note.tsx'
import { transferWords } from '../../words/transfer.ts'
import { SupportLines } from '../../parts/support-lines.tsx'
import { supportWords } from '../../words/support.ts'
import { SupervisionNote } from '../../parts/supervision-note.tsx'
import { mayAs, pages } from '../../state/rights.ts'
import { showInstant } from '../../words/format.ts'
import { patrolWords } from '../../words/patrols.ts'
import { say } from '../../words/words.ts'
import { DeviceLink } from '../../parts/device-link.tsx'
import { MapLink } from '../../parts/map-link.tsx'
import { alarmPath, casePath } from '../../parts/device-names.ts'
import {
  categoryName,
  cellName,
  dutyName,
  showLimit,
  unitName,
  wordsOf,
} from '../../parts/case-names.ts'

export interface CaseFactsProps {
  readonly subject: Case
  /** Why its unit has it; undefined while no unit has. */
  readonly because: string | undefined
}

export function CaseFacts({ subject, because }: CaseFactsProps) {
  const { work, source, category, lead, limit, unit, place, collectedAt } = subject
  const { check, claimed, doubts = [], follows, standard, supervision, dispute } = subject
  const { duplicate, duplicates = [], supports, transfer, coordination, patrol } = subject
  return (
    <>
      <section class="sheet" aria-labelledby="case-facts">
        <h2 id="case-facts">{say(caseWords.facts)}</h2>
        <dl class="facts">
          <Fact name={say(caseWords.category)}>{categoryName(category)}</Fact>
          <Fact name={say(caseWords.work)}>{say(workWords[work])}</Fact>
          <Fact name={say(caseWords.source)}>{say(sourceWords[source])}</Fact>
          {patrol === undefined ? null : (
            <Fact name={say(patrolWords.title)}>
              {mayAs(pages.patrols.roles) ? (
                <a href={`/patrols?task=${patrol}`}>{patrol}</a>
              ) : (
                patrol
              )}
            </Fact>
          )}
          {check === undefined ? null : (
            <Fact name={say(caseWords.check)}>{say(checkWords[check])}</Fact>
          )}
          {claimed === undefined ? null : (
            <Fact name={say(caseWords.claimed)}>{claimed.person ?? claimed.name}</Fact>
          )}
          <Fact name={say(caseWords.collectedAt)}>{showInstant(collectedAt)}</Fact>
          <Fact name={say(caseWords.unit)}>
            {unitName(unit)}{' '}
            {unit === undefined || because === undefined ? null : (
              <span class="quiet" data-note="because">
                {say(recordWords.why)}: {say(wordsOf(whyWords, because))}
              </span>
            )}
          </Fact>
          <Fact name={say(caseWords.lead)}>{dutyName(lead)}</Fact>
          <Fact name={say(caseWords.limit)}>{showLimit(limit)}</Fact>
          {standard === undefined ? null : (
            <>
              <Fact name={say(caseWords.filing)}>
                {say(standard.filing)} <span class="quiet">{standard.id}</span>
              </Fact>
              <Fact name={say(caseWords.closing)}>{say(standard.closing)}</Fact>
            </>
          )}
          {coordination === undefined ? null : (
            <Fact name={say(coordinationWords.coordination)}>
              <CoordinationNote coordination={coordination} />
            </Fact>
          )}
          {transfer === undefined ? null : (
            <Fact name={say(transferWords.transfer)}>
              <TransferNote transfer={transfer} />
            </Fact>
          )}
          {supports === undefined ? null : (
            <Fact name={say(supportWords.supports)}>
              <SupportLines supports={supports} />
            </Fact>
          )}
          {dispute === undefined ? null : (
            <Fact name={say(caseWords.dispute)}>{say(disputeStateWords[dispute])}</Fact>
          )}
          {supervision === undefined ? null : (
            <Fact name={say(caseWords.supervision)}>
              <SupervisionNote supervision={supervision} />
            </Fact>
          )}
          {doubts.length === 0 ? null : (
            <Fact name={say(caseWords.doubts)}>
              {doubts.map((alarm) => (
                <div key={alarm}>
                  <a href={alarmPath(alarm)}>{alarm}</a>
                </div>
              ))}
            </Fact>
          )}
          {duplicate === undefined ? null : (
            <Fact name={say(duplicateWords.duplicateOf)}>
              <a href={casePath(duplicate.of)}>{duplicate.of}</a>
            </Fact>
          )}
          {duplicates.length === 0 ? null : (
            <Fact name={say(duplicateWords.duplicates)}>
              {duplicates.map((repeat) => (
                <div key={repeat.case}>
                  <a href={casePath(repeat.case)}>{repeat.case}</a>{' '}
                  <span class="quiet">
                    {say(sourceWords[repeat.source])} {showInstant(repeat.collectedAt)}
                  </span>
                </div>
              ))}
            </Fact>
          )}
          {follows === undefined ? null : (
            <Fact name={say(caseWords.follows)}>
              <a href={casePath(follows)}>{follows}</a>
            </Fact>
          )}
        </dl>
      </section>
      <section class="sheet" aria-labelledby="case-place">
        <h2 id="case-place">{say(caseWords.place)}</h2>
        <PlaceFacts place={place} />
      </section>
      <Deadlines subject={subject} />
    </>
  )
}

interface FactProps {
  readonly name: string
  readonly children: ComponentChildren
}

/** One line of a `dl`. */
export const Fact = ({ name, children }: FactProps) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

export function PlaceFacts({ place }: { readonly place: Place }) {
  const { description, device, component, cell, longitude, latitude } = place
  return (
    <dl class="facts">
      {description === undefined ? null : (
        <Fact name={say(caseWords.description)}>{description}</Fact>
      )}
      {device === undefined ? null : (
        <Fact name={say(caseWords.device)}>
          <DeviceLink id={device} /> <MapLink device={device} />
        </Fact>
      )}
      {component === undefined ? null : (
        <Fact name={say(caseWords.component)}>
          <ComponentLink code={component} />
        </Fact>
      )}
      {cell === undefined ? null : (
        <Fact name={say(caseWords.cell)}>{[cellName(cell), cell].filter(Boolean).join(' · ')}</Fact>
      )}
      <GridFact cell={cell} />
      {longitude === undefined || latitude === undefined ? null : (
        <Fact name={say(caseWords.position)}>
          {longitude.toFixed(6)}, {latitude.toFixed(6)}
        </Fact>
      )}
    </dl>
  )
}

function Deadlines({ subject }: { readonly subject: Case }) {
  const { deadlines, overdues, returns, reworks, reopens = 0 } = subject
  return (
    <section class="sheet" aria-labelledby="case-deadlines">
      <h2 id="case-deadlines">{say(caseWords.deadlines)}</h2>
      {deadlines.length === 0 ? (
        <p class="quiet">{say(caseWords.noDeadline)}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{say(caseWords.deadlines)}</th>
              <th scope="col">{say(caseWords.due)}</th>
              <th scope="col">{say(caseWords.left)}</th>
            </tr>
          </thead>
          <tbody>
            {deadlines.map((deadline) => (
              <tr key={deadline.kind}>
                <th scope="row">{say(deadlineWords[deadline.kind])}</th>
                <td>
                  {showInstant(deadline.at)}
                  {deadline.certain ? null : (
                    <div class="quiet case-small">{say(caseWords.uncertain)}</div>
                  )}
                </td>
                <td>
                  <Countdown deadlines={[deadline]} />
                  {deadline.lateness === undefined ? null : (
                    <div class="quiet case-small">
                      {say(caseWords.lateness)}: {say(latenessWords[deadline.lateness])}
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <SuspensionLines subject={subject} />
      <p class="quiet">{say(caseWords.counts, { overdues, returns, reworks, reopens })}</p>
    </section>
  )
}
