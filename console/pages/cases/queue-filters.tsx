import { severities } from '../../../core/severity.ts'
import { caseWords } from '../../words/cases.ts'
import { dayWords, orderWords } from '../../words/queues.ts'
import { SeverityOptions } from '../../parts/severity-options.tsx'
import { say } from '../../words/words.ts'
import { longestSearch, noFilters, type Filters } from './filters.ts'
import { CategoryInput } from './category-input.tsx'
import { units } from '../../parts/case-names.ts'
import { GridChoice } from '../../parts/grid-choice.tsx'
import type { Order } from './queues.ts'

export interface QueueFiltersProps {
  readonly filters: Filters
  /** Whether one may ask for the overdue ones; not in the queue that has only those. */
  readonly overdue: boolean
  /** Whether one may choose an order; cases that have ended stand newest first. */
  readonly ordered: boolean
  readonly onChange: (filters: Filters) => void
}

export function QueueFilters({ filters, overdue, ordered, onChange }: QueueFiltersProps) {
  const set = (changed: Partial<Filters>) => onChange({ ...filters, ...changed })
  return (
    <form
      class="row queue-filters no-print"
      role="search"
      aria-label={say(caseWords.filters)}
      onSubmit={(event) => event.preventDefault()}
    >
      <label>
        {say(caseWords.search)}
        <input
          type="search"
          value={filters.search}
          maxLength={longestSearch}
          placeholder={say(caseWords.searchHint)}
          onInput={(event) => set({ search: event.currentTarget.value })}
        />
      </label>
      <label>
        {say(caseWords.severity)}
        <select
          value={filters.severity}
          onChange={({ currentTarget }) =>
            set({ severity: severities.find((known) => known === currentTarget.value) ?? '' })
          }
        >
          <option value="">{say(caseWords.all)}</option>
          <SeverityOptions />
        </select>
      </label>
      <label>
        {say(caseWords.category)}
        <CategoryInput value={filters.category} onChange={(category) => set({ category })} />
      </label>
      <label>
        {say(caseWords.unit)}
        <select value={filters.unit} onChange={(event) => set({ unit: event.currentTarget.value })}>
          <option value="">{say(caseWords.all)}</option>
          {units.value.map(({ id, name }) => (
            <option key={id} value={id}>
              {say(name)}
            </option>
          ))}
        </select>
      </label>
      <GridChoice grid={filters.grid} onChange={(grid = '') => set({ grid })} />
      <label>
        {say(dayWords.from)}
        <input
          type="date"
          value={filters.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
      </label>
      <label>
        {say(dayWords.to)}
        <input
          type="date"
          value={filters.to}
          min={filters.from}
          onChange={(event) => set({ to: event.currentTarget.value })}
        />
      </label>
      {ordered ? (
        <label>
          {say(caseWords.order)}
          <select
            value={filters.order}
            onChange={(event) => set({ order: event.currentTarget.value as Order })}
          >
            {(Object.keys(orderWords) as readonly Order[]).map((order) => (
              <option key={order} value={order}>
                {say(orderWords[order])}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {overdue ? (
        <label class="queue-check">
          <input
            type="checkbox"
            checked={filters.overdue}
            onChange={(event) => set({ overdue: event.currentTarget.checked })}
          />
          {say(caseWords.onlyOverdue)}
        </label>
      ) : null}
      <button type="button" onClick={() => onChange(noFilters)}>
        {say(caseWords.clear)}
      </button>
    </form>
  )
}
