import { deviceWords } from '../words/devices.ts'
import { say } from '../words/words.ts'

export interface SortHeadingProps {
  readonly name: string
  /** Set when the table is in the order of this column. */
  readonly sorted: { readonly downwards: boolean } | undefined
  readonly onSort: () => void
}

/** The heading of a column by which one can sort; pressed again it turns the order around. */
export const SortHeading = ({ name, sorted, onSort }: SortHeadingProps) => (
  <th
    scope="col"
    {...(sorted === undefined
      ? {}
      : { 'aria-sort': sorted.downwards ? ('descending' as const) : ('ascending' as const) })}
  >
    <button
      type="button"
      class="plain sort"
      title={say(deviceWords.sortBy, { column: name })}
      onClick={onSort}
    >
      {name}
      <span aria-hidden="true">{sorted === undefined ? '' : sorted.downwards ? ' ▼' : ' ▲'}</span>
    </button>
  </th>
)
