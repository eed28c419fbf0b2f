/** Reads what the API pages. */
import { severities, type Severity } from '../../core/severity.ts'
import type { QueryOf } from '../api/routes.ts'
import type { Page } from '../api/types.ts'

/** More are not read unless somebody asks: nobody reads a list of that length, and the page must stay quick. */
export const mostRows = 2_000
const pageLength = 200

export interface Rows<T> {
  readonly items: readonly T[]
  /** There are more than were read. */
  readonly cut: boolean
}

export type Paging = Pick<QueryOf<'GET /v1/cases'>, 'limit' | 'cursor'>

export async function readRows<T>(
  read: (paging: Paging) => Promise<Page<T>>,
  most = mostRows,
): Promise<Rows<T>> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = await read({ limit: pageLength, cursor })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== undefined && items.length < most)
  return { items, cut: cursor !== undefined }
}

/**
 * The API knows no order by severity. A list that is too long to be read whole is read once more, the gravest first, so that
 * nothing grave is missing because much that is milder runs out sooner.
 */
export async function readGravest<T>(
  read: (paging: Paging, severity?: Severity) => Promise<Page<T>>,
  most = mostRows,
): Promise<Rows<T>> {
  const whole = await readRows((paging) => read(paging), most)
  if (!whole.cut) return whole
  const items: T[] = []
  for (const severity of severities.toReversed()) {
    if (items.length >= most) break
    const rows = await readRows((paging) => read(paging, severity), most - items.length)
    items.push(...rows.items)
  }
  return { items, cut: true }
}
