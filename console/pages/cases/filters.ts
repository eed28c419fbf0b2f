/** The filters of a queue as they stand in the address of the page, so that a list can be sent to somebody. Pure. */
import type { Waiting } from '../../../core/supervision-terms.ts'
import { severities, type Severity } from '../../../core/severity.ts'
import { withoutUndefined } from '../../api/without-undefined.ts'
import type { QueryOf } from '../../api/routes.ts'
import { orderIn, queues, type Order, type QueueName } from './queues.ts'

export interface Filters {
  readonly severity: Severity | ''
  readonly category: string
  readonly unit: string
  readonly grid: string
  readonly overdue: boolean
  readonly search: string
  /** Days on the clocks of the city, or nothing. */
  readonly from: string
  readonly to: string
  readonly order: Order
}

export const noFilters: Filters = {
  severity: '',
  category: '',
  unit: '',
  grid: '',
  overdue: false,
  search: '',
  from: '',
  to: '',
  order: 'severity',
}

const orders: readonly Order[] = ['deadline', 'newest', 'severity']

/** What is no day is left out. */
export const dayIn = (text: string | undefined): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? (text ?? '') : ''

export const filtersOf = (query: Readonly<Record<string, string>>): Filters => ({
  severity: severities.find((known) => known === query['severity']) ?? '',
  category: query['category'] ?? '',
  unit: query['unit'] ?? '',
  grid: query['grid'] ?? '',
  overdue: query['overdue'] === 'true',
  search: query['search'] ?? '',
  from: dayIn(query['from']),
  to: dayIn(query['to']),
  order: orders.find((known) => known === query['order']) ?? noFilters.order,
})

export function addressOf(queue: QueueName, filters: Filters): string {
  const said = Object.entries(filters).filter(
    ([name, value]) => value !== Reflect.get(noFilters, name),
  )
  const query = new URLSearchParams([
    ['queue', queue],
    ...said.map(([name, value]): [string, string] => [name, String(value)]),
  ])
  return `/cases?${query.toString()}`
}

/** Of what is typed to find a case; the API takes no more. */
export const longestSearch = 100

/** What the server looks for. Of single letters it knows nothing, and the page looks among what it has read. */
export const isSearched = (search: string): boolean =>
  /\p{Script=Han}{2}|(?:(?!\p{Script=Han})[\p{L}\p{N}]){2}/u.test(search.normalize('NFKC'))

/** What the API filters by; a category that is not four digits yet is still being typed. */
export function serverQuery(queue: QueueName, filters: Filters): QueryOf<'GET /v1/cases'> {
  const chosen: {
    readonly stages: readonly string[]
    readonly overdue?: true
    readonly suspended?: true
    readonly waiting?: Waiting
    readonly given?: true
  } = queues[queue]
  const { severity, category, unit, grid, overdue, order, search, from, to } = filters
  return withoutUndefined<QueryOf<'GET /v1/cases'>>({
    stage: chosen.stages.join(','),
    // The API knows no order by severity: state/rows.ts reads the gravest of a list that is too long.
    order: orderIn(queue, order) === 'newest' ? 'newest' : 'deadline',
    overdue: overdue || chosen.overdue === true ? true : undefined,
    suspended: chosen.suspended,
    waiting: chosen.waiting,
    given: chosen.given ?? false,
    severity: severity === '' ? undefined : severity,
    category: /^\d{4}$/.test(category) ? category : undefined,
    unit: unit === '' ? undefined : unit,
    grid: grid === '' ? undefined : grid,
    q: isSearched(search) ? search.trim() : undefined,
    from: from === '' ? undefined : from,
    // While one of the two is being changed, the other may already lie behind it.
    to: to === '' || to < from ? undefined : to,
  })
}
