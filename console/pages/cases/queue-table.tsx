import { useState } from 'preact/hooks'

import type { Bilingual } from '../../../core/bilingual.ts'
import type { Case } from '../../api/types.ts'
import { SeverityBadge, StageBadge } from '../../parts/badges.tsx'
import { GivenTo } from '../../parts/coordination-note.tsx'
import { CameBack } from '../../parts/came-back.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { SortHeading } from '../../parts/sort-heading.tsx'
import { now } from '../../state/clock.ts'
import { caseWords } from '../../words/cases.ts'
import { showDuration, showInstant, showNumber } from '../../words/format.ts'
import { togetherWords } from '../../words/together.ts'
import { say } from '../../words/words.ts'
import { categoryName, cellName, unitName } from '../../parts/case-names.ts'
import type { Order } from './queues.ts'
import type { Choice } from './together.tsx'

const shownAtOnce = 50

interface Ordering {
  readonly order: Order
  readonly onOrder: (order: Order) => void
}

export interface QueueTableProps {
  /** In the order to show them. */
  readonly cases: readonly Case[]
  /** Left out where cases stand in one order alone. */
  readonly ordering?: Ordering | undefined
  /** Left out where nothing can be given to several at once. */
  readonly choice?: Choice | undefined
}

export function QueueTable({ cases, ordering, choice }: QueueTableProps) {
  const [from, setFrom] = useState(0)
  // Cases leave a queue while one is looking at its last page.
  const start = from < cases.length ? from : 0
  const shown = cases.slice(start, start + shownAtOnce)
  if (cases.length === 0) return <p class="quiet">{say(caseWords.noMatch)}</p>
  return (
    <>
      {/* Reachable by keyboard, because it scrolls sideways where the window is narrow. */}
      <div class="wide" tabIndex={0} role="group" aria-label={say(caseWords.cases)}>
        <table class="queue-table">
          <thead>
            <tr>
              {choice === undefined ? null : (
                <th scope="col" class="no-print">
                  <Box
                    label={say(togetherWords.choosePage)}
                    ids={shown.map(({ id }) => id)}
                    {...choice}
                  />
                </th>
              )}
              <th scope="col">{say(caseWords.number)}</th>
              <th scope="col">{say(caseWords.title)}</th>
              <Heading by="severity" words={caseWords.severity} ordering={ordering} />
              <th scope="col">{say(caseWords.stage)}</th>
              <th scope="col">{say(caseWords.unit)}</th>
              <Heading by="deadline" words={caseWords.countdown} ordering={ordering} />
              <Heading by="newest" words={caseWords.age} ordering={ordering} />
            </tr>
          </thead>
          <tbody>
            {shown.map((item) => (
              <Row key={item.id} item={item} choice={choice} />
            ))}
          </tbody>
        </table>
      </div>
      <nav class="row no-print" aria-label={say(caseWords.cases)}>
        <button
          type="button"
          disabled={start === 0}
          onClick={() => setFrom(Math.max(0, start - shownAtOnce))}
        >
          {say(caseWords.previous)}
        </button>
        <span role="status">
          {say(caseWords.range, {
            from: showNumber(start + 1),
            to: showNumber(start + shown.length),
            total: showNumber(cases.length),
          })}
        </span>
        <button
          type="button"
          disabled={start + shownAtOnce >= cases.length}
          onClick={() => setFrom(start + shownAtOnce)}
        >
          {say(caseWords.next)}
        </button>
      </nav>
    </>
  )
}

interface HeadingProps extends Pick<QueueTableProps, 'ordering'> {
  readonly by: Order
  readonly words: Bilingual
}

/** The gravest first, but the shortest time and the least age: a list has no use for the other way round. */
const Heading = ({ by, words, ordering }: HeadingProps) =>
  ordering === undefined ? (
    <th scope="col">{say(words)}</th>
  ) : (
    <SortHeading
      name={say(words)}
      sorted={by === ordering.order ? { downwards: by === 'severity' } : undefined}
      onSort={() => ordering.onOrder(by)}
    />
  )

interface BoxProps extends Omit<Choice, 'onNone'> {
  readonly label: string
  readonly ids: readonly string[]
}

const Box = ({ label, ids, chosen, onChoose }: BoxProps) => (
  <input
    type="checkbox"
    aria-label={label}
    checked={ids.every((id) => chosen.has(id))}
    onChange={(event) => onChoose(ids, event.currentTarget.checked)}
  />
)

interface RowProps extends Pick<QueueTableProps, 'choice'> {
  readonly item: Case
}

const Row = ({ item, choice }: RowProps) => (
  <tr>
    {choice === undefined ? null : (
      <td class="no-print">
        <Box label={say(togetherWords.choose, { id: item.id })} ids={[item.id]} {...choice} />
      </td>
    )}
    <th scope="row">
      <a href={`/cases/${item.id}`}>{item.id}</a>
    </th>
    <td class="queue-what">
      {say(item.title)}
      <div class="quiet case-small">
        {[
          categoryName(item.category),
          item.names?.device,
          cellName(item.place.cell) ?? item.place.description,
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      <CameBack of={item} />
    </td>
    <td>
      <SeverityBadge severity={item.severity} />
    </td>
    <td>
      <StageBadge stage={item.stage} />
      {item.claimed === undefined ? null : (
        <div class="quiet case-small">
          {say(caseWords.claimed)}: {item.claimed.person ?? item.claimed.name}
        </div>
      )}
      <GivenTo {...item} />
    </td>
    <td>{unitName(item.unit)}</td>
    <td>
      <Countdown {...item} />
    </td>
    <td>
      <Age item={item} />
    </td>
  </tr>
)

/** Since the collection; of an ended case the whole time it took. */
function Age({ item: { collectedAt, endedAt } }: { readonly item: Case }) {
  const until = endedAt ?? now.value
  return (
    <time dateTime={new Date(collectedAt).toISOString()} title={showInstant(collectedAt)}>
      {showDuration(Math.max(0, until - collectedAt))}
    </time>
  )
}
