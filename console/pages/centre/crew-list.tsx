/** Which unit is where and does what, how many are idle: what the map shows of crews, for whoever does not use the map. */
import { stageWords } from '../../../core/case-terms.ts'
import type { Case } from '../../api/types.ts'
import { unitName, units } from '../../parts/case-names.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import type { Resource } from '../../state/resource.ts'
import type { Rows } from '../../state/rows.ts'
import { centreWords as words } from '../../words/centre.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { placeLine } from '../crew/named-place.ts'
import { CrewSign } from './crew-sign.tsx'
import { crewStates, idleUnits, unitsAtWork, type CrewOrder } from './crews.ts'
import { sameThing, type Pick, type Selection } from './selection.ts'

export interface CrewListProps {
  readonly cases: Resource<Rows<Case>>
  /** Of all open cases. */
  readonly all: readonly CrewOrder<Case>[]
  /** Those that pass the filter. */
  readonly shown: readonly CrewOrder<Case>[]
  readonly selection: Selection | undefined
  readonly onPick: (pick: Pick) => void
}

/** Of one unit; the queue of cases has the others. */
const mostOrders = 5

export const CrewList = ({ cases, all, shown, selection, onPick }: CrewListProps) => {
  // Who has an order among the cases that were not read is not known to be idle.
  const idle = cases.value?.cut === false ? idleUnits(units.value, all) : []
  const { between } = words
  return (
    <section class="sheet crews" aria-label={say(words.crews)}>
      <header class="row">
        <h2>{say(words.crews)}</h2>
        {crewStates.map((state) => (
          <span key={state}>
            <CrewSign state={state} />{' '}
            <strong data-crews={state}>
              {showNumber(shown.filter((order) => order.state === state).length, 0)}
            </strong>
          </span>
        ))}
        {idle.length === 0 ? null : (
          <span data-crews="idle">{say(words.idle, { count: idle.length })}</span>
        )}
        <span class="fill" />
        <DataTime at={cases.at} />
      </header>
      <Loaded
        resource={cases}
        isEmpty={() => shown.length === 0}
        empty={<p class="quiet">{say(words.noCrews)}</p>}
      >
        {() => (
          <ul class="crews-of">
            {unitsAtWork(shown).map(({ unit, orders }) => (
              <li key={unit} data-unit={unit}>
                <strong>{unitName(unit)}</strong>
                <ul>
                  {orders.slice(0, mostOrders).map((order) => (
                    <li key={order.of.id}>
                      <Order {...{ order, selection, onPick }} />
                    </li>
                  ))}
                </ul>
                {orders.length > mostOrders ? (
                  <span class="quiet">
                    {say(words.moreOrders, { count: orders.length - mostOrders })}
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {idle.length === 0 ? null : (
        <p class="quiet">
          {say(words.idleUnits, { units: idle.map(({ id }) => unitName(id)).join(say(between)) })}
        </p>
      )}
    </section>
  )
}

interface OrderProps {
  readonly order: CrewOrder<Case>
  readonly selection: Selection | undefined
  readonly onPick: (pick: Pick) => void
}

const Order = ({ order: { state, arrived, of }, selection, onPick }: OrderProps) => (
  <button
    type="button"
    class="plain"
    aria-pressed={sameThing(selection, 'case', of.id)}
    onClick={() => onPick({ type: 'case', id: of.id })}
  >
    <CrewSign state={state} /> · {say(of.title)} · {placeLine(of) ?? say(words.noPlace)}
    {of.stage === 'rework' ? ` · ${say(stageWords.rework)}` : ''}
    {arrived === undefined
      ? ''
      : ` · ${say(words.arrived, { time: showInstant(arrived, 'minute') })}`}
  </button>
)
